package org.warden.webapp.boot;

import java.util.List;
import java.util.Map;
import org.warden.access.Access;
import org.warden.boot.Running;
import org.warden.boot.Surroundings;
import org.warden.core.api.History;
import org.warden.core.api.LogReader;
import org.warden.core.api.Logs;
import org.warden.core.api.Supervisor;
import org.warden.core.config.Inspection;
import org.warden.core.log.LogFiles;
import org.warden.doors.Doors;
import org.warden.rpc.MetricsText;
import org.warden.rpc.RpcEndpoint;

/** A supervisor that runs already, whether or not there is a web application: that one only looks, and ends nothing. */
class RunningGraph implements Graph {
    private final Running running;

    RunningGraph(Running running) {
        this.running = running;
    }

    @Override
    public RpcEndpoint rpc() {
        return running.rpc();
    }

    @Override
    public Supervisor supervisor() {
        return running.supervisor();
    }

    @Override
    public Access access() {
        return running.access();
    }

    @Override
    public Logs logs() {
        return running.logs();
    }

    @Override
    public History history() {
        return running.history();
    }

    @Override
    public MetricsText metrics() {
        return new MetricsText(running.supervisor(), Surroundings.systemClock());
    }

    @Override
    public LogReader logReader() {
        return new LogFiles(running.logs().mainLog());
    }

    @Override
    public List<Doors.Listener> listeners() {
        return running.listeners();
    }

    @Override
    public String engine() {
        return running.engine();
    }

    @Override
    public Inspection inspect() {
        return running.inspect();
    }

    @Override
    public Map<String, String> environment() {
        return running.environment();
    }

    @Override
    public void close() {
        Leftovers.forget(RunningGraph.class.getClassLoader());
    }
}
