package org.warden.core.loop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.warden.core.config.Configuration;
import org.warden.core.config.GroupConfig;
import org.warden.core.config.LogLevel;
import org.warden.core.log.AutoLogs;
import org.warden.core.log.MainLog;
import org.warden.core.port.Clock;
import org.warden.core.port.Host;
import org.warden.core.port.Spawner;

/** One life of the supervisor between two restarts: its loop and the thread the loop leans on. */
public final class Incarnation implements AutoCloseable {
    private final ExecutorService workers = single("warden-worker");
    private final SupervisorLoop loop;

    /**
     * What a life needs from outside.
     *
     * @param source reads the configuration again, for reread and restart
     * @param environment the daemon's own, as children get it
     * @param openFiles soft RLIMIT_NOFILE of children, or -1 to inherit
     * @param childNumbers numbers for children, unique for the engine's life
     * @param eventSerials numbers for events; go on over restarts
     */
    public record World(
            ConfigSource source,
            Clock clock,
            MainLog log,
            Host host,
            Spawner spawner,
            Map<String, String> environment,
            long openFiles,
            IntSupplier childNumbers,
            LongSupplier eventSerials) {}

    /**
     * Makes the loop, its log files included; nothing is started yet. The doors are to be bound before: whoever comes
     * second on a port must not have removed the AUTO logs of the first.
     *
     * @throws IOException when AUTO logs can't be created in childlogdir
     */
    public Incarnation(Configuration configuration, World world) throws IOException {
        var supervisord = configuration.supervisord();
        AutoLogs autoLogs = new AutoLogs(Path.of(supervisord.childlogdir()), supervisord.identifier());
        if (!supervisord.nocleanup()) {
            cleanUp(autoLogs, world.log());
        }
        List<List<AutoLogs.Paths>> paths = new ArrayList<>();
        for (GroupConfig group : configuration.groups()) {
            paths.add(SupervisorLoop.logPaths(group, autoLogs));
        }
        Parts parts = new Parts(
                configuration,
                world.source(),
                world.clock(),
                world.log(),
                world.host(),
                world.spawner(),
                autoLogs,
                world.environment(),
                world.openFiles(),
                world.childNumbers(),
                world.eventSerials(),
                workers);
        loop = new SupervisorLoop(parts, paths);
    }

    private static void cleanUp(AutoLogs autoLogs, MainLog log) {
        try {
            autoLogs.cleanUp().forEach(problem -> log.log(LogLevel.WARN, problem));
        } catch (IOException e) {
            log.log(LogLevel.WARN, "Could not clean up old log files in childlogdir: " + e.getMessage());
        }
    }

    private static ExecutorService single(String name) {
        return Executors.newSingleThreadExecutor(job -> {
            Thread thread = new Thread(job, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    public SupervisorLoop supervisor() {
        return loop;
    }

    /** Ends the helping thread; to be called after the loop has ended and the doors are closed. */
    @Override
    public void close() {
        workers.shutdown();
    }
}
