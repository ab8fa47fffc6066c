package org.warden.webapp.boot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.warden.boot.Consoles;
import org.warden.boot.Departure;
import org.warden.boot.Instance;
import org.warden.boot.StartException;
import org.warden.boot.StateDirectory;
import org.warden.boot.Surroundings;
import org.warden.core.config.CommandLine;
import org.warden.core.config.ConfigException;
import org.warden.core.config.ConfigReader;
import org.warden.core.config.ConfigReport;
import org.warden.core.config.Configuration;
import org.warden.core.config.Inspection;
import org.warden.core.config.StatePath;
import org.warden.core.loop.ConfigSource;
import org.warden.core.loop.EventRelay;
import org.warden.core.port.Spawner;
import org.warden.rpc.Plugins;
import org.warden.spawner.JniSpawner;
import org.warden.spawner.KeeperException;
import org.warden.spawner.KeeperProgram;
import org.warden.spawner.KeeperSpawner;
import org.warden.spawner.LibraryException;
import org.warden.spawner.NativeException;
import org.warden.spawner.NativeSystem;

/** The real thing: engine, in this JVM or as its keeper, core, and the doors of the configuration beside the container's port. */
final class SupervisorGraph extends RunningGraph {
    private static final Logger LOG = Logger.getLogger(SupervisorGraph.class.getName());

    /** Containers give an undeployment about this long before they go on without. */
    private static final long STOP_SECONDS = 60;

    private final Instance instance;
    private final Thread thread = new Thread(this::live, "warden-instance");
    private final CompletableFuture<String> ended = new CompletableFuture<>();

    private SupervisorGraph(Instance instance) {
        super(instance);
        this.instance = instance;
        thread.setDaemon(true);
    }

    static Graph start(Path file) throws BootException {
        try {
            SupervisorGraph graph = new SupervisorGraph(begin(file));
            graph.thread.start();
            return graph;
        } catch (ConfigException e) {
            throw new BootException(ConfigReport.forTerminal(e, "supervisord"), e);
        } catch (StartException e) {
            if (e.getCause() instanceof Held held) {
                throw new HeldException(held.pid, () -> KeeperSpawner.holder(held.directory));
            }
            throw new BootException(e.getMessage(), e);
        } catch (LibraryException | NativeException e) {
            throw new BootException(e.getMessage(), e);
        }
    }

    private static Instance begin(Path file) throws ConfigException, StartException {
        NativeSystem host = NativeSystem.open();
        // The web application's own loader: jars of plug-ins lie beside its own.
        Plugins plugins = Plugins.in(SupervisorGraph.class::getClassLoader, "WEB-INF/lib");
        ConfigSource source =
                () -> ConfigReader.read(file.toString(), CommandLine.NONE, host, file.getParent(), plugins);
        Supplier<Inspection> inspection =
                () -> ConfigReader.inspect(file.toString(), CommandLine.NONE, host, file.getParent(), plugins);
        EventRelay relay = new EventRelay();
        Surroundings around = new Surroundings(
                source,
                inspection,
                Surroundings.systemClock(),
                host,
                host,
                configuration -> engine(configuration, host, relay),
                relay,
                plugins,
                host.environment(),
                host.openFilesSoftLimit(),
                Consoles.NONE,
                false);
        return Instance.start(source.read(), around, List.of(), Departure.NONE);
    }

    private static Spawner engine(Configuration configuration, NativeSystem host, EventRelay relay) throws IOException {
        if (!configuration.supervisord().keeper()) {
            return JniSpawner.open(relay);
        }
        Path directory = StateDirectory.of(configuration, host.uid(), System.getenv(StatePath.RUNTIME_DIRECTORY));
        try {
            boolean removes = StateDirectory.isOurs(configuration);
            return KeeperSpawner.open(directory, removes, KeeperProgram.carried(), relay, Optional.empty());
        } catch (KeeperException e) {
            if (e.holder().isPresent()) {
                throw new Held(e, directory);
            }
            throw new IOException(e.getMessage(), e);
        }
    }

    /** The keeper of a state directory has another control plane. */
    private static final class Held extends IOException {
        private static final long serialVersionUID = 1L;

        private final int pid;
        private final transient Path directory;

        private Held(KeeperException why, Path directory) {
            super(why.getMessage(), why);
            this.pid = why.holder().orElseThrow();
            this.directory = directory;
        }
    }

    private void live() {
        String why =
                "it was told to end, and has; programs were stopped, or left to the keeper. A redeployment starts it again.";
        try {
            instance.awaitEnd();
        } catch (ConfigException | StartException e) {
            LOG.log(Level.SEVERE, "Warden could not start again and has ended: {0}", e.getMessage());
            why = "it could not start again: " + e.getMessage();
        }
        // Whoever stands by can have the keeper now.
        instance.close();
        ended.complete(why);
    }

    @Override
    public CompletionStage<String> ended() {
        return ended;
    }

    /** Stops all programs in order, or leaves them to the keeper, and waits for that as long as a container waits for an application. */
    @Override
    public void close() {
        instance.leave();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warning("programs have not ended within " + STOP_SECONDS + " s and are left to themselves");
            instance.close();
        }
        Leftovers.forget(SupervisorGraph.class.getClassLoader());
    }
}
