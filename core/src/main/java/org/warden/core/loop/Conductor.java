package org.warden.core.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.warden.core.api.Refusal;
import org.warden.core.api.SupervisorView;
import org.warden.core.config.Configuration;
import org.warden.core.config.GroupConfig;
import org.warden.core.config.LogLevel;
import org.warden.core.config.ProcessConfig;
import org.warden.core.log.AutoLogs;
import org.warden.core.model.Channel;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.ProcessName;
import org.warden.core.model.SupervisorState;
import org.warden.core.port.SpawnerCommand;
import org.warden.core.port.SpawnerEvent;
import org.warden.core.port.Survey;
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
    final Notebook notebook;
    final Resumption resumption;
    final Sampler sampler;
    final Chronicle chronicle;
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
    private boolean detached;

    /** @param inbox takes messages for this conductor from other threads */
    Conductor(Parts parts, Consumer<Message> inbox) {
        this.parts = parts;
        this.inbox = inbox;
        this.lastRead = parts.configuration();
        LogCommands logs = new LogCommands(this);
        this.shutdown = new Shutdown(this, logs);
        this.events = new Events(this);
        this.sockets = new Sockets(this);
        this.notebook = new Notebook(this);
        this.resumption = new Resumption(this);
        this.chronicle = new Chronicle(parts.clock(), parts.history());
        this.sampler = new Sampler(this, parts.metrics());
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
        ManagedGroup group = newGroup(config, paths);
        notebook.groupAdded(group);
        events.groupAdded(group);
    }

    /** A group with processes that never ran, in its place among the others. */
    ManagedGroup newGroup(GroupConfig config, List<AutoLogs.Paths> paths) {
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
        return group;
    }

    void autostart(ManagedGroup group) {
        for (ManagedProcess process : group.processes) {
            if (process.isNew() && process.config().autostart() && mood == SupervisorState.RUNNING) {
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
        notebook.goingDown();
    }

    /** Whether there is nothing left to do for the loop. */
    boolean isDone() {
        return detached || shutdown.isDone();
    }

    Ending ending() {
        if (detached) {
            return Ending.DETACHED;
        }
        return mood == SupervisorState.RESTARTING ? Ending.RESTART : Ending.SHUTDOWN;
    }

    /** Nothing more will be done; what is noted is what the next supervisor finds. */
    void end() {
        chronicle.daemon(detached ? "detached" : mood == SupervisorState.RESTARTING ? "restarting" : "ended");
        if (mood == SupervisorState.RESTARTING) {
            notebook.clear();
        } else if (!detached && parts.spawner().outlives()) {
            tell(new SpawnerCommand.End());
        }
    }

    void detach(Reply<Boolean> reply) {
        if (!parts.spawner().outlives()) {
            reply.refuse(Refusal.FAILED, "programs are children of this process, which can't leave them: keeper=false");
            return;
        }
        log(LogLevel.WARN, "detaching: programs run on without a supervisor until the next one takes them back");
        detached = true;
        reply.ok(true);
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
        tell(command.apply(lastSeq));
    }

    /**
     * Sends a command that is answered by Done only when it has failed.
     *
     * @return the number to be told to {@link #forgetAnswer} when it has become clear that there will be none
     */
    int sendUnanswered(IntFunction<SpawnerCommand> command, Consumer<SpawnerEvent.Done> whenFailed) {
        lastSeq = lastSeq == Integer.MAX_VALUE ? 1 : lastSeq + 1;
        int seq = -lastSeq;
        awaited.put(seq, whenFailed);
        tell(command.apply(seq));
        return seq;
    }

    void forgetAnswer(int seq) {
        awaited.remove(seq);
    }

    /** Sends a command, after the notes of what has led to it. */
    void tell(SpawnerCommand command) {
        notebook.settle();
        parts.spawner().send(command);
    }

    /** One input for one process, with everything that follows from it. */
    void apply(ManagedProcess process, Input input, Moment at) {
        long oldDeadline = process.snapshot.deadlineNanos();
        Step step = ProcessMachine.step(process.snapshot, input, at);
        process.stepTo(step.next());
        views.changed(process);
        viewStale = true;
        // The note first: a supervisor that comes after this one must not take an ordered end for an accident.
        notebook.process(process);
        for (Effect effect : step.effects()) {
            carryOut(process, effect, at);
        }
        if (process.snapshot.deadlineNanos() != oldDeadline) {
            armDeadline(process);
        }
        sockets.settle(process);
        events.settled(process);
        process.changed();
    }

    /** Sees to it that the process hears of its deadline. */
    void armDeadline(ManagedProcess process) {
        long deadline = process.snapshot.deadlineNanos();
        if (deadline != ProcessSnapshot.NO_DEADLINE) {
            timers.at(deadline, () -> deadlinePassed(process, deadline));
        }
    }

    private void deadlinePassed(ManagedProcess process, long deadline) {
        boolean stillActive = groups.process(process.name) == process;
        if (stillActive && process.snapshot.deadlineNanos() == deadline) {
            apply(process, new Input.DeadlinePassed(), now());
        }
    }

    private void carryOut(ManagedProcess process, Effect effect, Moment at) {
        if (effect instanceof Effect.Log line) {
            log(line.level(), line.text());
        } else if (effect instanceof Effect.Announce change) {
            chronicle.stateChanged(process, change, at);
            events.stateChanged(process, change);
        } else if (effect instanceof Effect.Kill kill) {
            long deadline = process.snapshot.deadlineNanos();
            if (parts.spawner().outlives() && deadline != ProcessSnapshot.NO_DEADLINE) {
                tell(new SpawnerCommand.Stopping(process.child, deadline));
            }
            if (process.config().killescaped()) {
                tell(new SpawnerCommand.Pursue(process.child));
            }
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
        notebook.process(process);
        notebook.settle();
        int rank = rank(process);
        parts.workers().execute(() -> prepare(process, listener, known, child, socket, rank));
    }

    /** On a worker: looks the command up unless that was just done, and hands the plan to the engine. */
    private void prepare(
            ManagedProcess process, boolean listener, CommandLookup.Found known, int child, int socket, int rank) {
        ProcessConfig config = process.config();
        String problem;
        try {
            CommandLookup.Found command = known != null ? known : preparer.find(config);
            problem = command.text();
            if (command.isThere()) {
                parts.spawner()
                        .send(new SpawnerCommand.Spawn(
                                child, socket, preparer.plan(process.name, config, process.logs, command, listener)));
                if (parts.spawner().outlives()) {
                    parts.spawner().send(will(config, child, rank));
                }
                if (listener && parts.spawner().outlives()) {
                    parts.spawner().send(new SpawnerCommand.Hold(child, Channel.STDOUT));
                }
                parts.spawner().flush();
                return;
            }
        } catch (RuntimeException unspawnable) {
            // A NUL in an argument, or more arguments and environment than the kernel would take.
            problem = "can't spawn '" + config.name() + "': " + unspawnable.getMessage();
        }
        String text = problem;
        inbox.accept(new Message.Back(() -> spawnFailed(child, text, now())));
    }

    private int rank(ManagedProcess process) {
        return groups.group(process.name.group()).config.priority();
    }

    private static SpawnerCommand.Will will(ProcessConfig config, int child, int rank) {
        return new SpawnerCommand.Will(
                child,
                rank,
                config.stopsignal().number(),
                config.stopasgroup(),
                config.killasgroup(),
                config.killescaped(),
                TimeUnit.SECONDS.toNanos(Math.max(config.stopwaitsecs(), 0)));
    }

    /** Says again how a child is to be stopped: it may be with an engine that was never told. */
    void willAgain(ManagedProcess process) {
        if (process.child != 0 && parts.spawner().outlives()) {
            tell(will(process.config(), process.child, rank(process)));
        }
    }

    /** The engine knows nothing of a spawn that was asked for by an earlier supervisor. */
    void spawnAnew(ManagedProcess process) {
        children.remove(process.child);
        process.child = 0;
        if (process.snapshot.stopAfterSpawn()) {
            apply(process, new Input.SpawnFailed("stopped before it was started"), now());
        } else {
            spawn(process);
        }
    }

    /** The engine does not know the process any more. */
    void endedUnseen(ManagedProcess process) {
        children.remove(process.child);
        process.child = 0;
        apply(process, new Input.Exited(ExitStatus.unknown()), now());
        events.ended(process);
    }

    /** Events about the child of this process are for this process. */
    void ownsChild(ManagedProcess process) {
        if (process.child != 0) {
            children.put(process.child, process);
        }
    }

    boolean hasChildren() {
        return !children.isEmpty();
    }

    /** Whose child this is; null for nobody's. */
    ManagedProcess processOf(int child) {
        return children.get(child);
    }

    boolean knowsChild(int child) {
        return children.containsKey(child);
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

    void handleEvent(SpawnerEvent event) {
        if (event instanceof SpawnerEvent.Exited exited) {
            exited(exited);
        } else if (event instanceof SpawnerEvent.Spawned spawned) {
            ManagedProcess process = children.get(spawned.child());
            // One that was told of before is told again to who takes it back.
            if (process != null && process.snapshot.spawning()) {
                process.starts++;
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
        } else if (event instanceof SpawnerEvent.Measured measured) {
            sampler.measured(measured);
        } else if (event instanceof SpawnerEvent.Listening listening) {
            sockets.told(listening);
        } else if (event instanceof SpawnerEvent.Reaped reaped) {
            log(
                    LogLevel.INFO,
                    "reaped unknown pid " + reaped.pid() + " ("
                            + reaped.status().describe() + ")");
        } else if (event instanceof SpawnerEvent.Replaced replaced) {
            engineReplaced(replaced.survey());
        } else if (event instanceof SpawnerEvent.Dismissed dismissed) {
            log(LogLevel.CRITICAL, dismissed.why());
            log(LogLevel.CRITICAL, "without its keeper this supervisor ends; programs run on");
            detached = true;
        } else if (event instanceof SpawnerEvent.SignalReceived signal) {
            shutdown.signalReceived(signal.signal());
        }
    }

    private void exited(SpawnerEvent.Exited exited) {
        ManagedProcess process = children.remove(exited.child());
        if (process != null) {
            process.child = 0;
            chronicle.exited(process, exited);
            apply(process, new Input.Exited(exited.status()), moment(exited.nanos(), exited.wallNanos()));
            events.ended(process);
        }
        // Not before it is noted what came of it.
        tell(new SpawnerCommand.Forget(exited.child()));
        // Stock takes signals after children in a turn of its loop.
        log(LogLevel.DEBUG, "received SIGCHLD indicating a child quit");
    }

    /** What the old engine was told and has not answered is void; what it had started may live on. */
    private void engineReplaced(Survey survey) {
        log(
                LogLevel.CRITICAL,
                "the keeper has ended; another one was started, programs that still run are watched by it");
        chronicle.daemon("keeper replaced");
        parts.spawner().goOn(parts.childNumbers().getAsInt());
        // Events that are on their way to a listener come again with what its new engine knows of it.
        List<Map.Entry<Integer, Consumer<SpawnerEvent.Done>>> unanswered =
                awaited.entrySet().stream().filter(e -> e.getKey() > 0).toList();
        awaited.clear();
        sockets.allClosed();
        notebook.everything();
        resumption.resume(survey, false);
        unanswered.forEach(e -> e.getValue().accept(new SpawnerEvent.Done(0, e.getKey(), ESRCH, "ESRCH")));
    }

    private static Moment moment(long nanos, long wallNanos) {
        return new Moment(nanos, Math.floorDiv(wallNanos, 1_000_000_000L));
    }
}
