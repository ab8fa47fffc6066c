package org.warden.boot;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.warden.access.Access;
import org.warden.core.api.History;
import org.warden.core.api.Logs;
import org.warden.core.api.Supervisor;
import org.warden.core.config.Inspection;
import org.warden.doors.Doors;
import org.warden.rpc.RpcEndpoint;

/** A running supervisor to those who show it. Any thread. */
public interface Running {

    /** The file that it runs under. */
    Path configuration();

    RpcEndpoint rpc();

    /** The core. */
    Supervisor supervisor();

    /** Who may come in. */
    Access access();

    Logs logs();

    /** What has happened. */
    History history();

    /** The doors. */
    List<Doors.Listener> listeners();

    /** What the engine can do on this machine, in words. */
    String engine();

    /** Reads the configuration as it is now, to be looked at. May block. */
    Inspection inspect();

    /** The environment that programs get and configurations are read in; it may hold secrets. */
    Map<String, String> environment();
}
