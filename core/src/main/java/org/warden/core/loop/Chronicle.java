package org.warden.core.loop;

import org.warden.core.model.HistoryEvent;
import org.warden.core.model.ProcessState;
import org.warden.core.port.Clock;
import org.warden.core.port.HistorySink;
import org.warden.core.port.SpawnerEvent;
import org.warden.core.process.Effect;
import org.warden.core.process.Moment;

/** Tells the history what the loop has seen, with the time at which it happened. Loop thread only. */
final class Chronicle {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Clock clock;
    private final HistorySink sink;

    Chronicle(Clock clock, HistorySink sink) {
        this.clock = clock;
        this.sink = sink;
    }

    /** @param at on the monotonic clock; what happened while there was no supervisor has its own time */
    void stateChanged(ManagedProcess process, Effect.Announce change, Moment at) {
        long ago = Math.max(0, clock.nowNanos() - at.nanos()) / NANOS_PER_MILLI;
        boolean failed = change.to() == ProcessState.BACKOFF || change.to() == ProcessState.FATAL;
        String why = failed ? process.snapshot.spawnerr() : "";
        sink.record(
                clock.wallTime().toEpochMilli() - ago,
                new HistoryEvent.StateChanged(process.name, change.from(), change.to(), change.pid(), why));
    }

    void exited(ManagedProcess process, SpawnerEvent.Exited exited) {
        sink.record(
                Math.floorDiv(exited.wallNanos(), NANOS_PER_MILLI),
                new HistoryEvent.Exited(
                        process.name,
                        exited.pid(),
                        exited.status(),
                        exited.userMicros(),
                        exited.systemMicros(),
                        exited.maxRssKib()));
    }

    void daemon(String what) {
        sink.record(clock.wallTime().toEpochMilli(), new HistoryEvent.Daemon(what));
    }
}
