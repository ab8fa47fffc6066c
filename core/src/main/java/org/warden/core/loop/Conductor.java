package org.warden.core.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.warden.core.api.SupervisorView;
import org.warden.core.config.Configuration;
import org.warden.core.config.GroupConfig;
import org.warden.core.config.LogLevel;
import org.warden.core.config.ProcessConfig;
import org.warden.core.log.AutoLogs;
import org.warden.core.model.ProcessName;
import org.warden.core.model.SupervisorState;
import org.warden.core.port.SpawnerCommand;
import org.warden.core.port.SpawnerEvent;
import org.warden.core.process.Effect;
import org.warden.core.process.Input;
import org.warden.core.process.Moment;
import org.warden.core.process.ProcessMachine;
import org.warden.core.process.ProcessSnapshot;
import org.warden.core.process.Step;

/**
 * Owns all mutable state of a supervisor. One thread at a time, the loop's; tests step it by hand. It never waits: work
 * that may block goes to the workers and comes back as a message.
 */
final class Conductor {
    private static final int ESRCH = 3;

    final Parts parts;
    final Groups groups = new Groups();
    final Timers timers = new Timers();
    final Shutdown shutdown;
    final Events events;
    final Sockets sockets;
    SupervisorState mood = SupervisorState.RUNNING;
    Configuration lastRead;

    private final Preparer preparer;
    private final Consumer<Message> inbox;
    private final Commands commands;
    private final ChannelEvents channels;
    private final ViewBuilder views = new ViewBuilder();
    private final Map<Integer, ManagedProcess> children = new HashMap<>();
    private final Map<Integer, Consumer<SpawnerEvent.Done>> awaited = new HashMap<>();
    private final List<Runnable> outgoing = new ArrayList<>();
    private int lastSeq;
    private boolean viewStale = true;

    /** @param inbox takes messages for this conductor from other threads */
    Conductor(Parts parts, Consumer<Message> inbox) {
        this.parts = parts;
        this.inbox = inbox;
        this.lastRead = parts.configuration();
        LogCommands logs = new LogCommands(this);
        this.shutdown = new Shutdown(this, logs);
        this.events = new Events(this);
        this.sockets = new Sockets(this);
        this.commands = new Commands(this, logs);
        this.channels = new ChannelEvents(parts.log(), events);
        ChildEnvironment environment = new ChildEnvironment(parts.environment(), parts.configuration());
        this.preparer = new Preparer(
                new CommandLookup(parts.host(), parts.environment()),
                environment,
                parts.configuration().supervisord().stripAnsi(),
                parts.log().isOn(LogLevel.DEBUG),
                parts.openFiles());
    }

    Preparer preparer() {
        return preparer;
    }

    /** A place for an answer that leaves with the next view. */
    <R> Reply<R> newReply() {
        return new Reply<>(outgoing::add);
    }

    /** Makes the group known and starts what is to start by itself. {@code paths} says where each process logs. */
    void activate(GroupConfig config, List<AutoLogs.Paths> paths) {
        Map<String, ListeningSocket> sockets = Sockets.of(config);
        List<ManagedProcess> processes = new ArrayList<>(config.processes().size());
        for (int i = 0; i < config.processes().size(); i++) {
            ProcessConfig process = config.processes().get(i);
            ProcessName name = new ProcessName(config.name(), process.name());
            processes.add(new ManagedProcess(name, process, paths.get(i), sockets.get(process.section())));
        }
        ManagedGroup group = new ManagedGroup(config, processes);
        groups.add(group);
        groupsChanged();
        events.groupAdded(group);
    }

    void autostart(ManagedGroup group) {
        for (ManagedProcess process : group.processes) {
            if (process.config().autostart() && mood == SupervisorState.RUNNING) {
                apply(process, new Input.StartAsked(), now());
            }
        }
    }

    void groupsChanged() {
        views.groupsChanged(groups);
        viewStale = true;
    }

    void handle(Message message) {
        try {
            if (message instanceof Message.Ask<?> ask) {
                handleAsk(ask);
            } else if (message instanceof Message.Happened happened) {
                handleEvent(happened.event());
            } else if (message instanceof Message.Back back) {
                back.work().run();
            }
        } catch (RuntimeException | VirtualMachineError defect) {
            logDefect(defect);
        }
    }

    private <R> void handleAsk(Message.Ask<R> ask) {
        try {
            commands.handle(ask.command(), ask.reply());
        } catch (RuntimeException defect) {
            ask.reply().fail(defect);
            throw defect;
        }
    }

    void runTimers() {
        try {
            timers.run(parts.clock().nowNanos());
        } catch (RuntimeException | VirtualMachineError defect) {
            logDefect(defect);
        }
    }

    /** Even when memory has run out for a moment, the loop goes on: without it nobody looks after the programs. */
    private void logDefect(Throwable defect) {
        StackTraceElement[] trace = defect.getStackTrace();
        parts.log().log(
                LogLevel.CRITICAL,
                "defect in the supervisor, which goes on: " + defect + (trace.length > 0 ? " at " + trace[0] : ""));
    }

    /** The present state for readers; the same object as before when nothing has changed. */
    SupervisorView view(SupervisorView before) {
        if (!viewStale && before != null) {
            return before;
        }
        viewStale = false;
        return views.build(mood, parts.configuration().supervisord().identifier(), lastRead);
    }

    void moodChanged(SupervisorState to) {
        mood = to;
        viewStale = true;
    }

    void rereadDone(Configuration fresh) {
        lastRead = fresh;
        viewStale = true;
    }

    /** Answers given since the last call; to be completed after the view was published. */
    List<Runnable> takeOutgoing() {
        List<Runnable> taken = List.copyOf(outgoing);
        outgoing.clear();
        return taken;
    }

    Moment now() {
        return new Moment(parts.clock().nowNanos(), parts.clock().wallTime().getEpochSecond());
    }

    void log(LogLevel level, String text) {
        parts.log().log(level, text);
    }

    /** Runs {@code job} on a worker, then {@code after} with its result on the loop thread; a defect fails the reply. */
    <T> void onWorker(Reply<?> reply, Supplier<T> job, Consumer<T> after) {
        parts.workers().execute(() -> {
            try {
                T result = job.get();
                inbox.accept(new Message.Back(() -> after.accept(result)));
            } catch (RuntimeException defect) {
                inbox.accept(new Message.Back(() -> {
                    reply.fail(defect);
                    throw defect;
                }));
            }
        });
    }

    /** Sends a command that is answered by Done. */
    void send(IntFunction<SpawnerCommand> command, Consumer<SpawnerEvent.Done> whenDone) {
        lastSeq = lastSeq == Integer.MAX_VALUE ? 1 : lastSeq + 1;
        awaited.put(lastSeq, whenDone);
        parts.spawner().send(command.apply(lastSeq));
    }

    /** One input for one process, with everything that follows from it. */
    void apply(ManagedProcess process, Input input, Moment at) {
        long oldDeadline = process.snapshot.deadlineNanos();
        Step step = ProcessMachine.step(process.snapshot, input, at);
        process.snapshot = step.next();
        views.changed(process);
        viewStale = true;
        for (Effect effect : step.effects()) {
            carryOut(process, effect);
        }
        long deadline = process.snapshot.deadlineNanos();
        if (deadline != oldDeadline && deadline != ProcessSnapshot.NO_DEADLINE) {
            timers.at(deadline, () -> deadlinePassed(process, deadline));
        }
        sockets.settle(process);
        events.settled(process);
        process.changed();
    }

    private void deadlinePassed(ManagedProcess process, long deadline) {
        boolean stillActive = groups.process(process.name) == process;
        if (stillActive && process.snapshot.deadlineNanos() == deadline) {
            apply(process, new Input.DeadlinePassed(), now());
        }
    }

    private void carryOut(ManagedProcess process, Effect effect) {
        if (effect instanceof Effect.Log line) {
            log(line.level(), line.text());
        } else if (effect instanceof Effect.Announce change) {
            events.stateChanged(process, change);
        } else if (effect instanceof Effect.Kill kill) {
            kill(process, kill.signal(), kill.group(), error -> {});
        } else {
            spawn(process);
        }
    }

    private void spawn(ManagedProcess process) {
        int child = parts.childNumbers().getAsInt();
        process.child = child;
        children.put(child, process);
        CommandLookup.Found known = process.takeFound();
        boolean listener = events.isListener(process);
        int socket = sockets.forSpawn(process);
        parts.workers().execute(() -> prepare(process, listener, known, child, socket));
    }

    /** On a worker: looks the command up unless that was just done, and hands the plan to the engine. */
    private void prepare(ManagedProcess process, boolean listener, CommandLookup.Found known, int child, int socket) {
        ProcessConfig config = process.config();
        String problem;
        try {
            CommandLookup.Found command = known != null ? known : preparer.find(config);
            problem = command.text();
            if (command.isThere()) {
                parts.spawner()
                        .send(new SpawnerCommand.Spawn(
                                child, socket, preparer.plan(process.name, config, process.logs, command, listener)));
                return;
            }
        } catch (RuntimeException unspawnable) {
            // A NUL in an argument, or more arguments and environment than the kernel would take.
            problem = "can't spawn '" + config.name() + "': " + unspawnable.getMessage();
        }
        String text = problem;
        inbox.accept(new Message.Back(() -> spawnFailed(child, text, now())));
    }

    private void spawnFailed(int child, String text, Moment at) {
        ManagedProcess process = children.remove(child);
        if (process != null) {
            process.child = 0;
            apply(process, new Input.SpawnFailed(text), at);
        }
    }

    /**
     * Sends a signal. ESRCH is no failure: the process has just ended and its exit is on the way.
     *
     * @param whenFailed told null when it was sent, else why not; the process is UNKNOWN by then
     */
    void kill(ManagedProcess process, int signal, boolean group, Consumer<String> whenFailed) {
        int child = process.child;
        send(seq -> new SpawnerCommand.Kill(child, seq, signal, group), done -> {
            if (done.errno() == ESRCH) {
                log(
                        LogLevel.DEBUG,
                        "unable to signal " + process.config().name() + ", it probably just exited on its own");
            } else if (done.errno() != 0 && process.child == child) {
                apply(process, new Input.KillFailed(done.errnoName()), now());
            }
            whenFailed.accept(done.errno() == 0 || done.errno() == ESRCH ? null : done.errnoName());
        });
    }

    private void handleEvent(SpawnerEvent event) {
        if (event instanceof SpawnerEvent.Exited exited) {
            exited(exited);
        } else if (event instanceof SpawnerEvent.Spawned spawned) {
            ManagedProcess process = children.get(spawned.child());
            if (process != null) {
                events.started(process);
                apply(process, new Input.Spawned(spawned.pid()), moment(spawned.nanos(), spawned.wallNanos()));
            }
        } else if (event instanceof SpawnerEvent.SpawnFailed failed) {
            ManagedProcess process = children.get(failed.child());
            String text = process == null ? "" : SpawnErrors.text(process, failed);
            spawnFailed(failed.child(), text, moment(failed.nanos(), failed.wallNanos()));
        } else if (event instanceof SpawnerEvent.Done done) {
            Consumer<SpawnerEvent.Done> whenDone = awaited.remove(done.seq());
            if (whenDone != null) {
                whenDone.accept(done);
            }
        } else if (event instanceof SpawnerEvent.OfChannel ofChannel) {
            channels.happened(children.get(ofChannel.child()), ofChannel);
        } else if (event instanceof SpawnerEvent.Listening listening) {
            sockets.told(listening);
        } else if (event instanceof SpawnerEvent.Reaped reaped) {
            log(
                    LogLevel.INFO,
                    "reaped unknown pid " + reaped.pid() + " ("
                            + reaped.status().describe() + ")");
        } else if (event instanceof SpawnerEvent.SignalReceived signal) {
            shutdown.signalReceived(signal.signal());
        }
    }

    private void exited(SpawnerEvent.Exited exited) {
        parts.spawner().send(new SpawnerCommand.Forget(exited.child()));
        ManagedProcess process = children.remove(exited.child());
        if (process != null) {
            process.child = 0;
            apply(process, new Input.Exited(exited.status()), moment(exited.nanos(), exited.wallNanos()));
            events.ended(process);
        }
        // Stock takes signals after children in a turn of its loop.
        log(LogLevel.DEBUG, "received SIGCHLD indicating a child quit");
    }

    private static Moment moment(long nanos, long wallNanos) {
        return new Moment(nanos, Math.floorDiv(wallNanos, 1_000_000_000L));
    }
}
