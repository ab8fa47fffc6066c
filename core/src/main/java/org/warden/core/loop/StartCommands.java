package org.warden.core.loop;

import java.util.List;
import java.util.function.Consumer;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.Command.ItemResult;
import org.warden.core.api.Refusal;
import org.warden.core.model.ProcessState;
import org.warden.core.model.SupervisorState;
import org.warden.core.process.Input;
import org.warden.core.process.ProcessSnapshot;

/** start, for one process, a group, and all. Loop thread only. */
final class StartCommands {
    private final Conductor conductor;

    StartCommands(Conductor conductor) {
        this.conductor = conductor;
    }

    void register(Commands commands) {
        commands.on(Command.StartProcess.class, this::startProcess);
        commands.on(Command.StartGroup.class, this::startGroup);
        commands.on(
                Command.StartAll.class,
                (command, reply) -> startMany(conductor.groups.allProcesses(), command.andWait(), reply));
    }

    private void startProcess(Command.StartProcess command, Reply<Boolean> reply) {
        ManagedProcess process = conductor.groups.process(command.name());
        if (process == null) {
            reply.refuse(Refusal.BAD_NAME, command.name().namespec());
            return;
        }
        conductor.onWorker(
                reply,
                () -> conductor.preparer().find(process.config()),
                found -> start(process, found, command.andWait(), reply::answer));
    }

    private void startGroup(Command.StartGroup command, Reply<List<ItemResult>> reply) {
        ManagedGroup group = conductor.groups.group(command.group());
        if (group == null) {
            reply.refuse(Refusal.BAD_NAME, command.group());
        } else {
            startMany(group.processes, command.andWait(), reply);
        }
    }

    private void startMany(List<ManagedProcess> candidates, boolean andWait, Reply<List<ItemResult>> reply) {
        List<ManagedProcess> eligible =
                candidates.stream().filter(p -> !p.state().isRunning()).toList();
        conductor.onWorker(
                reply,
                () -> conductor
                        .preparer()
                        .findAll(eligible.stream().map(p -> p.config()).toList()),
                found -> {
                    ResultList results = new ResultList(conductor, reply, eligible);
                    for (int i = 0; i < eligible.size(); i++) {
                        ManagedProcess process = eligible.get(i);
                        start(process, found.get(i), andWait, outcome -> results.add(process.name, outcome));
                    }
                    results.allAsked();
                });
    }

    /** The checks in stock's order: the command first, then the state. */
    private void start(
            ManagedProcess process, CommandLookup.Found found, boolean andWait, Consumer<Answer<Boolean>> answer) {
        String name = process.name.namespec();
        if (conductor.mood != SupervisorState.RUNNING) {
            answer.accept(Answer.refused(Refusal.SHUTDOWN_STATE, null));
        } else if (conductor.groups.process(process.name) != process) {
            answer.accept(Answer.refused(Refusal.BAD_NAME, name));
        } else if (!found.isThere()) {
            answer.accept(Answer.refused(found.refusal(), found.text()));
        } else if (process.state().isRunning()) {
            answer.accept(Answer.refused(Refusal.ALREADY_STARTED, name));
        } else if (process.state() == ProcessState.UNKNOWN) {
            answer.accept(Answer.refused(Refusal.FAILED, name + " is in an unknown process state"));
        } else if (process.state() == ProcessState.STOPPING) {
            startOnceStopped(process, found, andWait, answer);
        } else {
            process.keepFound(found);
            conductor.apply(process, new Input.StartAsked(), conductor.now());
            process.takeFound();
            process.await(now -> settled(now, name, andWait, answer));
        }
    }

    /**
     * Stock says true, or that it ended abnormally, and starts nothing. Here the start is carried out when the stop is
     * through; another stop calls it off.
     */
    private void startOnceStopped(
            ManagedProcess process, CommandLookup.Found found, boolean andWait, Consumer<Answer<Boolean>> answer) {
        Consumer<Answer<Boolean>> whoWaits = andWait ? answer : nobody -> {};
        ManagedProcess.LaterStart later = stillWanted -> {
            if (stillWanted) {
                start(process, found, andWait, whoWaits);
            } else {
                whoWaits.accept(Answer.refused(Refusal.ABNORMAL_TERMINATION, process.name.namespec()));
            }
        };
        process.keepLaterStart(later);
        process.await(now -> {
            if (now.state() == ProcessState.STOPPING) {
                return false;
            }
            // Not from within the step that ended it: that one has more to tell.
            conductor.timers.at(conductor.now().nanos(), () -> process.beginLaterStart(later));
            return true;
        });
        if (!andWait) {
            answer.accept(Answer.ok(true));
        }
    }

    private static boolean settled(
            ProcessSnapshot now, String name, boolean andWait, Consumer<Answer<Boolean>> answer) {
        if (now.spawning()) {
            return false;
        }
        Answer<Boolean> outcome = outcome(now, name, andWait);
        if (outcome == null) {
            return false;
        }
        answer.accept(outcome);
        return true;
    }

    /** @return null while it is not decided */
    private static Answer<Boolean> outcome(ProcessSnapshot now, String name, boolean andWait) {
        if (!now.spawnerr().isEmpty()) {
            return Answer.refused(Refusal.SPAWN_ERROR, name);
        }
        if (!andWait || now.state() == ProcessState.RUNNING) {
            return Answer.ok(true);
        }
        return now.state() == ProcessState.STARTING ? null : Answer.refused(Refusal.ABNORMAL_TERMINATION, name);
    }
}
