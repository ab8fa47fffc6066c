package org.warden.rpc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.warden.core.api.Command;
import org.warden.core.api.SupervisorView;
import org.warden.core.model.Release;
import org.warden.core.model.Role;

/** The methods about the daemon itself and its configuration. */
final class DaemonMethods {

    /** What {@code supervisorctl} insists on. */
    private static final String API_VERSION = "3.0";

    private final MainInterface main;

    DaemonMethods(MainInterface main) {
        this.main = main;
    }

    void addTo(Namespace n) {
        addFacts(n);
        addConfiguration(n);
        n.method("shutdown", "Stops all processes in order and ends the daemon.")
                .returns("boolean", "always true; given before anything is stopped")
                .since("2.0")
                .needs(Role.ADMIN)
                .faults(FaultCode.SHUTDOWN_STATE)
                .by(a -> ask(new Command.Shutdown()));
        n.method("restart", "Stops all processes, reads the configuration file and starts anew, without a new daemon.")
                .returns("boolean", "always true; a broken configuration file is a fault and changes nothing")
                .since("2.0")
                .needs(Role.ADMIN)
                .faults(FaultCode.SHUTDOWN_STATE, FaultCode.CANT_REREAD)
                .by(a -> ask(new Command.Restart()));
        n.method("sendRemoteCommEvent", "Emits a REMOTE_COMMUNICATION event. Works during a shutdown too.")
                .param("string", "type", "goes into the event's header")
                .param("string", "data", "the event's body")
                .returns("boolean", "always true")
                .since("3.0a7")
                .needs(Role.OPERATOR)
                .example("deploy", "release 42")
                .by(a -> Answers.map(
                        main.supervisor().ask(new Command.SendRemoteCommEvent(a.word(0), a.word(1))), null));
    }

    private void addFacts(Namespace n) {
        n.method("getAPIVersion", "Tells the version of this interface.")
                .returns("string", "version of the interface, not of the product")
                .since("3.0a1")
                .needs(Role.VIEWER)
                .faults(FaultCode.SHUTDOWN_STATE)
                .now(a -> fact(API_VERSION));
        n.alias("getVersion", "getAPIVersion");
        n.method("getSupervisorVersion", "Tells which release of Supervisor this daemon is compatible with.")
                .returns("string", "release number")
                .since("3.0")
                .needs(Role.VIEWER)
                .faults(FaultCode.SHUTDOWN_STATE)
                .now(a -> fact(Release.OF_SUPERVISOR));
        n.method("getIdentification", "Tells the name that the configuration gives to this daemon.")
                .returns("string", "the value of identifier")
                .since("3.0")
                .needs(Role.VIEWER)
                .faults(FaultCode.SHUTDOWN_STATE)
                .now(a -> main.view().identifier());
        n.method("getState", "Tells what the daemon is doing.")
                .returns("struct", "statecode as an int and statename as a string")
                .since("2.0")
                .needs(Role.VIEWER)
                .faults(FaultCode.SHUTDOWN_STATE)
                .now(a -> state());
        n.method("getPID", "Tells the daemon's process id.")
                .returns("int", "process id")
                .since("3.0a7")
                .needs(Role.VIEWER)
                .faults(FaultCode.SHUTDOWN_STATE)
                .now(a -> fact(main.pid()));
    }

    private void addConfiguration(Namespace n) {
        n.method("reloadConfig", "Reads the configuration file again without applying it.")
                .returns("array", "one array of three: names of groups added, changed and removed")
                .since("3.0a7")
                .needs(Role.ADMIN)
                .faults(FaultCode.SHUTDOWN_STATE, FaultCode.CANT_REREAD)
                .by(a -> {
                    main.view();
                    return Answers.map(
                            main.supervisor().ask(new Command.Reread()),
                            null,
                            r -> List.of(List.of(r.added(), r.changed(), r.removed())));
                });
        n.method("addProcessGroup", "Activates a group of the configuration that was read last.")
                .param("string", "name", "the group")
                .returns("boolean", "true when it was added")
                .since("3.0a7")
                .needs(Role.ADMIN)
                .faults(FaultCode.SHUTDOWN_STATE, FaultCode.BAD_NAME, FaultCode.ALREADY_ADDED, FaultCode.FAILED)
                .example("web")
                .by(a -> {
                    main.view();
                    return Answers.map(main.supervisor().ask(new Command.AddGroup(a.text(0))), a.text(0));
                });
        n.method("removeProcessGroup", "Takes a group whose processes are all stopped out of service.")
                .param("string", "name", "the group")
                .returns("boolean", "true when it was removed")
                .since("3.0a7")
                .needs(Role.ADMIN)
                .faults(FaultCode.SHUTDOWN_STATE, FaultCode.BAD_NAME, FaultCode.STILL_RUNNING)
                .example("web")
                .by(a -> {
                    main.view();
                    return Answers.map(main.supervisor().ask(new Command.RemoveGroup(a.text(0))), a.text(0));
                });
        n.method("getAllConfigInfo", "Lists the configuration of every process, as it was read last.")
                .returns("array", "one struct for each process, sorted by name")
                .since("3.0a7")
                .needs(Role.VIEWER)
                .faults(FaultCode.SHUTDOWN_STATE)
                .now(a -> ConfigText.all(main.view()));
    }

    private Object fact(Object value) {
        main.view();
        return value;
    }

    private Map<String, Object> state() {
        SupervisorView view = main.view();
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("statecode", view.state().code());
        struct.put("statename", view.state().name());
        return struct;
    }

    private CompletionStage<Object> ask(Command<Boolean> command) {
        main.view();
        return Answers.map(main.supervisor().ask(command), null);
    }
}
