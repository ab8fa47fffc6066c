package org.warden.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.warden.boot.Departure;
import org.warden.boot.Instance;
import org.warden.boot.StartException;
import org.warden.boot.StateDirectory;
import org.warden.boot.Surroundings;
import org.warden.core.config.ConfigException;
import org.warden.core.config.Configuration;
import org.warden.core.config.Configuration.Notice;
import org.warden.core.config.Inspection;
import org.warden.core.config.ProgramEnvironment;
import org.warden.core.config.StatePath;
import org.warden.core.config.SupervisordConfig;
import org.warden.core.loop.ConfigSource;
import org.warden.core.loop.EventRelay;
import org.warden.core.port.Spawner;
import org.warden.rpc.Plugins;
import org.warden.spawner.JniSpawner;
import org.warden.spawner.KeeperException;
import org.warden.spawner.KeeperProgram;
import org.warden.spawner.KeeperSpawner;
import org.warden.spawner.NativeSystem;
import org.warden.spawner.Revival;

/** The standalone daemon: limits, user and signals around one supervisor. */
final class Daemon {
    /** In the distribution's folder. */
    private static final String KEEPER = "lib/keeper";

    private static final String SUPERVISORD = "bin/supervisord";
    private static final String CONSOLE = "lib/console";

    /** What {@code logfile=} says where there is no file. */
    private static final String SYSLOG = "syslog";

    private final NativeSystem host;
    private final ConfigSource source;
    private final Supplier<Inspection> inspection;
    private final Plugins plugins;
    private final Optional<Background> background;
    private final Origin origin;

    /**
     * A daemon that does not run yet.
     *
     * @param inspection the configuration for people
     * @param background empty in the foreground
     * @param origin what the keeper starts again after a crash
     */
    Daemon(
            NativeSystem host,
            ConfigSource source,
            Supplier<Inspection> inspection,
            Plugins plugins,
            Optional<Background> background,
            Origin origin) {
        this.origin = origin;
        this.host = host;
        this.source = source;
        this.inspection = inspection;
        this.plugins = plugins;
        this.background = background;
    }

    /**
     * Runs until it is told to stop.
     *
     * @param notices for the activity log, which does not exist yet
     * @throws UsageException when the limits or the user can't be had
     * @throws StartException when the log, a door or childlogdir can't be had
     * @throws ConfigException when the configuration can't be read at a restart
     */
    void run(Configuration first, List<Notice> notices) throws UsageException, StartException, ConfigException {
        Privileges privileges = Privileges.take(host, first.supervisord());
        EventRelay relay = new EventRelay();
        // Signals to this process come through it even where programs are a keeper's children.
        try (JniSpawner own = JniSpawner.open(relay)) {
            host.installSignals(own);
            Surroundings around = new Surroundings(
                    source,
                    inspection,
                    Surroundings.systemClock(),
                    host,
                    host,
                    configuration -> engine(configuration, own, relay, privileges),
                    relay,
                    plugins,
                    ProgramEnvironment.of(host.environment()),
                    privileges.childOpenFiles(),
                    running -> Optional.of(new WarConsole(Path.of(origin.home(), CONSOLE), running)),
                    true);
            List<Notice> earlier = new ArrayList<>(notices);
            earlier.addAll(privileges.notices());
            Departure departure = background.isPresent() ? background.get() : Departure.NONE;
            try (Instance instance = Instance.start(first, around, earlier, departure)) {
                background.ifPresent(Background::ready);
                instance.placeChanged();
                instance.awaitEnd();
            }
        }
    }

    private Spawner engine(Configuration configuration, JniSpawner own, EventRelay relay, Privileges privileges)
            throws IOException {
        if (!configuration.supervisord().keeper()) {
            return own;
        }
        try {
            Path directory = StateDirectory.of(configuration, host.uid(), System.getenv(StatePath.RUNTIME_DIRECTORY));
            KeeperProgram keeper = KeeperProgram.at(Path.of(origin.home(), KEEPER));
            return KeeperSpawner.open(
                    directory,
                    StateDirectory.isOurs(configuration),
                    keeper,
                    relay,
                    revival(configuration.supervisord(), privileges.childOpenFiles()));
        } catch (KeeperException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** With the limits that it found: it raises its own. */
    private Optional<Revival> revival(SupervisordConfig supervisord, long openFiles) {
        if (supervisord.keeperRestarts() == 0 || origin.home().isEmpty()) {
            return Optional.empty();
        }
        List<String> argv = new ArrayList<>();
        argv.add(Path.of(origin.home(), SUPERVISORD).toAbsolutePath().toString());
        argv.addAll(origin.arguments());
        List<String> environment = new ArrayList<>();
        ProgramEnvironment.of(host.environment()).forEach((name, value) -> environment.add(name + "=" + value));
        boolean isLogShown = supervisord.nodaemon() && !supervisord.silent();
        return Optional.of(new Revival(
                supervisord.keeperRestarts(),
                openFiles,
                isLogShown,
                supervisord.logfile().equals(SYSLOG) ? "" : supervisord.logfile(),
                origin.directory().toString(),
                argv,
                environment));
    }
}
