package org.warden.ctl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.warden.core.port.Host;

/**
 * What a user may do with a file, by the permission bits of the file and the directories above it. Where they can't be seen the
 * answer is yes: a warning must be true. Root may do everything.
 */
final class Permissions {
    private static final int READ = 4;
    private static final int WRITE = 2;
    private static final int EXECUTE = 1;

    private Permissions() {}

    /** Whether the user may go to the directory. */
    static boolean mayEnter(Host.Account account, Path directory) {
        return allows(account, directory, EXECUTE) && mayReach(account, directory);
    }

    static boolean mayExecute(Host.Account account, Path file) {
        return allows(account, file, EXECUTE) && mayReach(account, file);
    }

    /** Whether the user may write the file, or make it where it is not there yet. */
    static boolean mayWrite(Host.Account account, Path file) {
        if (Files.exists(file)) {
            return allows(account, file, WRITE) && mayReach(account, file);
        }
        Path directory = file.getParent();
        return directory == null || mayMakeFilesIn(account, directory);
    }

    static boolean mayMakeFilesIn(Host.Account account, Path directory) {
        return allows(account, directory, WRITE) && mayEnter(account, directory);
    }

    /** Whether every user of the machine may read the file. */
    static boolean isReadByAll(Path file) {
        try {
            boolean readable = ((int) Files.getAttribute(file, "unix:mode") & READ) != 0;
            for (Path above = file.toAbsolutePath().getParent(); readable && above != null; above = above.getParent()) {
                readable = ((int) Files.getAttribute(above, "unix:mode") & EXECUTE) != 0;
            }
            return readable;
        } catch (IOException unseen) {
            return false;
        }
    }

    private static boolean mayReach(Host.Account account, Path file) {
        for (Path above = file.getParent(); above != null; above = above.getParent()) {
            if (!allows(account, above, EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    private static boolean allows(Host.Account account, Path path, int wanted) {
        if (account.uid() == 0) {
            return true;
        }
        try {
            Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,uid,gid");
            int mode = (int) attributes.get("mode");
            if ((int) attributes.get("uid") == account.uid()) {
                return (mode >> 6 & wanted) != 0;
            }
            return ((account.groups().contains((int) attributes.get("gid")) ? mode >> 3 : mode) & wanted) != 0;
        } catch (IOException unseen) {
            return true;
        }
    }

    /** The path of a text; null where it can't be one. */
    static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException noPath) {
            return null;
        }
    }
}
