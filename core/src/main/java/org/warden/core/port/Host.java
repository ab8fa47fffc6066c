package org.warden.core.port;

import java.util.Map;
import java.util.Optional;

/**
 * The machine and this process's place on it: what plain Java can't ask. May block (name services): never called on the
 * loop thread.
 */
public interface Host {

    /** The environment this process was started with, as {@link org.warden.core.model.OsText}, in its order. */
    Map<String, String> environment();

    /** {@code uname -n}. */
    String nodeName();

    /** Effective user of this process. */
    int uid();

    int gid();

    int pid();

    /** Looks a user up by name. */
    Optional<Account> userByName(String name);

    Optional<Account> userById(int uid);

    /** The gid of a group by name. */
    Optional<Integer> groupByName(String name);

    /** Whether that gid has an entry. */
    boolean groupExists(int gid);

    /** Whether this process may read and write or execute the file (access(2)). */
    boolean mayExecute(String path);

    /**
     * A user of the system.
     *
     * @param groups all groups of the user, the primary one first
     */
    record Account(String name, int uid, int gid, java.util.List<Integer> groups, String home) {
        public Account {
            groups = java.util.List.copyOf(groups);
        }
    }
}
