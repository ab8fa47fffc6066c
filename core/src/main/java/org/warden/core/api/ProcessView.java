package org.warden.core.api;

import org.warden.core.config.ProcessConfig;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;

/**
 * One process at one moment.
 *
 * @param config what it runs under; the same object as in {@link SupervisorView#lastRead()} unless that was reread since
 * @param startSeconds Unix time of the last spawn attempt, 0 for never
 * @param stopSeconds Unix time of the last reap, 0 for never
 * @param startNanos monotonic time of the last spawn, for the uptime; meaningless when never started
 * @param spawnerr the last spawn error, or ""
 * @param exitstatus exit code of the last end, -1 for a death by signal
 * @param pid 0 when there is no process
 * @param stdoutLogfile path, or "" when there is none
 * @param stderrLogfile path, or "" when there is none
 */
public record ProcessView(
        ProcessName name,
        ProcessConfig config,
        ProcessState state,
        long startSeconds,
        long stopSeconds,
        long startNanos,
        String spawnerr,
        int exitstatus,
        int pid,
        String stdoutLogfile,
        String stderrLogfile) {}
