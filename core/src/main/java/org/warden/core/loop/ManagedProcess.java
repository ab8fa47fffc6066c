package org.warden.core.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.warden.core.api.ProcessView;
import org.warden.core.config.ProcessConfig;
import org.warden.core.log.AutoLogs;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;
import org.warden.core.process.ProcessSnapshot;

/** One process as the loop holds it. Loop thread only. */
final class ManagedProcess {
    final ProcessName name;
    private final ProcessConfig config;
    final AutoLogs.Paths logs;
    ProcessSnapshot snapshot;

    /** The engine's number for the present child, 0 for none. */
    int child;

    /** Where this process stands in the view. */
    int viewIndex;

    private CommandLookup.Found found;

    private final List<Predicate<ProcessSnapshot>> waiting = new ArrayList<>(1);

    ManagedProcess(ProcessName name, ProcessConfig config, AutoLogs.Paths logs) {
        this.name = name;
        this.config = config;
        this.logs = logs;
        this.snapshot = ProcessSnapshot.fresh(config);
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
