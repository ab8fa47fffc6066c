package org.warden.core.process;

import static org.warden.core.model.ProcessState.BACKOFF;
import static org.warden.core.model.ProcessState.EXITED;
import static org.warden.core.model.ProcessState.FATAL;
import static org.warden.core.model.ProcessState.RUNNING;
import static org.warden.core.model.ProcessState.STARTING;
import static org.warden.core.model.ProcessState.STOPPED;
import static org.warden.core.model.ProcessState.STOPPING;
import static org.warden.core.model.ProcessState.UNKNOWN;

import java.util.Set;
import org.warden.core.config.AutoRestart;
import org.warden.core.config.LogLevel;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.ProcessState;
import org.warden.core.model.Signal;
import org.warden.core.process.Input.DeadlinePassed;
import org.warden.core.process.Input.Exited;
import org.warden.core.process.Input.GiveUp;
import org.warden.core.process.Input.KillFailed;
import org.warden.core.process.Input.NoMoreStarts;
import org.warden.core.process.Input.SpawnFailed;
import org.warden.core.process.Input.Spawned;
import org.warden.core.process.Input.StartAsked;
import org.warden.core.process.Input.StopAsked;

/**
 * The life of one process as a function: snapshot and input to next snapshot and effects. No clock, no file, no thread.
 *
 * <p>Any thread; it holds no state. Source: Supervisor's manual, "Subprocesses", and its activity log's words.
 */
public final class ProcessMachine {

    static final Transitions TABLE = table();

    private ProcessMachine() {}

    /**
     * Takes one input.
     *
     * @throws IllegalStateException when the input can't happen in this state: a defect in the caller or the engine
     */
    public static Step step(ProcessSnapshot now, Input input, Moment at) {
        Transitions.Row row = TABLE.row(now.state(), input.getClass());
        if (row == null) {
            throw new IllegalStateException(describe(now) + ": " + input + " can't happen in " + now.state());
        }
        Draft draft = new Draft(now, at);
        if (!row.ignored()) {
            row.handler().apply(draft, input);
            if (!row.targets().contains(draft.state)) {
                throw new IllegalStateException(
                        describe(now) + ": " + input + " led from " + now.state() + " to " + draft.state);
            }
        }
        return draft.step();
    }

    private static String describe(ProcessSnapshot now) {
        return "process '" + now.config().name() + "' (pid " + now.pid() + ")";
    }

    private static Transitions table() {
        Transitions t = new Transitions();
        startRows(t);
        stopRows(t);
        engineRows(t);
        deadlineRows(t);
        shutdownRows(t);
        return t;
    }

    private static void startRows(Transitions t) {
        for (ProcessState state : Set.of(STOPPED, EXITED, FATAL)) {
            t.on(state, StartAsked.class, Set.of(state, STARTING), ProcessMachine::start);
        }
        t.ignore(STARTING, StartAsked.class);
        t.ignore(RUNNING, StartAsked.class);
        t.ignore(BACKOFF, StartAsked.class);
        t.on(STOPPING, StartAsked.class, Set.of(STOPPING), ProcessMachine::alreadyRunning);
        t.ignore(UNKNOWN, StartAsked.class);
    }

    private static void stopRows(Transitions t) {
        t.on(STARTING, StopAsked.class, Set.of(STARTING, STOPPING), ProcessMachine::stop);
        t.on(RUNNING, StopAsked.class, Set.of(STOPPING), ProcessMachine::stop);
        t.on(BACKOFF, StopAsked.class, Set.of(STOPPED), ProcessMachine::stopWaiting);
        t.ignore(STOPPED, StopAsked.class);
        t.ignore(STOPPING, StopAsked.class);
        t.ignore(EXITED, StopAsked.class);
        t.ignore(FATAL, StopAsked.class);
        t.ignore(UNKNOWN, StopAsked.class);

        t.on(STARTING, KillFailed.class, Set.of(UNKNOWN), ProcessMachine::killFailed);
        t.on(RUNNING, KillFailed.class, Set.of(UNKNOWN), ProcessMachine::killFailed);
        t.on(STOPPING, KillFailed.class, Set.of(UNKNOWN), ProcessMachine::killFailed);
        // The answer to a signal may come after the process has gone its way.
        t.ignore(STOPPED, KillFailed.class);
        t.ignore(BACKOFF, KillFailed.class);
        t.ignore(EXITED, KillFailed.class);
        t.ignore(FATAL, KillFailed.class);
        t.ignore(UNKNOWN, KillFailed.class);
    }

    /** In the states not named here there is neither a spawn on its way nor a process, so no row: it can't happen. */
    private static void engineRows(Transitions t) {
        t.on(STARTING, Spawned.class, Set.of(STARTING, RUNNING, STOPPING), ProcessMachine::spawned);
        t.on(STARTING, SpawnFailed.class, Set.of(BACKOFF, STOPPED), ProcessMachine::spawnFailed);
        t.on(STARTING, Exited.class, Set.of(BACKOFF, EXITED), ProcessMachine::exited);
        t.on(RUNNING, Exited.class, Set.of(EXITED), ProcessMachine::exited);
        t.on(STOPPING, Exited.class, Set.of(STOPPED), ProcessMachine::stopped);
        t.on(UNKNOWN, Exited.class, Set.of(STOPPED, EXITED), ProcessMachine::exitedUnknown);
    }

    private static void deadlineRows(Transitions t) {
        t.on(STARTING, DeadlinePassed.class, Set.of(RUNNING), ProcessMachine::stayedUp);
        t.on(BACKOFF, DeadlinePassed.class, Set.of(STARTING, FATAL), ProcessMachine::retryOrGiveUp);
        t.on(STOPPING, DeadlinePassed.class, Set.of(STOPPING), ProcessMachine::sigkill);
        t.on(EXITED, DeadlinePassed.class, Set.of(STARTING), ProcessMachine::start);
    }

    private static void shutdownRows(Transitions t) {
        for (ProcessState state : ProcessState.values()) {
            t.on(state, NoMoreStarts.class, Set.of(state), ProcessMachine::noMoreStarts);
        }
        t.on(BACKOFF, GiveUp.class, Set.of(FATAL), (d, input) -> giveUp(d));
        for (ProcessState state : Set.of(STOPPED, STARTING, RUNNING, STOPPING, EXITED, FATAL, UNKNOWN)) {
            t.ignore(state, GiveUp.class);
        }
    }

    private static void start(Draft d, Input input) {
        d.noDeadline();
        if (d.mayStart) {
            spawn(d);
        }
    }

    private static void spawn(Draft d) {
        d.startSeconds = d.at.wallSeconds();
        d.startNanos = d.at.nanos();
        d.spawnerr = "";
        d.exitstatus = 0;
        d.spawning = true;
        d.stopAfterSpawn = false;
        d.killing = false;
        d.noDeadline();
        d.change(STARTING);
        d.effect(new Effect.Spawn());
    }

    private static void alreadyRunning(Draft d, Input input) {
        d.log(LogLevel.WARN, "process '" + d.config.name() + "' already running");
    }

    private static void spawned(Draft d, Input input) {
        d.started(((Spawned) input).pid());
        d.spawning = false;
        d.startNanos = d.at.nanos();
        d.log(LogLevel.INFO, "spawned: '" + d.config.name() + "' with pid " + d.pid);
        if (d.stopAfterSpawn) {
            beginStop(d);
        } else if (d.config.startsecs() <= 0) {
            nowRunning(d);
        } else {
            d.deadlineNanos = runningSince(d);
        }
    }

    /** Stock wants strictly more than startsecs, so the deadline is the nanosecond after. */
    private static long runningSince(Draft d) {
        long due = Draft.after(d.startNanos, d.config.startsecs());
        return due == ProcessSnapshot.NO_DEADLINE ? due : due + 1;
    }

    private static void spawnFailed(Draft d, Input input) {
        d.spawnerr = ((SpawnFailed) input).spawnerr();
        d.spawning = false;
        d.log(LogLevel.INFO, "spawnerr: " + d.spawnerr);
        if (d.stopAfterSpawn) {
            d.stopAfterSpawn = false;
            d.backoff = 0;
            d.change(STOPPED);
        } else {
            backOff(d);
        }
    }

    private static void backOff(Draft d) {
        d.backoff++;
        d.change(BACKOFF);
        if (!d.mayStart) {
            d.noDeadline();
        } else if (d.backoff > d.config.startretries()) {
            d.deadlineNanos = d.at.nanos();
        } else {
            d.deadlineIn(d.backoff);
        }
    }

    private static void stayedUp(Draft d, Input input) {
        nowRunning(d);
    }

    private static void nowRunning(Draft d) {
        d.noDeadline();
        d.backoff = 0;
        d.change(RUNNING);
        d.log(
                LogLevel.INFO,
                "success: " + d.config.name() + " entered RUNNING state, process has stayed up for > than "
                        + d.config.startsecs() + " seconds (startsecs)");
    }

    private static void stop(Draft d, Input input) {
        if (d.spawning) {
            d.stopAfterSpawn = true;
        } else {
            beginStop(d);
        }
    }

    private static void beginStop(Draft d) {
        d.stopAfterSpawn = false;
        d.killing = true;
        d.deadlineIn(Math.max(d.config.stopwaitsecs(), 0));
        d.change(STOPPING);
        kill(d, d.config.stopsignal(), d.config.stopasgroup());
    }

    private static void kill(Draft d, Signal signal, boolean group) {
        d.log(
                LogLevel.DEBUG,
                "killing " + d.config.name() + " (pid " + d.pid + ") " + (group ? "process group " : "")
                        + "with signal " + signal.longName());
        d.effect(new Effect.Kill(signal.number(), group));
    }

    private static void stopWaiting(Draft d, Input input) {
        d.log(LogLevel.DEBUG, "Attempted to kill " + d.config.name() + ", which is in BACKOFF state.");
        d.noDeadline();
        // Stock keeps the count, so that a later start has fewer tries and longer waits; nobody expects that.
        d.backoff = 0;
        d.change(STOPPED);
    }

    private static void sigkill(Draft d, Input input) {
        d.log(LogLevel.WARN, "killing '" + d.config.name() + "' (" + d.pid + ") with SIGKILL");
        // With stopwaitsecs=0 stock repeats this at every turn of its loop, a log line each; once a second is enough.
        d.deadlineIn(Math.max(d.config.stopwaitsecs(), 1));
        kill(d, Signal.KILL, d.config.killasgroup());
    }

    private static void killFailed(Draft d, Input input) {
        d.log(
                LogLevel.CRITICAL,
                "unknown problem killing " + d.config.name() + " (" + d.pid + "): " + ((KillFailed) input).reason());
        d.noDeadline();
        d.change(UNKNOWN);
    }

    private static void stopped(Draft d, Input input) {
        ExitStatus status = ((Exited) input).status();
        reaped(d);
        d.killing = false;
        d.backoff = 0;
        d.exitstatus = status.code();
        d.change(STOPPED);
        LogLevel level = isExpected(d, status) ? LogLevel.INFO : LogLevel.WARN;
        d.log(level, "stopped: " + d.config.name() + " (" + status.describe() + ")");
    }

    private static void exited(Draft d, Input input) {
        ExitStatus status = ((Exited) input).status();
        if (d.state == STARTING && d.at.nanos() < Draft.after(d.startNanos, d.config.startsecs())) {
            exitedTooQuickly(d, status);
            return;
        }
        if (d.state == STARTING) {
            nowRunning(d);
        }
        exitedByItself(d, status);
    }

    private static void exitedTooQuickly(Draft d, ExitStatus status) {
        reaped(d);
        d.exitstatus = 0;
        d.spawnerr = "Exited too quickly (process log may have details)";
        backOff(d);
        d.log(LogLevel.WARN, "exited: " + d.config.name() + " (" + status.describe() + "; not expected)");
    }

    private static void exitedByItself(Draft d, ExitStatus status) {
        boolean expected = isExpected(d, status);
        reaped(d);
        d.backoff = 0;
        d.exitstatus = status.code();
        d.spawnerr = expected ? "" : "Bad exit code " + status.code();
        d.change(EXITED, expected);
        d.log(
                expected ? LogLevel.INFO : LogLevel.WARN,
                "exited: " + d.config.name() + " (" + status.describe()
                        + (expected ? "; expected)" : "; not expected)"));
        boolean again = d.config.autorestart() == AutoRestart.TRUE
                || (d.config.autorestart() == AutoRestart.UNEXPECTED && !expected);
        if (again && d.mayStart) {
            d.deadlineNanos = d.at.nanos();
        }
    }

    private static void exitedUnknown(Draft d, Input input) {
        if (d.killing) {
            stopped(d, input);
        } else {
            exitedByItself(d, ((Exited) input).status());
        }
    }

    private static void reaped(Draft d) {
        d.pid = 0;
        d.noDeadline();
        d.stopSeconds = d.at.wallSeconds();
    }

    private static boolean isExpected(Draft d, ExitStatus status) {
        return status.kind() == ExitStatus.Kind.EXITED && d.config.exitcodes().contains(status.value());
    }

    private static void retryOrGiveUp(Draft d, Input input) {
        if (d.backoff > d.config.startretries()) {
            giveUp(d);
        } else {
            spawn(d);
        }
    }

    private static void giveUp(Draft d) {
        d.noDeadline();
        d.backoff = 0;
        d.change(FATAL);
        d.log(
                LogLevel.INFO,
                "gave up: " + d.config.name() + " entered FATAL state, too many start retries too quickly");
    }

    private static void noMoreStarts(Draft d, Input input) {
        d.mayStart = false;
        if (d.state == BACKOFF || d.state == EXITED) {
            d.noDeadline();
        }
    }
}
