package org.warden.core.loop;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.Command.ItemResult;
import org.warden.core.api.Refusal;
import org.warden.core.config.LogLevel;
import org.warden.core.model.Signal;
import org.warden.core.port.SpawnerCommand;

/** Signals and standard input. Loop thread only. */
final class SignalCommands {
    private static final int EAGAIN = 11;

    private final Conductor conductor;

    SignalCommands(Conductor conductor) {
        this.conductor = conductor;
    }

    void register(Commands commands) {
        commands.on(Command.SignalProcess.class, this::signalProcess);
        commands.on(Command.SignalGroup.class, this::signalGroup);
        commands.on(
                Command.SignalAll.class,
                (command, reply) -> signalMany(conductor.groups.allProcesses(), command.signal(), reply));
        commands.on(Command.SendStdin.class, this::sendStdin);
    }

    private void signalProcess(Command.SignalProcess command, Reply<Boolean> reply) {
        ManagedProcess process = conductor.groups.process(command.name());
        if (process == null) {
            reply.refuse(Refusal.BAD_NAME, command.name().namespec());
        } else {
            signal(process, command.signal(), reply::answer);
        }
    }

    private void signalGroup(Command.SignalGroup command, Reply<List<ItemResult>> reply) {
        ManagedGroup group = conductor.groups.group(command.group());
        if (group == null) {
            reply.refuse(Refusal.BAD_NAME, command.group());
        } else {
            signalMany(group.processes, command.signal(), reply);
        }
    }

    private void signalMany(List<ManagedProcess> candidates, String signal, Reply<List<ItemResult>> reply) {
        List<ManagedProcess> eligible =
                candidates.stream().filter(p -> p.state().isSignallable()).toList();
        ResultList results = new ResultList(conductor, reply, eligible);
        eligible.forEach(p -> signal(p, signal, outcome -> results.add(p.name, outcome)));
        results.allAsked();
    }

    private void signal(ManagedProcess process, String text, Consumer<Answer<Boolean>> answer) {
        Optional<Signal> signal = Signal.parse(text);
        if (signal.isEmpty()) {
            answer.accept(Answer.refused(Refusal.BAD_SIGNAL, text));
        } else if (!process.state().isSignallable()) {
            answer.accept(Answer.refused(Refusal.NOT_RUNNING, process.name.namespec()));
        } else {
            send(process, signal.get(), answer);
        }
    }

    private void send(ManagedProcess process, Signal signal, Consumer<Answer<Boolean>> answer) {
        conductor.log(
                LogLevel.DEBUG,
                "sending " + process.config().name() + " (pid " + process.snapshot.pid() + ") sig "
                        + signal.longName());
        conductor.kill(
                process,
                signal.number(),
                false,
                error -> answer.accept(
                        error == null
                                ? Answer.ok(true)
                                : Answer.refused(
                                        Refusal.FAILED,
                                        "unknown problem sending " + signal.longName() + " to "
                                                + process.name.namespec() + ": " + error)));
    }

    private void sendStdin(Command.SendStdin command, Reply<Boolean> reply) {
        ManagedProcess process = conductor.groups.process(command.name());
        if (process == null) {
            reply.refuse(Refusal.BAD_NAME, command.name().namespec());
            return;
        }
        String name = process.name.namespec();
        if (process.snapshot.pid() == 0 || process.snapshot.killing()) {
            reply.refuse(Refusal.NOT_RUNNING, name);
            return;
        }
        int child = process.child;
        conductor.send(seq -> new SpawnerCommand.WriteStdin(child, seq, command.bytes()), done -> {
            if (done.errno() == 0) {
                reply.ok(true);
            } else if (done.errno() == EAGAIN) {
                reply.refuse(Refusal.FAILED, name + " does not read its input and too much is waiting for it already");
            } else {
                reply.refuse(Refusal.NO_FILE, name);
            }
        });
    }
}
