package org.warden.core.loop;

import java.util.List;
import java.util.function.Consumer;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.Command.ItemResult;
import org.warden.core.api.Refusal;
import org.warden.core.config.LogLevel;
import org.warden.core.model.ProcessState;
import org.warden.core.process.Input;
import org.warden.core.process.ProcessSnapshot;

/** stop, for one process, a group, and all. Loop thread only. */
final class StopCommands {
    private static final long REPORT_NANOS = 2_000_000_000L;

    private final Conductor conductor;

    StopCommands(Conductor conductor) {
        this.conductor = conductor;
    }

    void register(Commands commands) {
        commands.on(Command.StopProcess.class, this::stopProcess);
        commands.on(Command.StopGroup.class, this::stopGroup);
        commands.on(
                Command.StopAll.class,
                (command, reply) -> stopMany(conductor.groups.allProcesses(), command.andWait(), reply));
    }

    private void stopProcess(Command.StopProcess command, Reply<Boolean> reply) {
        ManagedProcess process = conductor.groups.process(command.name());
        if (process == null) {
            reply.refuse(Refusal.BAD_NAME, command.name().namespec());
        } else if (!isToBeStopped(process)) {
            reply.refuse(Refusal.NOT_RUNNING, process.name.namespec());
        } else {
            stop(process, command.andWait(), reply::answer);
        }
    }

    private void stopGroup(Command.StopGroup command, Reply<List<ItemResult>> reply) {
        ManagedGroup group = conductor.groups.group(command.group());
        if (group == null) {
            reply.refuse(Refusal.BAD_NAME, command.group());
        } else {
            stopMany(group.processes, command.andWait(), reply);
        }
    }

    private void stopMany(List<ManagedProcess> candidates, boolean andWait, Reply<List<ItemResult>> reply) {
        List<ManagedProcess> eligible =
                candidates.stream().filter(StopCommands::isToBeStopped).toList();
        ResultList results = new ResultList(conductor, reply, eligible);
        eligible.forEach(p -> stop(p, andWait, outcome -> results.add(p.name, outcome)));
        results.allAsked();
    }

    /** Who runs, and who would run again after the stop that is going on; that start is called off by asking this. */
    private static boolean isToBeStopped(ManagedProcess process) {
        return process.state().isRunning() || process.callOffLaterStarts();
    }

    private void stop(ManagedProcess process, boolean andWait, Consumer<Answer<Boolean>> answer) {
        conductor.apply(process, new Input.StopAsked(), conductor.now());
        if (!andWait) {
            answer.accept(Answer.ok(true));
            return;
        }
        if (!process.state().isStopped()) {
            report(process);
        }
        process.await(now -> settled(now, process, answer));
    }

    private static boolean settled(ProcessSnapshot now, ManagedProcess process, Consumer<Answer<Boolean>> answer) {
        if (!now.state().isStopped()) {
            return false;
        }
        boolean failed = now.state() == ProcessState.UNKNOWN;
        answer.accept(
                failed
                        ? Answer.refused(Refusal.FAILED, "unknown problem killing " + process.name.namespec())
                        : Answer.ok(true));
        return true;
    }

    /** Says at once, and then every two seconds, that somebody waits for this process to stop. */
    private void report(ManagedProcess process) {
        conductor.log(LogLevel.INFO, "waiting for " + process.config().name() + " to stop");
        int child = process.child;
        conductor.timers.at(conductor.now().nanos() + REPORT_NANOS, () -> {
            if (process.child == child && !process.state().isStopped()) {
                report(process);
            }
        });
    }
}
