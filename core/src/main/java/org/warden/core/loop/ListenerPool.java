package org.warden.core.loop;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.warden.core.api.EventPoolView;
import org.warden.core.config.EventPoolConfig;
import org.warden.core.config.LogLevel;
import org.warden.core.kept.KeptListener;
import org.warden.core.kept.KeptPool;
import org.warden.core.kept.KeptProcess;
import org.warden.core.kept.TakeBack;
import org.warden.core.listener.Event;
import org.warden.core.listener.EventPool;
import org.warden.core.listener.EventPool.Numbered;
import org.warden.core.listener.EventTypes;
import org.warden.core.listener.ListenerEffect;
import org.warden.core.listener.ListenerInput;
import org.warden.core.listener.ListenerMachine;
import org.warden.core.listener.ListenerSnapshot;
import org.warden.core.listener.ListenerState;
import org.warden.core.model.ProcessState;
import org.warden.core.port.SpawnerCommand;

/** The listeners of one {@code [eventlistener:x]} and the events they have still to get. Loop thread only. */
final class ListenerPool {
    /** Characters of an event that is noted beside the listener that has it. */
    private static final int LARGEST_KEPT = 64 << 10;

    private final Conductor conductor;
    private final EventPoolConfig config;
    private final String group;
    private final EventPool pool;
    private final Map<ManagedProcess, Member> members = new LinkedHashMap<>();
    private long restingUntilNanos = Long.MIN_VALUE;

    /** One listener: where the conversation stands, the event it has, if any, and the number of the command that sent it. */
    private static final class Member {
        ListenerSnapshot snapshot;
        Numbered current;
        int sent;

        Member(String name, boolean strictResults) {
            snapshot = ListenerSnapshot.fresh(name, strictResults);
        }

        void takeBack(KeptListener kept) {
            snapshot = kept.snapshot();
            current = kept.current().orElse(null);
        }
    }

    ListenerPool(Conductor conductor, ManagedGroup group, EventPoolConfig config) {
        this.conductor = conductor;
        this.config = config;
        this.group = group.name();
        this.pool = new EventPool(group.name(), config.bufferSize(), config.lengthInBytes());
        for (ManagedProcess process : group.processes) {
            members.put(process, new Member(process.config().name(), config.strictResults()));
        }
    }

    boolean wants(String type) {
        return EventTypes.wants(config.events(), type);
    }

    EventPoolView view() {
        List<EventPoolView.Listener> listeners = members.values().stream()
                .map(m -> new EventPoolView.Listener(
                        m.snapshot.name(), m.snapshot.state().name()))
                .toList();
        return new EventPoolView(
                pool.name(),
                group,
                pool.bufferSize(),
                pool.waiting(),
                pool.dropped(),
                config.events().stream().sorted().toList(),
                listeners);
    }

    boolean has(ManagedProcess process) {
        return members.containsKey(process);
    }

    /** Goes on with the conversations of an earlier supervisor. Events that still waited there are lost, and counted. */
    void takeBack(TakeBack.Group kept) {
        kept.pool().ifPresent(was -> {
            pool.goOn(was.nextPoolSerial(), was.dropped() + was.waiting());
            if (was.waiting() > 0) {
                conductor.log(
                        LogLevel.ERROR,
                        "pool " + pool.name() + ": " + was.waiting()
                                + " events that waited for a listener are lost with the supervisor before this one");
            }
        });
        members.forEach(
                (process, member) -> Optional.ofNullable(kept.processes().get(process.name))
                        .flatMap(KeptProcess::listener)
                        .ifPresent(member::takeBack));
    }

    KeptPool kept() {
        return new KeptPool(group, pool.waiting(), pool.nextPoolSerial(), pool.dropped());
    }

    KeptListener keptListener(ManagedProcess process) {
        Member member = members.get(process);
        return new KeptListener(
                member.snapshot,
                Optional.ofNullable(member.current)
                        .filter(event -> event.event().payload().length() <= LARGEST_KEPT));
    }

    /** @return whether it is busy; its event is the next to be sent then */
    boolean takeBackFromBusy(ManagedProcess process) {
        Member member = members.get(process);
        if (member.snapshot.state() != ListenerState.BUSY) {
            return false;
        }
        if (member.current == null) {
            conductor.log(
                    LogLevel.ERROR,
                    "pool " + pool.name() + ": the event that "
                            + process.config().name() + " was busy with is lost: it was too large to be kept");
            pool.goOn(pool.nextPoolSerial(), pool.dropped() + 1);
        } else {
            takeBack(member, member.current);
        }
        member.snapshot = ListenerSnapshot.fresh(member.snapshot.name(), member.snapshot.strict());
        conductor.notebook.process(process);
        return true;
    }

    boolean isActive() {
        return conductor.events.isActive(this);
    }

    void accept(Event event, long serial) {
        conductor.notebook.poolChanged(this);
        pool.accept(event, serial).ifPresent(this::logOverflow);
        dispatch();
    }

    private void logOverflow(Numbered lost) {
        conductor.log(
                LogLevel.ERROR, "pool " + pool.name() + " event buffer overflowed, discarding event " + lost.serial());
    }

    /** Gives what waits to whoever can take it, in the order of the configuration. */
    void dispatch() {
        if (conductor.parts.clock().nowNanos() < restingUntilNanos) {
            return;
        }
        for (Map.Entry<ManagedProcess, Member> entry : members.entrySet()) {
            Member member = entry.getValue();
            boolean canTake =
                    entry.getKey().state() == ProcessState.RUNNING && member.snapshot.state() == ListenerState.READY;
            if (canTake && pool.waiting() > 0) {
                send(entry.getKey(), member, pool.poll());
            }
        }
    }

    private void send(ManagedProcess process, Member member, Numbered event) {
        member.current = event;
        step(process, member, new ListenerInput.EventSent());
        conductor.notebook.process(process);
        conductor.notebook.poolChanged(this);
        int child = process.child;
        byte[] bytes = pool.envelope(
                        event, conductor.parts.configuration().supervisord().identifier())
                .getBytes(StandardCharsets.UTF_8);
        member.sent = conductor.sendUnanswered(seq -> new SpawnerCommand.WriteStdin(child, seq, bytes), done -> {
            if (member.current == event) {
                conductor.log(
                        LogLevel.DEBUG,
                        "event " + event.serial() + " could not be sent to "
                                + process.config().name() + ": " + done.errnoName());
                takeBack(member, event);
                dispatch();
            }
        });
    }

    void wrote(ManagedProcess process, byte[] bytes) {
        Member member = members.get(process);
        conductor.notebook.process(process);
        step(process, member, new ListenerInput.Wrote(bytes));
    }

    void started(ManagedProcess process) {
        step(process, members.get(process), new ListenerInput.Started());
    }

    void ended(ManagedProcess process) {
        conductor.notebook.process(process);
        step(process, members.get(process), new ListenerInput.Ended());
        dispatch();
    }

    private void step(ManagedProcess process, Member member, ListenerInput input) {
        ListenerMachine.Step step = ListenerMachine.step(member.snapshot, input);
        member.snapshot = step.next();
        for (ListenerEffect effect : step.effects()) {
            if (effect instanceof ListenerEffect.Log line) {
                conductor.log(line.level(), line.text());
            } else if (effect instanceof ListenerEffect.Processed) {
                release(member);
            } else if (effect instanceof ListenerEffect.Rejected) {
                reject(member);
            } else {
                dispatch();
            }
        }
    }

    /** An event that nobody will ever accept must not keep listeners and loop busy: the pool rests before it comes again. */
    private void reject(Member member) {
        if (member.current == null) {
            return;
        }
        Numbered event = member.current.rejected();
        takeBack(member, event);
        long wait = event.waitNanos(config.rejectwaitsecs());
        if (wait > 0) {
            restingUntilNanos =
                    Math.max(restingUntilNanos, conductor.parts.clock().nowNanos() + wait);
            conductor.timers.at(restingUntilNanos, this::dispatch);
        }
    }

    private void release(Member member) {
        member.current = null;
        conductor.forgetAnswer(member.sent);
    }

    /** The event goes to the head of this pool's buffer, and to no other pool's. */
    private void takeBack(Member member, Numbered event) {
        release(member);
        conductor.log(
                LogLevel.DEBUG,
                "rebuffering event " + event.serial() + " for pool " + pool.name() + " (buf size=" + pool.waiting()
                        + ", max=" + pool.bufferSize() + ")");
        conductor.notebook.poolChanged(this);
        pool.takeBack(event).ifPresent(this::logOverflow);
    }
}
