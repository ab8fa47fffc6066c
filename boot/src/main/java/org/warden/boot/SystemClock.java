package org.warden.boot;

import java.time.Instant;
import org.warden.core.port.Clock;

/** The machine's clocks. On Linux {@code nanoTime} is CLOCK_MONOTONIC, which the engine uses too. */
final class SystemClock implements Clock {
    @Override
    public long nowNanos() {
        return System.nanoTime();
    }

    @Override
    public Instant wallTime() {
        return Instant.now();
    }
}
