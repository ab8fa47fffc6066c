package org.warden.core.process;

import org.warden.core.config.ProcessConfig;
import org.warden.core.model.ProcessState;

/**
 * The whole state of one process between two inputs.
 *
 * @param config what it runs under
 * @param pid 0 when there is no process
 * @param spawning a spawn is on its way: STARTING without a pid
 * @param stopAfterSpawn a stop was asked for while the spawn was on its way
 * @param killing a stop is in progress
 * @param mayStart false once the daemon is on its way down
 * @param startSeconds Unix time of the last spawn attempt, 0 for never
 * @param stopSeconds Unix time of the last reap, 0 for never
 * @param startNanos monotonic time of the last spawn
 * @param backoff failed starts in a row
 * @param deadlineNanos when {@link Input.DeadlinePassed} is due, or {@link #NO_DEADLINE}
 * @param spawnerr the last spawn error, or ""
 * @param exitstatus exit code of the last end, -1 for a death by signal, 0 for none
 */
public record ProcessSnapshot(
        ProcessConfig config,
        ProcessState state,
        int pid,
        boolean spawning,
        boolean stopAfterSpawn,
        boolean killing,
        boolean mayStart,
        long startSeconds,
        long stopSeconds,
        long startNanos,
        long backoff,
        long deadlineNanos,
        String spawnerr,
        int exitstatus) {

    public static final long NO_DEADLINE = Long.MAX_VALUE;

    /**
     * Whether the listening socket of its section has to be open for it: it runs, or will be started again by itself. A
     * client that connects between two of its lives then waits for the second and is not refused.
     */
    public boolean needsSocket() {
        return switch (state) {
            case STARTING, RUNNING, STOPPING -> true;
            case BACKOFF, EXITED -> deadlineNanos != NO_DEADLINE;
            case UNKNOWN -> pid != 0;
            case STOPPED, FATAL -> false;
        };
    }

    /** A process that never ran. */
    public static ProcessSnapshot fresh(ProcessConfig config) {
        return new ProcessSnapshot(
                config, ProcessState.STOPPED, 0, false, false, false, true, 0, 0, 0, 0, NO_DEADLINE, "", 0);
    }
}
