package org.warden.core.api;

/**
 * What a process used in one slice of time.
 *
 * @param seconds Unix time at which the slice begins
 * @param cpuPercent of one processor
 */
public record MetricsPoint(long seconds, Range cpuPercent, Range residentBytes, Range threads, Range descriptors) {

    /** Of what was seen in the slice; NaN in all three when nothing was. */
    public record Range(float least, float average, float most) {}
}
