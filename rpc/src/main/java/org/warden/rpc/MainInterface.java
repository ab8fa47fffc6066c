package org.warden.rpc;

import java.time.ZoneId;
import java.util.function.IntSupplier;
import org.warden.core.api.Logs;
import org.warden.core.api.ProcessView;
import org.warden.core.api.Supervisor;
import org.warden.core.api.SupervisorView;
import org.warden.core.model.SupervisorState;
import org.warden.core.port.Clock;

/** Builds the namespace that stock calls {@code supervisor}, out of its three chapters. */
final class MainInterface {

    private final Supervisor supervisor;
    private final Logs logs;
    private final ProcessText text;
    private final IntSupplier pid;

    MainInterface(Supervisor supervisor, Logs logs, Clock clock, IntSupplier pid) {
        this.supervisor = supervisor;
        this.logs = logs;
        this.text = new ProcessText(clock, ZoneId.systemDefault());
        this.pid = pid;
    }

    Namespace namespace() {
        Namespace namespace = new Namespace();
        new DaemonMethods(this).addTo(namespace);
        new ProcessMethods(this).addTo(namespace);
        new LogMethods(this).addTo(namespace);
        return namespace;
    }

    Supervisor supervisor() {
        return supervisor;
    }

    Logs logs() {
        return logs;
    }

    ProcessText text() {
        return text;
    }

    int pid() {
        return pid.getAsInt();
    }

    /** The published state, or fault 6 when the daemon is about to end. */
    SupervisorView view() {
        SupervisorView view = supervisor.view();
        if (view.state() != SupervisorState.RUNNING) {
            throw new RpcFault(FaultCode.SHUTDOWN_STATE);
        }
        return view;
    }

    /** The one process of that name, or fault 10; a whole group is none. */
    ProcessView process(SupervisorView view, String given) {
        GivenName name = GivenName.parse(given);
        if (name.isGroup()) {
            throw name.unknown();
        }
        return view.process(name.name()).orElseThrow(name::unknown);
    }
}
