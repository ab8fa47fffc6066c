package org.warden.core.loop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.warden.core.api.EventPoolView;
import org.warden.core.kept.KeptListener;
import org.warden.core.kept.TakeBack;
import org.warden.core.listener.Event;
import org.warden.core.model.Channel;
import org.warden.core.model.ProcessState;
import org.warden.core.model.PythonText;
import org.warden.core.process.Effect;

/** Makes events of what happens and hands them to the pools that want them. Loop thread only. */
final class Events {
    private final Conductor conductor;
    private final Map<String, ListenerPool> pools = new LinkedHashMap<>();
    private final Ticks ticks;

    Events(Conductor conductor) {
        this.conductor = conductor;
        this.ticks = new Ticks(conductor, this);
    }

    /** The loop has begun; to be called once. */
    void begin() {
        conductor.notebook.begin();
        announce("SUPERVISOR_STATE_CHANGE_RUNNING", "");
        ticks.begin();
    }

    void groupAdded(ManagedGroup group) {
        group.config.pool().ifPresent(p -> pools.put(group.name(), new ListenerPool(conductor, group, p)));
        announce("PROCESS_GROUP_ADDED", "groupname:" + group.name() + "\n");
    }

    /** A group of an earlier supervisor: nothing was added. */
    void groupTakenBack(ManagedGroup group, TakeBack.Group kept) {
        group.config.pool().ifPresent(p -> {
            ListenerPool pool = new ListenerPool(conductor, group, p);
            pools.put(group.name(), pool);
            pool.takeBack(kept);
        });
    }

    /** What is to be kept of a listener's conversation; empty for a process that is no listener. */
    Optional<KeptListener> keptListener(ManagedProcess process) {
        return isListener(process)
                ? Optional.of(pools.get(process.name.group()).keptListener(process))
                : Optional.empty();
    }

    /**
     * Takes the event back that a listener has been given.
     *
     * @return false when it has none
     */
    boolean takeBackFromBusy(ManagedProcess process) {
        return isListener(process) && pools.get(process.name.group()).takeBackFromBusy(process);
    }

    void dispatchAll() {
        pools.values().forEach(ListenerPool::dispatch);
    }

    boolean isActive(ListenerPool pool) {
        return pools.containsValue(pool);
    }

    void groupRemoved(ManagedGroup group) {
        pools.remove(group.name());
        announce("PROCESS_GROUP_REMOVED", "groupname:" + group.name() + "\n");
    }

    List<EventPoolView> poolViews() {
        return conductor.groups.ordered().stream()
                .map(group -> pools.get(group.name()))
                .filter(Objects::nonNull)
                .map(ListenerPool::view)
                .toList();
    }

    /** An event takes a serial only when somebody wants it; the same serial in all pools. */
    void announce(String type, String payload) {
        Event event = null;
        long serial = 0;
        for (ListenerPool pool : pools.values()) {
            if (!pool.wants(type)) {
                continue;
            }
            if (event == null) {
                event = new Event(type, payload);
                serial = conductor.parts.eventSerials().getAsLong();
                conductor.notebook.serialUsed(serial);
            }
            pool.accept(event, serial);
        }
    }

    private static String head(ManagedProcess process) {
        return "processname:" + process.name.process() + " groupname:" + process.name.group();
    }

    void stateChanged(ManagedProcess process, Effect.Announce change) {
        String detail =
                switch (change.to()) {
                    case STARTING, BACKOFF -> " tries:" + change.tries();
                    case RUNNING, STOPPING, STOPPED -> " pid:" + change.pid();
                    case EXITED -> " expected:" + (change.expected() ? 1 : 0) + " pid:" + change.pid();
                    case FATAL, UNKNOWN -> "";
                };
        announce("PROCESS_STATE_" + change.to(), head(process) + " from_state:" + change.from() + detail);
    }

    /** Whatever a change of state means for the listener that this process may be; after the change. */
    void settled(ManagedProcess process) {
        ListenerPool pool = pools.get(process.name.group());
        if (pool != null && pool.has(process) && process.state() == ProcessState.RUNNING) {
            pool.dispatch();
        }
    }

    void started(ManagedProcess process) {
        if (isListener(process)) {
            pools.get(process.name.group()).started(process);
        }
    }

    void ended(ManagedProcess process) {
        if (isListener(process)) {
            pools.get(process.name.group()).ended(process);
        }
    }

    boolean isListener(ManagedProcess process) {
        ListenerPool pool = pools.get(process.name.group());
        return pool != null && pool.has(process);
    }

    /** What stood between the tokens of capture mode. */
    void captured(ManagedProcess process, Channel channel, byte[] bytes) {
        announce(
                "PROCESS_COMMUNICATION_" + channel,
                head(process) + " pid:" + process.snapshot.pid() + "\n" + PythonText.output(bytes));
    }

    /** A listener's stdout is its half of the conversation and makes no PROCESS_LOG events. */
    void output(ManagedProcess process, Channel channel, byte[] bytes) {
        if (channel == Channel.STDOUT && isListener(process)) {
            pools.get(process.name.group()).wrote(process, bytes);
            return;
        }
        var config = channel == Channel.STDOUT
                ? process.config().stdout()
                : process.config().stderr();
        if (config.eventsEnabled()) {
            announce(
                    "PROCESS_LOG_" + channel,
                    head(process) + " pid:" + process.snapshot.pid() + " channel:" + channel.word() + "\n"
                            + PythonText.output(bytes));
        }
    }
}
