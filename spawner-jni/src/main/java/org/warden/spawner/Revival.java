package org.warden.spawner;

import java.util.List;

/**
 * How a keeper starts its control plane again when that has ended without a word.
 *
 * @param most times in a row, 1 to 1000; who was attached for ten minutes begins a new count
 * @param openFiles soft RLIMIT_NOFILE, or -1 for the keeper's own
 * @param onStdout whether the keeper's line goes to standard output as well
 * @param logfile where the keeper adds a line in the form of the activity log; "" nowhere
 * @param directory where it was started, an absolute path
 * @param argv the program, an absolute path, and its arguments
 * @param environment {@code NAME=value}
 */
public record Revival(
        int most,
        long openFiles,
        boolean onStdout,
        String logfile,
        String directory,
        List<String> argv,
        List<String> environment) {
    public Revival {
        argv = List.copyOf(argv);
        environment = List.copyOf(environment);
    }
}
