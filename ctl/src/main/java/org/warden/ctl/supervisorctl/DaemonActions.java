package org.warden.ctl.supervisorctl;

import java.util.Map;
import org.warden.ctl.supervisorctl.Daemon.Trouble;
import org.warden.rpc.FaultCode;
import org.warden.rpc.client.ServerUrl;

/** The commands about the daemon itself: shutdown, reload, version, open. */
final class DaemonActions {
    private final Controller controller;
    private final Daemon daemon;

    DaemonActions(Controller controller) {
        this.controller = controller;
        this.daemon = controller.daemon;
    }

    void addTo(Map<String, Controller.Action> actions) {
        actions.put("shutdown", this::shutdown);
        actions.put("reload", this::reload);
        actions.put("version", this::version);
        actions.put("open", this::open);
    }

    private void shutdown(String argument) throws Trouble {
        if (!controller.hasNone(argument, "shutdown")
                || !controller.isSure("Really shut the remote supervisord process down y/N? ")) {
            return;
        }
        try {
            daemon.call("supervisor.shutdown");
            controller.output("Shut down");
        } catch (Trouble trouble) {
            if (trouble.is(FaultCode.SHUTDOWN_STATE)) {
                controller.output("ERROR: already shutting down");
                return;
            }
            controller.fail(ExitStatus.GENERIC);
            if (trouble.kind() != Trouble.Kind.REFUSED && trouble.kind() != Trouble.Kind.NO_SOCKET) {
                throw trouble;
            }
            controller.output("ERROR: " + trouble.getMessage() + " (already shut down?)");
        }
    }

    private void reload(String argument) throws Trouble {
        if (!controller.hasNone(argument, "reload")
                || !controller.isSure("Really restart the remote supervisord process y/N? ")) {
            return;
        }
        try {
            daemon.call("supervisor.restart");
            controller.output("Restarted supervisord");
        } catch (Trouble trouble) {
            controller.fail(ExitStatus.GENERIC);
            if (trouble.is(FaultCode.SHUTDOWN_STATE)) {
                controller.output("ERROR: already shutting down");
            } else if (trouble.is(FaultCode.CANT_REREAD)) {
                controller.output("ERROR: " + trouble.faultText());
            } else {
                throw trouble;
            }
        }
    }

    private void version(String argument) throws Trouble {
        if (controller.hasNone(argument, "version") && controller.reaches()) {
            controller.output(daemon.text("supervisor.getSupervisorVersion"));
        }
    }

    private void open(String argument) {
        try {
            daemon.goTo(ServerUrl.parse(argument));
        } catch (IllegalArgumentException noUrl) {
            controller.output("ERROR: url must be http:// or unix://");
            controller.fail(ExitStatus.GENERIC);
            return;
        }
        controller.keepingStatus(() -> controller.carryOut("status"));
    }
}
