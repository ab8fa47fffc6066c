package org.warden.core.api;

import org.warden.core.model.ProcessName;

/**
 * What a running process used when it was last looked at; its own process, not those that it has started.
 *
 * @param ageSeconds how long ago that was
 * @param cpuPercent of one processor, over the time between the last two looks; NaN after only one
 * @param userMicros CPU time in user mode since it was started, in microseconds
 * @param systemMicros CPU time in the kernel
 * @param residentBytes memory that is not swapped out
 * @param descriptors how many it has open; -1 when this supervisor may not know
 */
public record ProcessMetrics(
        ProcessName name,
        int pid,
        double ageSeconds,
        float cpuPercent,
        long userMicros,
        long systemMicros,
        long residentBytes,
        int threads,
        int descriptors) {}
