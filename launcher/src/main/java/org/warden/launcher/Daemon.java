package org.warden.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.warden.boot.Departure;
import org.warden.boot.Instance;
import org.warden.boot.StartException;
import org.warden.boot.Surroundings;
import org.warden.core.config.ConfigException;
import org.warden.core.config.Configuration;
import org.warden.core.config.Configuration.Notice;
import org.warden.core.config.ProgramEnvironment;
import org.warden.core.loop.ConfigSource;
import org.warden.core.loop.EventRelay;
import org.warden.rpc.Plugins;
import org.warden.spawner.JniSpawner;
import org.warden.spawner.NativeSystem;

/** The standalone daemon: limits, user and signals around one supervisor. */
final class Daemon {
    private final NativeSystem host;
    private final ConfigSource source;
    private final Plugins plugins;
    private final Optional<Background> background;

    /** @param background empty in the foreground */
    Daemon(NativeSystem host, ConfigSource source, Plugins plugins, Optional<Background> background) {
        this.host = host;
        this.source = source;
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
        try (JniSpawner spawner = JniSpawner.open(relay)) {
            host.installSignals(spawner);
            Surroundings around = new Surroundings(
                    source,
                    Surroundings.systemClock(),
                    host,
                    host,
                    spawner,
                    relay,
                    plugins,
                    ProgramEnvironment.of(host.environment()),
                    privileges.childOpenFiles(),
                    true);
            List<Notice> earlier = new ArrayList<>(notices);
            earlier.addAll(privileges.notices());
            Departure departure = background.isPresent() ? background.get() : Departure.NONE;
            Instance instance = Instance.start(first, around, earlier, departure);
            background.ifPresent(Background::ready);
            instance.awaitEnd();
        }
    }
}
