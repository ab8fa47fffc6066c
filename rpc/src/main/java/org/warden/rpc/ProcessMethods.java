package org.warden.rpc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.warden.core.api.Command;
import org.warden.core.api.ProcessView;
import org.warden.core.model.Role;

/** The methods that show, start, stop, signal and feed processes. */
final class ProcessMethods {

    private static final String NAME = "process, group:process, or group:* for all of a group";
    private static final String STRUCTS = "one struct for each process touched: name, group, status and description";
    private static final String WAIT_START = "whether to answer only when it is running (the default) or has failed";
    private static final String WAIT_STOP = "whether to answer only when it has stopped (the default)";

    private final MainInterface main;

    ProcessMethods(MainInterface main) {
        this.main = main;
    }

    void addTo(Namespace n) {
        addInfo(n);
        addStart(n);
        addStop(n);
        addSignal(n);
        n.method("sendProcessStdin", "Writes text to the standard input of a running process, as UTF-8.")
                .param("string", "name", "process or group:process")
                .param("string", "chars", "what to write")
                .returns("boolean", "true when it was taken; it may reach the process later")
                .since("3.0a1")
                .needs(Role.OPERATOR)
                .faults(
                        FaultCode.SHUTDOWN_STATE,
                        FaultCode.INCORRECT_PARAMETERS,
                        FaultCode.BAD_NAME,
                        FaultCode.NOT_RUNNING,
                        FaultCode.NO_FILE)
                .example("web", "reload\n")
                .by(this::sendStdin);
    }

    private void addInfo(Namespace n) {
        n.method("getProcessInfo", "Shows one process.")
                .param("string", "name", "process or group:process")
                .returns("struct", "names, times, state, pid, last exit, logs and a line of description")
                .since("2.0")
                .needs(Role.VIEWER)
                .faults(FaultCode.SHUTDOWN_STATE, FaultCode.BAD_NAME)
                .example("web")
                .now(a -> main.text().struct(main.process(main.view(), a.text(0))));
        n.method("getAllProcessInfo", "Shows all processes.")
                .returns("array", "what getProcessInfo gives, for each, sorted by group and name")
                .since("2.0")
                .needs(Role.VIEWER)
                .faults(FaultCode.SHUTDOWN_STATE)
                .now(a -> {
                    List<ProcessView> processes = main.view().processes();
                    List<Object> structs = new ArrayList<>(processes.size());
                    processes.forEach(p -> structs.add(main.text().struct(p)));
                    return structs;
                });
    }

    private void addStart(Namespace n) {
        n.method("startProcess", "Starts one process, or those of a group that are not running.")
                .param("string", "name", NAME)
                .waits(WAIT_START)
                .returns("boolean", "true when it was started; for a group what startProcessGroup gives")
                .since("2.0")
                .needs(Role.OPERATOR)
                .faults(
                        FaultCode.SHUTDOWN_STATE,
                        FaultCode.BAD_NAME,
                        FaultCode.NO_FILE,
                        FaultCode.NOT_EXECUTABLE,
                        FaultCode.ALREADY_STARTED,
                        FaultCode.FAILED,
                        FaultCode.SPAWN_ERROR,
                        FaultCode.ABNORMAL_TERMINATION)
                .example("worker", true)
                .by(a -> {
                    main.view();
                    GivenName name = GivenName.parse(a.text(0));
                    boolean wait = a.waits(1);
                    return name.isGroup()
                            ? items(new Command.StartGroup(name.group(), wait), name.given())
                            : one(new Command.StartProcess(name.name(), wait), name.given());
                });
        n.method("startProcessGroup", "Starts the processes of a group that are not running, by priority.")
                .param("string", "name", "the group")
                .waits(WAIT_START)
                .returns("array", STRUCTS)
                .since("3.0a1")
                .needs(Role.OPERATOR)
                .faults(FaultCode.SHUTDOWN_STATE, FaultCode.BAD_NAME)
                .example("shop")
                .by(a -> {
                    main.view();
                    return items(new Command.StartGroup(a.text(0), a.waits(1)), a.text(0));
                });
        n.method("startAllProcesses", "Starts all processes that are not running, by priority.")
                .waits(WAIT_START)
                .returns("array", STRUCTS)
                .since("2.0")
                .needs(Role.OPERATOR)
                .faults(FaultCode.SHUTDOWN_STATE)
                .example(false)
                .by(a -> {
                    main.view();
                    return items(new Command.StartAll(a.waits(0)), null);
                });
    }

    private void addStop(Namespace n) {
        n.method("stopProcess", "Stops one process, or those of a group that are running.")
                .param("string", "name", NAME)
                .waits(WAIT_STOP)
                .returns("boolean", "true when it was told to stop; for a group what stopProcessGroup gives")
                .since("2.0")
                .needs(Role.OPERATOR)
                .faults(FaultCode.SHUTDOWN_STATE, FaultCode.BAD_NAME, FaultCode.NOT_RUNNING, FaultCode.FAILED)
                .example("web")
                .by(a -> {
                    main.view();
                    GivenName name = GivenName.parse(a.text(0));
                    boolean wait = a.waits(1);
                    return name.isGroup()
                            ? items(new Command.StopGroup(name.group(), wait), name.given())
                            : one(new Command.StopProcess(name.name(), wait), name.given());
                });
        n.method("stopProcessGroup", "Stops the running processes of a group.")
                .param("string", "name", "the group")
                .waits(WAIT_STOP)
                .returns("array", STRUCTS)
                .since("3.0a1")
                .needs(Role.OPERATOR)
                .faults(FaultCode.SHUTDOWN_STATE, FaultCode.BAD_NAME)
                .example("shop")
                .by(a -> {
                    main.view();
                    return items(new Command.StopGroup(a.text(0), a.waits(1)), a.text(0));
                });
        n.method("stopAllProcesses", "Stops all running processes.")
                .waits(WAIT_STOP)
                .returns("array", STRUCTS)
                .since("2.0")
                .needs(Role.OPERATOR)
                .faults(FaultCode.SHUTDOWN_STATE)
                .by(a -> {
                    main.view();
                    return items(new Command.StopAll(a.waits(0)), null);
                });
    }

    private void addSignal(Namespace n) {
        String signal = "name with or without SIG, or number";
        n.method("signalProcess", "Sends a signal to one process, or to those of a group.")
                .param("string", "name", NAME)
                .param("string", "signal", signal)
                .returns("boolean", "true when it was sent; for a group what signalProcessGroup gives")
                .since("3.2.0")
                .needs(Role.OPERATOR)
                .faults(
                        FaultCode.SHUTDOWN_STATE,
                        FaultCode.BAD_NAME,
                        FaultCode.BAD_SIGNAL,
                        FaultCode.NOT_RUNNING,
                        FaultCode.FAILED)
                .example("web", "HUP")
                .by(a -> {
                    main.view();
                    GivenName name = GivenName.parse(a.text(0));
                    return name.isGroup()
                            ? items(new Command.SignalGroup(name.group(), a.word(1)), name.given())
                            : one(new Command.SignalProcess(name.name(), a.word(1)), name.given());
                });
        n.method("signalProcessGroup", "Sends a signal to the processes of a group.")
                .param("string", "name", "the group")
                .param("string", "signal", signal)
                .returns("array", STRUCTS)
                .since("3.2.0")
                .needs(Role.OPERATOR)
                .faults(FaultCode.SHUTDOWN_STATE, FaultCode.BAD_NAME, FaultCode.BAD_SIGNAL)
                .example("shop", "SIGUSR1")
                .by(a -> {
                    main.view();
                    return items(new Command.SignalGroup(a.text(0), a.word(1)), a.text(0));
                });
        n.method("signalAllProcesses", "Sends a signal to all processes.")
                .param("string", "signal", signal)
                .returns("array", STRUCTS)
                .since("3.2.0")
                .needs(Role.OPERATOR)
                .faults(FaultCode.SHUTDOWN_STATE, FaultCode.BAD_SIGNAL)
                .example("10")
                .by(a -> {
                    main.view();
                    return items(new Command.SignalAll(a.word(0)), null);
                });
    }

    private CompletionStage<Object> sendStdin(Arguments a) {
        main.view();
        // Stock looks at the text before the name, and repeats it in the fault.
        String chars = Arguments.textOf(a.raw(1));
        if (chars == null) {
            throw new RpcFault(FaultCode.INCORRECT_PARAMETERS, Arguments.shown(a.raw(1)));
        }
        ProcessView process = main.process(main.view(), a.text(0));
        byte[] bytes = chars.getBytes(StandardCharsets.UTF_8);
        return one(new Command.SendStdin(process.name(), bytes), a.text(0));
    }

    private CompletionStage<Object> one(Command<Boolean> command, String given) {
        return Answers.map(main.supervisor().ask(command), given);
    }

    private CompletionStage<Object> items(Command<List<Command.ItemResult>> command, String given) {
        return Answers.items(main.supervisor().ask(command), given);
    }
}
