package org.warden.webapp.boot;

import jakarta.servlet.ServletContextListener;
import java.util.List;
import org.warden.core.api.Logs;
import org.warden.core.api.Supervisor;
import org.warden.rpc.FakeCore;
import org.warden.rpc.Plugins;
import org.warden.rpc.RpcEndpoint;

/** Boots a web application with a fake core, or with none. */
public final class FakeInstallation {

    private FakeInstallation() {}

    public static ServletContextListener up(FakeCore core) {
        return new Boot(file -> graph(core));
    }

    public static ServletContextListener down(String reason) {
        return new Boot(file -> {
            throw new BootException(reason, null);
        });
    }

    private static Graph graph(FakeCore core) {
        RpcEndpoint rpc = RpcEndpoint.of(
                FakeCore.configuration(List.of(), List.of()),
                core,
                core,
                core,
                () -> 42,
                Plugins.NONE,
                (level, line) -> {});
        return new Graph() {
            @Override
            public RpcEndpoint rpc() {
                return rpc;
            }

            @Override
            public Supervisor supervisor() {
                return core;
            }

            @Override
            public Logs logs() {
                return core;
            }

            @Override
            public void close() {
                core.state = org.warden.core.model.SupervisorState.SHUTDOWN;
            }
        };
    }
}
