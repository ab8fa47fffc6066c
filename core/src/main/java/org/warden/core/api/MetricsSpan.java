package org.warden.core.api;

/** How far back the use of processes is known, and in which slices. */
public enum MetricsSpan {
    /** The last 15 minutes, as they were seen every five seconds. */
    RECENT(5, 15 * 60),
    /** The last 24 hours, minute by minute. */
    DAY(60, 24 * 3600);

    private final int stepSeconds;
    private final int seconds;

    MetricsSpan(int stepSeconds, int seconds) {
        this.stepSeconds = stepSeconds;
        this.seconds = seconds;
    }

    /** The length of a slice. */
    public int stepSeconds() {
        return stepSeconds;
    }

    /** The length of the whole. */
    public int seconds() {
        return seconds;
    }
}
