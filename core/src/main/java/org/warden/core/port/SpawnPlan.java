package org.warden.core.port;

import java.util.List;

/**
 * Everything the engine needs to start one program; it decides nothing by itself.
 *
 * <p>Text is in the form of {@link org.warden.core.model.OsText}.
 *
 * @param path the file to execute, already looked up; relative to the daemon's working directory or absolute
 * @param argv the argument vector, {@code argv[0]} included; not empty
 * @param environment {@code KEY=value} entries, complete
 * @param directory where to chdir before exec, or null
 * @param user whom to become, or null to stay
 * @param umask 0 to 0777, or -1 to inherit
 * @param openFiles soft RLIMIT_NOFILE for the child, or -1 to inherit; its hard limit is not touched
 * @param redirectStderr whether the child's descriptor 2 is its stdout pipe
 * @param stdout what to do with the bytes of descriptor 1
 * @param stderr what to do with the bytes of descriptor 2; ignored with redirectStderr
 * @param enclosed whether the kernel is to keep together what it starts, where that can be had
 */
public record SpawnPlan(
        String path,
        List<String> argv,
        List<String> environment,
        String directory,
        User user,
        int umask,
        long openFiles,
        boolean redirectStderr,
        Output stdout,
        Output stderr,
        boolean enclosed) {

    /** One that is not enclosed. */
    public SpawnPlan(
            String path,
            List<String> argv,
            List<String> environment,
            String directory,
            User user,
            int umask,
            long openFiles,
            boolean redirectStderr,
            Output stdout,
            Output stderr) {
        this(path, argv, environment, directory, user, umask, openFiles, redirectStderr, stdout, stderr, false);
    }

    public SpawnPlan {
        argv = List.copyOf(argv);
        environment = List.copyOf(environment);
    }

    /** The same, enclosed or not. */
    public SpawnPlan enclosed(boolean other) {
        return new SpawnPlan(
                path, argv, environment, directory, user, umask, openFiles, redirectStderr, stdout, stderr, other);
    }

    /**
     * Whom to become before exec, in the order setgroups, setgid, setuid.
     *
     * @param uid the user
     * @param gid the user's primary group
     * @param groups all groups, the primary one first
     */
    public record User(int uid, int gid, List<Integer> groups) {
        public User {
            groups = List.copyOf(groups);
        }
    }

    /**
     * Where the bytes of one channel go.
     *
     * @param file the log file, or null for none; created 0666 and umask if missing, appended to
     * @param maxBytes rotate once the file has reached this size; 0 never
     * @param backups how many rotated files are kept; 0 truncates instead
     * @param captureMaxBytes how much of the text between the tokens of capture mode is kept, at most {@link
     *     #MOST_CAPTURED}; 0 is no capture mode. What is captured comes as {@link SpawnerEvent.Captured} and is not logged
     * @param syslog the name that is put before each line for syslog, or null when nothing goes there
     * @param stripAnsi whether escape sequences are taken out before anything else sees the bytes
     * @param report whether each read is also handed to Java as {@link SpawnerEvent.Output}
     */
    public record Output(
            String file,
            long maxBytes,
            int backups,
            long captureMaxBytes,
            String syslog,
            boolean stripAnsi,
            boolean report) {
        /** What an event may carry; more would fill the memory of the daemon. */
        public static final long MOST_CAPTURED = 1 << 20;

        public static final Output NONE = new Output(null, 0, 0, 0, null, false, false);
    }
}
