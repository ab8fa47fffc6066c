package org.warden.webapp.boot;

import org.warden.core.api.Logs;
import org.warden.core.api.Supervisor;
import org.warden.rpc.RpcEndpoint;

/** A running supervisor as the web application sees it. Closing it closes the doors and then the core. */
public interface Graph extends AutoCloseable {

    RpcEndpoint rpc();

    Supervisor supervisor();

    Logs logs();

    @Override
    void close();
}
