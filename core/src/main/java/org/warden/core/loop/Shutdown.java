package org.warden.core.loop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.warden.core.api.Refusal;
import org.warden.core.config.ConfigException;
import org.warden.core.config.LogLevel;
import org.warden.core.model.ProcessState;
import org.warden.core.model.Signal;
import org.warden.core.model.SupervisorState;
import org.warden.core.process.Input;

/**
 * The way down, for shutdown and restart: groups one after another from the highest priority value to the lowest, each
 * only when the one before has ended. Loop thread only.
 */
final class Shutdown {
    private static final long REPORT_NANOS = 3_000_000_000L;

    private final Conductor conductor;
    private final LogCommands logs;
    private final Deque<ManagedGroup> left = new ArrayDeque<>();
    private long nextReportNanos = Long.MIN_VALUE;
    private boolean restartIsBeingChecked;

    Shutdown(Conductor conductor, LogCommands logs) {
        this.conductor = conductor;
        this.logs = logs;
    }

    /** What the signals that the daemon itself receives mean. */
    void signalReceived(int number) {
        Signal signal = new Signal(number);
        conductor.chronicle.daemon("received " + signal);
        if (signal.equals(Signal.TERM) || signal.equals(Signal.INT) || signal.equals(Signal.QUIT)) {
            conductor.log(LogLevel.WARN, "received " + signal + " indicating exit request");
            begin(SupervisorState.SHUTDOWN);
        } else if (signal.equals(Signal.HUP)) {
            hup();
        } else if (signal.equals(Signal.USR2)) {
            conductor.log(LogLevel.INFO, "received SIGUSR2 indicating log reopen request");
            logs.reopenAll();
        }
    }

    private void hup() {
        if (conductor.mood == SupervisorState.SHUTDOWN) {
            conductor.log(LogLevel.WARN, "ignored SIGHUP indicating restart request (shutdown in progress)");
            return;
        }
        conductor.log(LogLevel.WARN, "received SIGHUP indicating restart request");
        Reply<Boolean> nobody = conductor.newReply();
        restart(nobody);
    }

    /** Restarts if the configuration can be read; else everything runs on and the log says why. */
    void restart(Reply<Boolean> reply) {
        if (restartIsBeingChecked || conductor.mood != SupervisorState.RUNNING) {
            reply.ok(true);
            return;
        }
        restartIsBeingChecked = true;
        conductor.onWorker(reply, () -> GroupCommands.ReadResult.of(conductor.parts.source()), result -> {
            restartIsBeingChecked = false;
            if (conductor.mood != SupervisorState.RUNNING) {
                reply.refuse(Refusal.SHUTDOWN_STATE, null);
            } else if (result.problem() != null) {
                refuseRestart(result.problem(), reply);
            } else {
                begin(SupervisorState.RESTARTING);
                reply.ok(true);
            }
        });
    }

    private void refuseRestart(ConfigException problem, Reply<Boolean> reply) {
        conductor.log(
                LogLevel.ERROR,
                "restart refused, everything runs on: the configuration can't be used: " + problem.getMessage());
        reply.refuse(Refusal.CANT_REREAD, problem.getMessage());
    }

    /** Goes down; a restart can still become a shutdown, never the other way. */
    void begin(SupervisorState to) {
        boolean alreadyOnTheWay = conductor.mood != SupervisorState.RUNNING;
        if (conductor.mood != SupervisorState.SHUTDOWN) {
            conductor.moodChanged(to);
        }
        if (alreadyOnTheWay) {
            return;
        }
        conductor.events.announce("SUPERVISOR_STATE_CHANGE_STOPPING", "");
        left.addAll(conductor.groups.ordered());
        for (ManagedProcess process : conductor.groups.allProcesses()) {
            conductor.apply(process, new Input.NoMoreStarts(), conductor.now());
        }
        progress();
    }

    /** Goes as far as it can; to be called after everything that happens on the way down. */
    void progress() {
        while (conductor.mood != SupervisorState.RUNNING && !left.isEmpty()) {
            ManagedGroup group = left.peekLast();
            stop(group);
            if (!group.unstopped().isEmpty()) {
                report();
                return;
            }
            left.removeLast();
        }
    }

    /** Everything that can be stopped has been. */
    boolean isDone() {
        return conductor.mood != SupervisorState.RUNNING && left.isEmpty();
    }

    private void stop(ManagedGroup group) {
        List<ManagedProcess> descending = new ArrayList<>(group.processes);
        Collections.reverse(descending);
        for (ManagedProcess process : descending) {
            if (process.state() == ProcessState.BACKOFF) {
                conductor.apply(process, new Input.GiveUp(), conductor.now());
            } else if (process.state().isRunning() && !process.snapshot.stopAfterSpawn()) {
                conductor.apply(process, new Input.StopAsked(), conductor.now());
            }
        }
    }

    private void report() {
        long now = conductor.now().nanos();
        if (now < nextReportNanos) {
            return;
        }
        nextReportNanos = now + REPORT_NANOS;
        String names = conductor.groups.ordered().stream()
                .flatMap(g -> g.unstopped().stream())
                .map(p -> p.config().name())
                .collect(Collectors.joining(", "));
        conductor.log(LogLevel.INFO, "waiting for " + names + " to die");
        conductor.timers.at(nextReportNanos, this::progress);
    }
}
