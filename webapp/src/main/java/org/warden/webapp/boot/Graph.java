package org.warden.webapp.boot;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.warden.access.Access;
import org.warden.core.api.History;
import org.warden.core.api.LogReader;
import org.warden.core.api.Logs;
import org.warden.core.api.Supervisor;
import org.warden.core.config.Inspection;
import org.warden.doors.Doors;
import org.warden.rpc.MetricsText;
import org.warden.rpc.RpcEndpoint;

/** A running supervisor as the web application sees it. Closing it closes the doors and then the core. */
public interface Graph extends AutoCloseable {

    RpcEndpoint rpc();

    Supervisor supervisor();

    Logs logs();

    /** What has happened, where that is kept. */
    History history();

    /** For monitoring. */
    MetricsText metrics();

    LogReader logReader();

    Access access();

    /** The doors that are open beside the container's port. */
    List<Doors.Listener> listeners();

    /** What the engine can do on this machine, in words. */
    String engine();

    /** Reads the configuration as it is now, to be looked at. May block. */
    Inspection inspect();

    /** The environment that programs get and configurations are read in; it may hold secrets. */
    Map<String, String> environment();

    /** Completes when it has ended without being closed, with the reason: somebody has told it to, say. */
    default CompletionStage<String> ended() {
        return new CompletableFuture<>();
    }

    @Override
    void close();
}
