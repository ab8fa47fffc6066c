package org.warden.launcher;

import org.warden.boot.Instance;
import org.warden.boot.StartException;
import org.warden.boot.Surroundings;
import org.warden.core.config.ConfigException;
import org.warden.core.config.Configuration;
import org.warden.core.loop.ConfigSource;
import org.warden.core.loop.EventRelay;
import org.warden.spawner.JniSpawner;
import org.warden.spawner.NativeSystem;

/** The standalone daemon: limits, user and signals around one supervisor. */
final class Daemon {
    private final NativeSystem host;
    private final ConfigSource source;

    Daemon(NativeSystem host, ConfigSource source) {
        this.host = host;
        this.source = source;
    }

    /**
     * Runs until it is told to stop.
     *
     * @throws UsageException when the limits or the user can't be had
     * @throws StartException when the log, a door or childlogdir can't be had
     * @throws ConfigException when the configuration can't be read at a restart
     */
    void run(Configuration first) throws UsageException, StartException, ConfigException {
        Privileges privileges = Privileges.take(host, first.supervisord());
        EventRelay relay = new EventRelay();
        try (JniSpawner spawner = JniSpawner.open(relay)) {
            host.installSignals(spawner);
            Surroundings around = new Surroundings(
                    source,
                    Surroundings.systemClock(),
                    host,
                    spawner,
                    relay,
                    ProgramEnvironment.of(host.environment()),
                    privileges.childOpenFiles(),
                    true);
            Instance.start(first, around, privileges.notices()).awaitEnd();
        }
    }
}
