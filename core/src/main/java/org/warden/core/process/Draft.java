package org.warden.core.process;

import java.util.ArrayList;
import java.util.List;
import org.warden.core.config.LogLevel;
import org.warden.core.config.ProcessConfig;
import org.warden.core.model.ProcessState;

/** A snapshot being changed within one step, and the effects gathered on the way. */
final class Draft {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    final ProcessConfig config;
    final Moment at;
    ProcessState state;
    int pid;
    private int lastPid;
    boolean spawning;
    boolean stopAfterSpawn;
    boolean killing;
    boolean mayStart;
    long startSeconds;
    long stopSeconds;
    long startNanos;
    long backoff;
    long deadlineNanos;
    String spawnerr;
    int exitstatus;
    private final List<Effect> effects = new ArrayList<>(4);

    Draft(ProcessSnapshot from, Moment at) {
        this.config = from.config();
        this.at = at;
        state = from.state();
        pid = from.pid();
        lastPid = from.pid();
        spawning = from.spawning();
        stopAfterSpawn = from.stopAfterSpawn();
        killing = from.killing();
        mayStart = from.mayStart();
        startSeconds = from.startSeconds();
        stopSeconds = from.stopSeconds();
        startNanos = from.startNanos();
        backoff = from.backoff();
        deadlineNanos = from.deadlineNanos();
        spawnerr = from.spawnerr();
        exitstatus = from.exitstatus();
    }

    void change(ProcessState to) {
        change(to, false);
    }

    /** Listeners hear of it before the log does, and of the pid even when the process has just gone. */
    void change(ProcessState to, boolean expected) {
        effects.add(new Effect.Announce(state, to, lastPid, backoff, expected));
        state = to;
    }

    void started(int newPid) {
        pid = newPid;
        lastPid = newPid;
    }

    void effect(Effect effect) {
        effects.add(effect);
    }

    void log(LogLevel level, String text) {
        effects.add(new Effect.Log(level, text));
    }

    void noDeadline() {
        deadlineNanos = ProcessSnapshot.NO_DEADLINE;
    }

    /** Sets the deadline; a wait beyond what the clock can count means for ever. */
    void deadlineIn(long seconds) {
        deadlineNanos = after(at.nanos(), seconds);
    }

    static long after(long nanos, long seconds) {
        if (seconds <= 0) {
            return nanos;
        }
        long limit = (ProcessSnapshot.NO_DEADLINE - Math.max(nanos, 0)) / NANOS_PER_SECOND;
        return seconds >= limit ? ProcessSnapshot.NO_DEADLINE : nanos + seconds * NANOS_PER_SECOND;
    }

    Step step() {
        ProcessSnapshot next = new ProcessSnapshot(
                config,
                state,
                pid,
                spawning,
                stopAfterSpawn,
                killing,
                mayStart,
                startSeconds,
                stopSeconds,
                startNanos,
                backoff,
                deadlineNanos,
                spawnerr,
                exitstatus);
        return new Step(next, effects);
    }
}
