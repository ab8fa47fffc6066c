package org.warden.core.loop;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.warden.core.config.Configuration;
import org.warden.core.config.FcgiSocketConfig;
import org.warden.core.config.LogLevel;
import org.warden.core.config.SupervisordConfig;
import org.warden.core.kept.Memory;
import org.warden.core.kept.TakeBack;
import org.warden.core.log.AutoLogs;
import org.warden.core.log.AutoLogsLock;
import org.warden.core.log.MainLog;
import org.warden.core.metrics.MetricsStore;
import org.warden.core.port.Clock;
import org.warden.core.port.HistorySink;
import org.warden.core.port.Host;
import org.warden.core.port.Spawner;
import org.warden.core.port.Survey;

/** One life of the supervisor between two restarts: its loop and the thread the loop leans on. */
public final class Incarnation implements AutoCloseable {
    private static final long LAST_WORK_SECONDS = 5;

    private final ExecutorService workers = single("warden-worker");
    private final SupervisorLoop loop;
    private final Parts parts;

    /** Of this life's AUTO logs; null until they are made. */
    private AutoLogsLock lock;

    /**
     * What a life needs from outside.
     *
     * @param source reads the configuration again, for reread and restart
     * @param environment the daemon's own, as children get it
     * @param openFiles soft RLIMIT_NOFILE of children, or -1 to inherit
     * @param childNumbers numbers for children, unique for the engine's life
     * @param eventSerials numbers for events; go on over restarts
     * @param metrics what programs have used; goes on over restarts
     * @param history takes what is worth knowing later
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
            LongSupplier eventSerials,
            MetricsStore metrics,
            HistorySink history) {}

    /** Makes the loop; no file is touched and nothing is started yet. */
    public Incarnation(Configuration configuration, World world) {
        var supervisord = configuration.supervisord();
        AutoLogs autoLogs = new AutoLogs(Path.of(supervisord.childlogdir()), supervisord.identifier());
        parts = new Parts(
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
                world.metrics(),
                world.history(),
                workers);
        loop = new SupervisorLoop(parts);
    }

    /**
     * Tries the listening sockets of fcgi-programs, then makes the log files and the groups. The doors are to be bound
     * before and the engine's events must reach the loop: whoever comes second on a port or a socket must not have removed
     * the AUTO logs of the first.
     *
     * @param first whether this is the daemon's first life: later a socket that can't be had is a matter of its programs,
     *     and the others go on
     * @throws IOException when AUTO logs can't be created in childlogdir, or a socket can't be had
     */
    public void prepare(boolean first) throws IOException {
        Survey survey = first ? parts.spawner().survey() : Survey.NOTHING;
        Memory memory = Memory.of(survey.notes());
        memory.unreadable().forEach(problem -> parts.log().log(LogLevel.WARN, problem));
        TakeBack from = TakeBack.of(parts.configuration(), memory);
        trySockets(from, first);
        SupervisordConfig supervisord = parts.configuration().supervisord();
        lock = AutoLogsLock.take(
                Path.of(supervisord.childlogdir()),
                supervisord.identifier(),
                parts.host().uid());
        if (!supervisord.nocleanup()) {
            cleanUp(supervisord, from.logsInUse());
        }
        List<List<AutoLogs.Paths>> paths = new ArrayList<>();
        for (TakeBack.Group group : from.groups()) {
            paths.add(
                    group.logs().isPresent()
                            ? group.logs().get()
                            : SupervisorLoop.logPaths(group.config(), parts.autoLogs()));
        }
        loop.takeBack(from, survey, paths);
    }

    /** Those of groups that are taken back are open already, or a matter of their programs. */
    private void trySockets(TakeBack from, boolean first) throws IOException {
        List<FcgiSocketConfig> sockets = from.groups().stream()
                .filter(group -> group.logs().isEmpty())
                .flatMap(group -> group.config().sockets().values().stream())
                .toList();
        try {
            Optional<String> problem = loop.trySockets(sockets);
            if (first && problem.isPresent()) {
                throw new IOException(problem.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while sockets were opened");
        }
    }

    private void cleanUp(SupervisordConfig supervisord, Set<String> inUse) {
        MainLog log = parts.log();
        if (lock.isTakenByOther()) {
            log.log(
                    LogLevel.WARN,
                    "another supervisord with identifier '" + supervisord.identifier()
                            + "' keeps its automatic logs in "
                            + supervisord.childlogdir() + ", so no old ones are removed there; give each an"
                            + " identifier or a childlogdir of its own");
            return;
        }
        try {
            parts.autoLogs().cleanUp(inUse).forEach(problem -> log.log(LogLevel.WARN, problem));
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
        try {
            // A container that looks for threads left behind should find none.
            workers.awaitTermination(LAST_WORK_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (lock != null) {
            lock.close();
        }
    }
}
