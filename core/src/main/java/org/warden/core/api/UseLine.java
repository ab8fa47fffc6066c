package org.warden.core.api;

import org.warden.core.model.ProcessName;

/**
 * What a process used in the last 15 minutes, in slices of half a minute, the oldest first; for small pictures. NaN stands
 * where it was not seen. The arrays are the receiver's own.
 *
 * @param cpuPercent the most in each slice, of one processor
 * @param residentBytes the most in each slice
 */
public record UseLine(ProcessName name, float[] cpuPercent, float[] residentBytes) {
    /** How long a slice is. */
    public static final int STEP_SECONDS = 30;

    /** How many there are. */
    public static final int STEPS = MetricsSpan.RECENT.seconds() / STEP_SECONDS;
}
