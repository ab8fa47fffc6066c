package org.warden.core.port;

import java.time.Instant;

/** The two clocks. Delays are measured with the monotonic one; the wall clock is only for people and clients. */
public interface Clock {

    /** CLOCK_MONOTONIC in nanoseconds, the same clock that {@link SpawnerEvent} times come from. */
    long nowNanos();

    /** What a calendar on the wall shows; may jump. */
    Instant wallTime();
}
