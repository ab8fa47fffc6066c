package org.warden.core.loop;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.warden.core.kept.KeptConfig;
import org.warden.core.kept.KeptDaemon;
import org.warden.core.kept.KeptGroup;
import org.warden.core.kept.KeptProcess;
import org.warden.core.kept.Note;
import org.warden.core.model.ProcessName;
import org.warden.core.model.SupervisorState;
import org.warden.core.port.SpawnerCommand;

/**
 * Tells an engine that outlives this supervisor what the next one has to know. What is about to happen is noted before it
 * happens, so that the next supervisor never takes the consequence of a command for an accident. Loop thread only.
 */
final class Notebook {
    /** Serials are noted in advance, so that events need no note each; after a crash up to so many are passed over. */
    private static final long SERIALS_AHEAD = 4096;

    private final Conductor conductor;
    private final boolean wanted;
    private final Set<String> keys = new HashSet<>();
    private final Set<ManagedProcess> changedProcesses = new LinkedHashSet<>();
    private final Set<ListenerPool> changedPools = new LinkedHashSet<>();
    private final Map<String, Long> orders = new HashMap<>();
    private long nextOrder;
    private long serialsNoted;

    Notebook(Conductor conductor) {
        this.conductor = conductor;
        this.wanted = conductor.parts.spawner().outlives();
    }

    void begin() {
        noteDaemon(0);
    }

    /** An event is about to get this number. */
    void serialUsed(long serial) {
        if (wanted && serial >= serialsNoted) {
            noteDaemon(serial + SERIALS_AHEAD);
        }
    }

    /** Everything is going to be stopped: the next supervisor is to begin as at any start. */
    void goingDown() {
        noteDaemon(serialsNoted);
    }

    private void noteDaemon(long serials) {
        serialsNoted = Math.max(serials, serialsNoted);
        put(() -> Note.of(new KeptDaemon(serialsNoted, conductor.mood != SupervisorState.RUNNING)));
    }

    void groupAdded(ManagedGroup group) {
        long order = orders.computeIfAbsent(group.name(), name -> nextOrder++);
        // The group last: what is not complete does not count.
        for (int i = 0; wanted && i < group.config.processes().size(); i++) {
            ProcessName name = new ProcessName(
                    group.name(), group.config.processes().get(i).name());
            int place = i;
            ManagedProcess process = conductor.groups.process(name);
            put(() -> Note.of(new KeptConfig(name, place, process.config(), process.logs)));
        }
        put(() -> Note.of(new KeptGroup(order, group.config)));
    }

    /** A group that was noted by the supervisor before and stands there still. */
    void groupTakenBack(ManagedGroup group, long order) {
        orders.put(group.name(), order);
        nextOrder = Math.max(nextOrder, order + 1);
        keys.add(Note.keyOfGroup(group.name()));
        keys.add(Note.keyOfPool(group.name()));
        for (ManagedProcess process : group.processes) {
            keys.add(Note.keyOfConfig(process.name));
            if (!process.isNew()) {
                keys.add(Note.keyOf(process.name));
            }
        }
    }

    void groupRemoved(ManagedGroup group) {
        orders.remove(group.name());
        forget(Note.keyOfGroup(group.name()));
        forget(Note.keyOfPool(group.name()));
        for (ManagedProcess process : group.processes) {
            changedProcesses.remove(process);
            forget(Note.keyOf(process.name));
            forget(Note.keyOfConfig(process.name));
        }
    }

    /** It has changed or is about to: what it is by then is noted before the next command, or at the end of the batch. */
    void process(ManagedProcess process) {
        if (wanted) {
            changedProcesses.add(process);
        }
    }

    /** To be called before each command that may follow from a change. */
    void settle() {
        changedProcesses.forEach(this::note);
        changedProcesses.clear();
    }

    private void note(ManagedProcess process) {
        int socket = process.socket == null ? 0 : process.socket.number();
        put(() -> Note.of(KeptProcess.of(
                process.name, process.snapshot, process.child, socket, conductor.events.keptListener(process))));
    }

    /** Its events have changed in number; they are noted at the end of the present batch of messages. */
    void poolChanged(ListenerPool pool) {
        if (wanted) {
            changedPools.add(pool);
        }
    }

    /** To be called after each batch of messages. */
    void flush() {
        settle();
        for (ListenerPool pool : changedPools) {
            if (pool.isActive()) {
                put(() -> Note.of(pool.kept()));
            }
        }
        changedPools.clear();
        conductor.parts.spawner().flush();
    }

    /** Notes of an earlier supervisor that nothing is made of here. */
    void forgetAllBut(Set<String> noted) {
        for (String key : noted) {
            if (!keys.contains(key)) {
                keys.add(key);
                forget(key);
            }
        }
    }

    /** Everything again, for an engine that has lost it. */
    void everything() {
        keys.clear();
        changedProcesses.clear();
        noteDaemon(serialsNoted);
        for (ManagedGroup group : conductor.groups.inOrderOfActivation()) {
            groupAdded(group);
            group.processes.stream().filter(p -> !p.isNew()).forEach(this::process);
        }
    }

    /** This life is over and nothing of it is to be remembered. */
    void clear() {
        changedProcesses.clear();
        Set.copyOf(keys).forEach(this::forget);
    }

    private void forget(String key) {
        if (wanted && keys.remove(key)) {
            conductor.parts.spawner().send(toCommand(Note.forget(key)));
        }
    }

    private void put(Supplier<Note> maker) {
        if (!wanted) {
            return;
        }
        Note note = maker.get();
        keys.add(note.key());
        conductor.parts.spawner().send(toCommand(note));
    }

    private static SpawnerCommand toCommand(Note note) {
        return new SpawnerCommand.Note(note.key(), note.bytes());
    }
}
