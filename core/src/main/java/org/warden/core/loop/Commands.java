package org.warden.core.loop;

import java.util.HashMap;
import java.util.Map;
import org.warden.core.api.Command;
import org.warden.core.api.Refusal;
import org.warden.core.model.SupervisorState;

/** Who carries out which command. Loop thread only. */
final class Commands {

    /** Carries out one kind of command and sees to it that the reply is answered, now or later. */
    interface Handler<C extends Command<R>, R> {
        void handle(C command, Reply<R> reply);
    }

    private final Conductor conductor;
    private final Map<Class<?>, Handler<?, ?>> handlers = new HashMap<>();

    Commands(Conductor conductor, LogCommands logs) {
        this.conductor = conductor;
        new StartCommands(conductor).register(this);
        new StopCommands(conductor).register(this);
        new SignalCommands(conductor).register(this);
        logs.register(this);
        new GroupCommands(conductor).register(this);
        conductor.sampler.register(this);
        on(Command.Shutdown.class, (command, reply) -> {
            conductor.shutdown.begin(SupervisorState.SHUTDOWN);
            reply.ok(true);
        });
        on(Command.Restart.class, (command, reply) -> conductor.shutdown.restart(reply));
        on(Command.Detach.class, (command, reply) -> conductor.detach(reply));
        on(Command.SendRemoteCommEvent.class, (command, reply) -> {
            conductor.events.announce("REMOTE_COMMUNICATION", "type:" + command.type() + "\n" + command.data());
            reply.ok(true);
        });
        on(
                Command.CountStarts.class,
                (command, reply) -> reply.ok(conductor.groups.allProcesses().stream()
                        .map(process -> new Command.StartCount(process.name, process.starts))
                        .toList()));
        on(
                Command.DescribeEngine.class,
                (command, reply) -> reply.ok(conductor.parts.spawner().capabilities()));
        on(Command.ListEventPools.class, (command, reply) -> reply.ok(conductor.events.poolViews()));
    }

    <C extends Command<R>, R> void on(Class<C> type, Handler<C, R> handler) {
        handlers.put(type, handler);
    }

    <R> void handle(Command<R> command, Reply<R> reply) {
        boolean goingDown = conductor.mood != SupervisorState.RUNNING;
        if (goingDown && !(command instanceof Command.SendRemoteCommEvent)) {
            reply.refuse(Refusal.SHUTDOWN_STATE, null);
            return;
        }
        @SuppressWarnings("unchecked") // on() ties the class of a command to a handler for it
        Handler<Command<R>, R> handler = (Handler<Command<R>, R>) handlers.get(command.getClass());
        handler.handle(command, reply);
    }
}
