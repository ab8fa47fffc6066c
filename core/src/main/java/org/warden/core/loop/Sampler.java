package org.warden.core.loop;

import java.util.List;
import java.util.Objects;
import org.warden.core.api.Command;
import org.warden.core.api.MetricsPoint;
import org.warden.core.api.MetricsSpan;
import org.warden.core.api.ProcessMetrics;
import org.warden.core.api.Refusal;
import org.warden.core.api.UseLine;
import org.warden.core.config.LogLevel;
import org.warden.core.metrics.MetricsStore;
import org.warden.core.port.SpawnerCommand;
import org.warden.core.port.SpawnerEvent;
import org.warden.core.port.Usage;

/** Has the programs measured every five seconds. Loop thread only. */
final class Sampler {
    private static final long STEP_NANOS = MetricsSpan.RECENT.stepSeconds() * 1_000_000_000L;

    private final Conductor conductor;
    private final MetricsStore store;
    private boolean underWay;
    private int failures;

    Sampler(Conductor conductor, MetricsStore store) {
        this.conductor = conductor;
        this.store = store;
    }

    void register(Commands commands) {
        commands.on(Command.LatestMetrics.class, (command, reply) -> reply.ok(latest()));
        commands.on(Command.MetricsHistory.class, this::history);
        commands.on(Command.RecentUse.class, (command, reply) -> reply.ok(recentUse()));
    }

    /** The loop has begun, and all groups of its start are known; to be called once. */
    void begin() {
        retainKnown();
        await(conductor.parts.clock().nowNanos());
    }

    /** At multiples of the step, so that each look falls into a slice of its own. */
    private void await(long nowNanos) {
        conductor.timers.at((Math.floorDiv(nowNanos, STEP_NANOS) + 1) * STEP_NANOS, this::look);
    }

    /** A look that takes longer than a step costs the next one. */
    private void look() {
        if (!underWay && conductor.hasChildren()) {
            underWay = true;
            conductor.send(SpawnerCommand.Measure::new, this::done);
        }
        await(conductor.parts.clock().nowNanos());
    }

    private void done(SpawnerEvent.Done done) {
        underWay = false;
        failures = done.errno() == 0 ? 0 : failures + 1;
        // Once may be the moment in which the keeper was replaced.
        if (failures == 2) {
            conductor.log(
                    LogLevel.WARN,
                    "programs can't be measured (" + done.errnoName()
                            + "): the keeper may be of an older version, and can when another one takes its place");
        }
    }

    void measured(SpawnerEvent.Measured measured) {
        for (Usage usage : measured.usages()) {
            ManagedProcess process = conductor.processOf(usage.child());
            if (process != null) {
                store.add(process.name, measured.nanos(), usage);
            }
        }
    }

    private List<ProcessMetrics> latest() {
        long now = conductor.parts.clock().nowNanos();
        return conductor.groups.allProcesses().stream()
                .filter(process -> process.child != 0)
                .map(process -> store.latest(process.name, process.child, now))
                .filter(Objects::nonNull)
                .toList();
    }

    private List<UseLine> recentUse() {
        long now = conductor.parts.clock().nowNanos();
        return conductor.groups.allProcesses().stream()
                .map(process -> store.recentUse(process.name, now))
                .filter(Objects::nonNull)
                .toList();
    }

    private void history(Command.MetricsHistory command, Reply<List<MetricsPoint>> reply) {
        if (conductor.groups.process(command.name()) == null) {
            reply.refuse(Refusal.BAD_NAME, command.name().namespec());
            return;
        }
        var clock = conductor.parts.clock();
        reply.ok(store.points(command.name(), command.span(), clock.nowNanos(), clock.wallTime()));
    }

    /** Processes that are not known any more are forgotten. */
    void retainKnown() {
        store.retain(conductor.groups.processNames());
    }
}
