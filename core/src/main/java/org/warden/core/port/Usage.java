package org.warden.core.port;

/**
 * What one child uses of the machine; its own process, not those that it has started.
 *
 * @param userMicros CPU time in user mode since it was started, in microseconds
 * @param systemMicros CPU time in the kernel
 * @param residentBytes memory that is not swapped out
 * @param threads at least 1
 * @param descriptors how many it has open; -1 when this supervisor may not know
 */
public record Usage(
        int child, int pid, long userMicros, long systemMicros, long residentBytes, int threads, int descriptors) {}
