package org.warden.core.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.Command.ItemResult;
import org.warden.core.api.Refusal;
import org.warden.core.config.LogLevel;
import org.warden.core.log.AutoLogs;
import org.warden.core.model.Channel;
import org.warden.core.port.SpawnerCommand;

/** Clearing and reopening of logs. Loop thread only. */
final class LogCommands {
    private final Conductor conductor;

    LogCommands(Conductor conductor) {
        this.conductor = conductor;
    }

    void register(Commands commands) {
        commands.on(Command.ClearLogs.class, this::clearLogs);
        commands.on(Command.ClearAllLogs.class, this::clearAllLogs);
        commands.on(Command.ClearMainLog.class, this::clearMainLog);
        commands.on(Command.ReopenLogs.class, (command, reply) -> {
            reopenAll();
            reply.ok(true);
        });
    }

    private void clearLogs(Command.ClearLogs command, Reply<Boolean> reply) {
        ManagedProcess process = conductor.groups.process(command.name());
        if (process == null) {
            reply.refuse(Refusal.BAD_NAME, command.name().namespec());
        } else {
            clear(process, reply, reply::answer);
        }
    }

    private void clearAllLogs(Command.ClearAllLogs command, Reply<List<ItemResult>> reply) {
        List<ManagedProcess> all = conductor.groups.allProcesses();
        InOrder results = new InOrder(reply, all);
        for (int i = 0; i < all.size(); i++) {
            int at = i;
            clear(all.get(i), reply, outcome -> results.set(at, outcome));
        }
    }

    private void clear(ManagedProcess process, Reply<?> reply, Consumer<Answer<Boolean>> answer) {
        if (process.snapshot.pid() != 0) {
            int child = process.child;
            conductor.send(
                    seq -> new SpawnerCommand.ClearLogs(child, seq),
                    done -> answer.accept(done.errno() == 0 ? Answer.ok(true) : failed(process, done.errnoName())));
        } else {
            conductor.onWorker(
                    reply,
                    () -> truncate(process.logs),
                    error -> answer.accept(error == null ? Answer.ok(true) : failed(process, error)));
        }
    }

    private static Answer<Boolean> failed(ManagedProcess process, String reason) {
        return Answer.refused(Refusal.FAILED, process.name.namespec() + ": " + reason);
    }

    /** The logs of a process that does not run: nobody has them open. @return why it failed, or null */
    private static String truncate(AutoLogs.Paths logs) {
        try {
            for (Channel channel : Channel.values()) {
                String file = logs.of(channel);
                if (file != null && Files.isRegularFile(Path.of(file))) {
                    Files.newByteChannel(Path.of(file), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                            .close();
                }
            }
            return null;
        } catch (NoSuchFileException alreadyGone) {
            return null;
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void clearMainLog(Command.ClearMainLog command, Reply<Boolean> reply) {
        try {
            conductor.parts.log().clear();
            conductor.log(LogLevel.INFO, "reopening log file");
            reply.ok(true);
        } catch (NoSuchFileException e) {
            reply.refuse(Refusal.NO_FILE, null);
        } catch (IOException e) {
            reply.refuse(Refusal.FAILED, e.getMessage());
        }
    }

    void reopenAll() {
        conductor.log(LogLevel.INFO, "supervisord logreopen");
        try {
            conductor.parts.log().reopen();
        } catch (IOException e) {
            conductor.log(LogLevel.ERROR, "could not reopen the activity log: " + e);
        }
        for (ManagedProcess process : conductor.groups.allProcesses()) {
            if (process.child != 0) {
                conductor.tell(new SpawnerCommand.ReopenLogs(process.child, 0));
            }
        }
    }

    /** Results in the order of the processes, whenever each of them comes. */
    private static final class InOrder {
        private final Reply<List<ItemResult>> reply;
        private final List<ManagedProcess> processes;
        private final ItemResult[] results;
        private int missing;

        InOrder(Reply<List<ItemResult>> reply, List<ManagedProcess> processes) {
            this.reply = reply;
            this.processes = processes;
            this.results = new ItemResult[processes.size()];
            this.missing = results.length;
            answerIfComplete();
        }

        void set(int at, Answer<Boolean> outcome) {
            results[at] = new ItemResult(processes.get(at).name, outcome);
            missing--;
            answerIfComplete();
        }

        private void answerIfComplete() {
            if (missing == 0) {
                reply.ok(List.of(results));
            }
        }
    }
}
