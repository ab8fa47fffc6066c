package org.warden.core.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.warden.core.api.ProcessView;
import org.warden.core.config.ProcessConfig;
import org.warden.core.kept.KeptProcess;
import org.warden.core.log.AutoLogs;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;
import org.warden.core.process.ProcessSnapshot;

/** One process as the loop holds it. Loop thread only. */
final class ManagedProcess {
    final ProcessName name;
    private final ProcessConfig config;
    final AutoLogs.Paths logs;

    /** What it gets as descriptor 0; null for a process that is of no fcgi-program. */
    final ListeningSocket socket;

    /** Whether it is counted among the holders of its socket. */
    boolean holdsSocket;

    ProcessSnapshot snapshot;

    /** The engine's number for the present child, 0 for none. */
    int child;

    /** Where this process stands in the view. */
    int viewIndex;

    /** How often it was started under this supervisor. */
    long starts;

    private boolean isNew = true;
    private CommandLookup.Found found;

    private final List<Predicate<ProcessSnapshot>> waiting = new ArrayList<>(1);

    private final List<LaterStart> laterStarts = new ArrayList<>(1);

    /** A start that was asked for while a stop was going on; told once, whether it is still wanted. */
    interface LaterStart {
        void decided(boolean stillWanted);
    }

    ManagedProcess(ProcessName name, ProcessConfig config, AutoLogs.Paths logs, ListeningSocket socket) {
        this.name = name;
        this.config = config;
        this.logs = logs;
        this.socket = socket;
        this.snapshot = ProcessSnapshot.fresh(config);
    }

    /** Goes on where an earlier supervisor stood. */
    void takeBack(KeptProcess kept) {
        isNew = false;
        snapshot = kept.snapshot(config);
        child = kept.child();
    }

    /** Whether nothing has happened to it, under no supervisor. */
    boolean isNew() {
        return isNew;
    }

    /** Takes the state after a step. */
    void stepTo(ProcessSnapshot next) {
        isNew = false;
        snapshot = next;
    }

    /** Keeps what was found out about the command just before a start, so that it is not looked up twice. */
    void keepFound(CommandLookup.Found command) {
        found = command;
    }

    /** What was kept, once; null when nothing was. */
    CommandLookup.Found takeFound() {
        CommandLookup.Found taken = found;
        found = null;
        return taken;
    }

    ProcessConfig config() {
        return config;
    }

    ProcessState state() {
        return snapshot.state();
    }

    /**
     * Has {@code settled} asked now and after every change until it says true; that is how callers wait for a process.
     */
    void await(Predicate<ProcessSnapshot> settled) {
        if (!settled.test(snapshot)) {
            waiting.add(settled);
        }
    }

    void changed() {
        waiting.removeIf(settled -> settled.test(snapshot));
    }

    void keepLaterStart(LaterStart start) {
        laterStarts.add(start);
    }

    /** The stop is through: the start begins unless it was called off. */
    void beginLaterStart(LaterStart start) {
        if (laterStarts.remove(start)) {
            start.decided(true);
        }
    }

    /** Another stop has come. @return whether there was a start to be called off */
    boolean callOffLaterStarts() {
        List<LaterStart> calledOff = List.copyOf(laterStarts);
        laterStarts.clear();
        calledOff.forEach(start -> start.decided(false));
        return !calledOff.isEmpty();
    }

    ProcessView view() {
        ProcessSnapshot s = snapshot;
        return new ProcessView(
                name,
                s.config(),
                s.state(),
                s.startSeconds(),
                s.stopSeconds(),
                s.startNanos(),
                s.spawnerr(),
                s.exitstatus(),
                s.pid(),
                logs.stdout() == null ? "" : logs.stdout(),
                logs.stderr() == null ? "" : logs.stderr());
    }
}
