package org.warden.access;

import java.time.Duration;
import java.time.Instant;
import org.warden.core.port.Clock;

/** A clock that is moved by hand. */
final class FakeClock implements Clock {
    private long nanos = Long.MAX_VALUE - Duration.ofMinutes(3).toNanos();

    void advance(Duration time) {
        nanos += time.toNanos();
    }

    @Override
    public long nowNanos() {
        return nanos;
    }

    @Override
    public Instant wallTime() {
        return Instant.EPOCH;
    }
}
