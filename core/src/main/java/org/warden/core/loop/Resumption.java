package org.warden.core.loop;

import java.util.List;
import java.util.Set;
import org.warden.core.api.Command;
import org.warden.core.config.LogLevel;
import org.warden.core.kept.KeptProcess;
import org.warden.core.kept.TakeBack;
import org.warden.core.log.AutoLogs;
import org.warden.core.model.ProcessState;
import org.warden.core.port.Survey;
import org.warden.core.process.ProcessSnapshot;

/**
 * Goes on where an earlier supervisor stood. What has happened meanwhile goes through the state machine like everything
 * else, with the time at which it happened. Loop thread only.
 */
final class Resumption {
    private final Conductor conductor;

    Resumption(Conductor conductor) {
        this.conductor = conductor;
    }

    /** Makes a group known with its processes as they were; nothing is done with them yet. */
    void takeBack(TakeBack.Group kept, List<AutoLogs.Paths> logs, Survey survey) {
        ManagedGroup group = conductor.newGroup(kept.config(), logs);
        for (ManagedProcess process : group.processes) {
            KeptProcess was = kept.processes().get(process.name);
            if (was != null) {
                process.takeBack(was);
                conductor.ownsChild(process);
                takeBackSocket(process, was, survey);
            }
        }
        conductor.events.groupTakenBack(group, kept);
        conductor.notebook.groupTakenBack(group, kept.order());
    }

    private static void takeBackSocket(ManagedProcess process, KeptProcess was, Survey survey) {
        boolean isOpen = was.socket() != 0 && survey.sockets().contains(was.socket());
        if (process.socket != null && isOpen && process.snapshot.needsSocket() && process.socket.number() == 0) {
            process.socket.open(was.socket());
        }
    }

    /**
     * Takes in what has happened in the gap, and then sees to it that nobody waits for what will not come.
     *
     * @param survey what the engine knows; processes whose child it does not know have ended without a trace
     * @param afterShutdown whether what is being stopped is to run afterwards, as at any start
     */
    void resume(Survey survey, boolean afterShutdown) {
        tellOfStrangers(survey.children());
        conductor.groups.allProcesses().forEach(conductor.sockets::settle);
        conductor.sockets.closeUnheld(survey.sockets());
        survey.events().forEach(conductor::handleEvent);
        for (ManagedProcess process : conductor.groups.allProcesses()) {
            goOn(process, survey.children());
        }
        conductor.groups.allProcesses().forEach(this::restartIfBusy);
        if (afterShutdown) {
            conductor.groups.allProcesses().forEach(this::startOnceStopped);
        }
        conductor.events.dispatchAll();
    }

    private void goOn(ManagedProcess process, Set<Integer> children) {
        ProcessSnapshot now = process.snapshot;
        boolean isLost = process.child != 0 && !children.contains(process.child);
        boolean isStarting = now.state() == ProcessState.STARTING && now.spawning();
        if (isStarting && (isLost || process.child == 0)) {
            conductor.spawnAnew(process);
        } else if (isLost) {
            conductor.log(
                    LogLevel.WARN,
                    "'" + process.config().name() + "' (pid " + now.pid() + ") has ended while nobody watched it: its"
                            + " exit status is unknown");
            conductor.endedUnseen(process);
        } else {
            conductor.willAgain(process);
            conductor.armDeadline(process);
        }
    }

    /** Whether its answer was lost with the supervisor that asked nobody knows; the event is given to somebody again. */
    private void restartIfBusy(ManagedProcess process) {
        if (!conductor.events.takeBackFromBusy(process) || process.child == 0) {
            return;
        }
        conductor.log(
                LogLevel.WARN,
                "event listener '" + process.config().name() + "' was busy with an event while there was no supervisor;"
                        + " it is restarted and the event is sent again");
        conductor.handle(new Message.Ask<>(new Command.StopProcess(process.name, false), conductor.newReply()));
        start(process);
    }

    private void startOnceStopped(ManagedProcess process) {
        if (process.state() == ProcessState.STOPPING && process.config().autostart()) {
            start(process);
        }
    }

    private void start(ManagedProcess process) {
        conductor.handle(new Message.Ask<>(new Command.StartProcess(process.name, false), conductor.newReply()));
    }

    private void tellOfStrangers(Set<Integer> children) {
        long strangers = children.stream().filter(c -> !conductor.knowsChild(c)).count();
        if (strangers > 0) {
            conductor.log(
                    LogLevel.WARN,
                    strangers + " processes of an earlier supervisor belong to no program that is known; they are left"
                            + " alone");
        }
    }
}
