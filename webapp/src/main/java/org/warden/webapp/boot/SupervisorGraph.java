package org.warden.webapp.boot;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.warden.access.Access;
import org.warden.boot.Consoles;
import org.warden.boot.Departure;
import org.warden.boot.Instance;
import org.warden.boot.StartException;
import org.warden.boot.Surroundings;
import org.warden.core.api.Command;
import org.warden.core.api.Logs;
import org.warden.core.api.Supervisor;
import org.warden.core.config.CommandLine;
import org.warden.core.config.ConfigException;
import org.warden.core.config.ConfigReader;
import org.warden.core.config.ConfigReport;
import org.warden.core.config.Configuration;
import org.warden.core.config.Inspection;
import org.warden.core.loop.ConfigSource;
import org.warden.core.loop.EventRelay;
import org.warden.doors.Doors;
import org.warden.rpc.Plugins;
import org.warden.rpc.RpcEndpoint;
import org.warden.spawner.JniSpawner;
import org.warden.spawner.NativeSystem;

/** The real thing: engine in this JVM, core, and the doors of the configuration beside the container's port. */
final class SupervisorGraph implements Graph {
    private static final Logger LOG = Logger.getLogger(SupervisorGraph.class.getName());

    /** Containers give an undeployment about this long before they go on without. */
    private static final long STOP_SECONDS = 60;

    private final JniSpawner spawner;
    private final Instance instance;
    private final Thread thread;

    private SupervisorGraph(JniSpawner spawner, Instance instance) {
        this.spawner = spawner;
        this.instance = instance;
        this.thread = new Thread(this::live, "warden-instance");
        thread.setDaemon(true);
    }

    static Graph start(Path file) throws BootException {
        NativeSystem host = NativeSystem.open();
        // The web application's own loader: jars of plug-ins lie beside its own.
        Plugins plugins = Plugins.in(SupervisorGraph.class::getClassLoader, "WEB-INF/lib");
        ConfigSource source =
                () -> ConfigReader.read(file.toString(), CommandLine.NONE, host, file.getParent(), plugins);
        Supplier<Inspection> inspection =
                () -> ConfigReader.inspect(file.toString(), CommandLine.NONE, host, file.getParent(), plugins);
        EventRelay relay = new EventRelay();
        JniSpawner spawner = JniSpawner.open(relay);
        try {
            Configuration configuration = source.read();
            Surroundings around = new Surroundings(
                    source,
                    inspection,
                    Surroundings.systemClock(),
                    host,
                    host,
                    unused -> spawner,
                    relay,
                    plugins,
                    host.environment(),
                    host.openFilesSoftLimit(),
                    Consoles.NONE,
                    false);
            SupervisorGraph graph =
                    new SupervisorGraph(spawner, Instance.start(configuration, around, List.of(), Departure.NONE));
            graph.thread.start();
            return graph;
        } catch (ConfigException e) {
            spawner.close();
            throw new BootException(ConfigReport.forTerminal(e, "supervisord"), e);
        } catch (StartException e) {
            spawner.close();
            throw new BootException(e.getMessage(), e);
        }
    }

    private void live() {
        try {
            instance.awaitEnd();
        } catch (ConfigException | StartException e) {
            LOG.log(Level.SEVERE, "Warden could not start again and has ended: {0}", e.getMessage());
        }
    }

    @Override
    public RpcEndpoint rpc() {
        return instance.rpc();
    }

    @Override
    public Supervisor supervisor() {
        return instance.supervisor();
    }

    @Override
    public Access access() {
        return instance.access();
    }

    @Override
    public Logs logs() {
        return instance.logs();
    }

    @Override
    public List<Doors.Listener> listeners() {
        return instance.listeners();
    }

    @Override
    public String engine() {
        return instance.engine();
    }

    @Override
    public Inspection inspect() {
        return instance.inspect();
    }

    @Override
    public Map<String, String> environment() {
        return instance.environment();
    }

    /** Stops all programs in order and waits for that, as long as a container waits for an application. */
    @Override
    public void close() {
        instance.supervisor().ask(new Command.Shutdown());
        try {
            thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warning("programs have not ended within " + STOP_SECONDS + " s and are left to themselves");
        }
        spawner.close();
        Leftovers.forget(SupervisorGraph.class.getClassLoader());
    }
}
