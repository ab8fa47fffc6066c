package org.warden.core.loop;

import java.time.Instant;

/**
 * TICK_5, TICK_60 and TICK_3600: one event when the wall clock has come into another slice of that length. Loop thread
 * only. Looks at the wall clock at its next multiple of five seconds, and after five seconds at the latest: the clock may
 * be set.
 */
final class Ticks {
    private static final int[] PERIODS = {5, 60, 3600};
    private static final long LONGEST_WAIT_NANOS = 5_000_000_000L;

    private final Conductor conductor;
    private final Events events;
    private final long[] slices = new long[PERIODS.length];

    Ticks(Conductor conductor, Events events) {
        this.conductor = conductor;
        this.events = events;
    }

    /** The slices in which the daemon starts are only noted. */
    void begin() {
        long now = conductor.parts.clock().wallTime().getEpochSecond();
        for (int i = 0; i < PERIODS.length; i++) {
            slices[i] = slice(now, PERIODS[i]);
        }
        wait(conductor.parts.clock().wallTime());
    }

    private static long slice(long seconds, int period) {
        return Math.floorDiv(seconds, period) * period;
    }

    private void wait(Instant wall) {
        long intoSlice = Math.floorMod(wall.getEpochSecond(), PERIODS[0]) * 1_000_000_000L + wall.getNano();
        conductor.timers.at(conductor.parts.clock().nowNanos() + LONGEST_WAIT_NANOS - intoSlice, this::look);
    }

    private void look() {
        Instant wall = conductor.parts.clock().wallTime();
        for (int i = 0; i < PERIODS.length; i++) {
            long slice = slice(wall.getEpochSecond(), PERIODS[i]);
            if (slice != slices[i]) {
                slices[i] = slice;
                events.announce("TICK_" + PERIODS[i], "when:" + slice);
            }
        }
        wait(wall);
    }
}
