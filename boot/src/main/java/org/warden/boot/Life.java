package org.warden.boot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.warden.access.Access;
import org.warden.core.api.Command;
import org.warden.core.api.History;
import org.warden.core.api.Logs;
import org.warden.core.api.Supervisor;
import org.warden.core.config.ConfigException;
import org.warden.core.config.Configuration;
import org.warden.core.config.Configuration.Notice;
import org.warden.core.config.Inspection;
import org.warden.core.config.LogLevel;
import org.warden.core.config.SupervisordConfig;
import org.warden.core.log.ActivityLog;
import org.warden.core.log.LogFiles;
import org.warden.core.loop.ConfigSource;
import org.warden.core.loop.Ending;
import org.warden.core.loop.Incarnation;
import org.warden.core.model.HistoryEvent;
import org.warden.core.port.Spawner;
import org.warden.core.port.SpawnerEvent;
import org.warden.doors.DoorException;
import org.warden.doors.Doors;
import org.warden.history.HistoryRecorder;
import org.warden.rpc.Past;
import org.warden.rpc.RpcEndpoint;

/** One run between two restarts: the activity log, the doors, the core and what connects them. */
final class Life implements AutoCloseable, Running {
    private static final long FIRST_STARTS_MILLIS = 1_000;

    private final Surroundings around;
    private final boolean undeployDetaches;
    private final Path file;
    private final ActivityLog log;
    private final Doors doors;
    private final Spawner spawner;
    private final Incarnation incarnation;
    private final Pidfile pidfile;
    private final Logs logs;
    private final RpcEndpoint rpc;
    private final Access access;
    private final Optional<HistoryRecorder> history;

    /**
     * Starts the first one. The doors are bound first, so that whoever comes second on a port has touched nothing.
     *
     * @param earlier lines for the log that arose before there was one
     * @throws StartException when the log, a door, childlogdir or the socket of an fcgi-program can't be had; nothing is left
     *     behind
     */
    static Life start(
            Configuration configuration,
            Surroundings around,
            Lasting lasting,
            List<Notice> earlier,
            Departure departure)
            throws StartException {
        return start(configuration, around, lasting, earlier, departure, true);
    }

    /**
     * Starts the next one after a restart. The socket of an fcgi-program that can't be had is a matter of that program then.
     *
     * @throws StartException when the log, a door or childlogdir can't be had
     */
    static Life startAgain(Configuration configuration, Surroundings around, Lasting lasting) throws StartException {
        return start(configuration, around, lasting, List.of(), Departure.NONE, false);
    }

    private static Life start(
            Configuration configuration,
            Surroundings around,
            Lasting lasting,
            List<Notice> earlier,
            Departure departure,
            boolean first)
            throws StartException {
        if (first && !around.standalone()) {
            attachFirst(configuration, lasting);
        }
        ActivityLog log;
        try {
            log = openLog(configuration.supervisord(), around);
        } catch (StartException e) {
            lasting.engine().giveUp();
            throw e;
        }
        earlier.forEach(n -> log.log(n.level(), n.text()));
        configuration.notices().forEach(n -> log.log(n.level(), n.text()));
        Doors doors = null;
        try {
            doors = Doors.open(configuration, log::log);
            Life life = new Life(
                    configuration, around, lasting, log, doors, lasting.engine().of(configuration));
            life.prepare(first);
            departure.leave(configuration.supervisord(), log);
            life.spawner.placeChanged();
            life.begin();
            return life;
        } catch (DoorException e) {
            lasting.engine().giveUp();
            log.log(LogLevel.CRITICAL, e.getMessage());
            log.close();
            throw new StartException(e.getMessage(), e);
        } catch (IOException e) {
            doors.close();
            lasting.engine().giveUp();
            log.log(LogLevel.CRITICAL, e.getMessage());
            log.close();
            throw new StartException(e.getMessage(), e);
        }
    }

    /** A web application that finds another supervisor there has to wait for its turn, and touches neither log nor door. */
    private static void attachFirst(Configuration configuration, Lasting lasting) throws StartException {
        try {
            lasting.engine().of(configuration);
        } catch (IOException e) {
            throw new StartException(e.getMessage(), e);
        }
    }

    private Life(
            Configuration configuration,
            Surroundings around,
            Lasting lasting,
            ActivityLog log,
            Doors doors,
            Spawner spawner) {
        this.around = around;
        this.undeployDetaches = configuration.supervisord().undeployDetaches();
        this.file = Path.of(configuration.file());
        this.log = log;
        this.doors = doors;
        this.spawner = spawner;
        access = new Access(configuration.console(), around.clock(), log::log);
        history =
                configuration.supervisord().history().map(config -> HistoryRecorder.start(config, around.clock(), log));
        Incarnation.World world = new Incarnation.World(
                new Source(),
                around.clock(),
                log,
                around.host(),
                spawner,
                around.environment(),
                around.openFiles(),
                lasting.numbers().children()::incrementAndGet,
                lasting.numbers().events()::getAndIncrement,
                lasting.metrics(),
                past().sink());
        incarnation = new Incarnation(configuration, world);
        logs = new LogFiles(mainLog(configuration.supervisord()));
        rpc = RpcEndpoint.of(
                configuration,
                incarnation.supervisor(),
                logs,
                around.clock(),
                around.host()::pid,
                past(),
                around.plugins(),
                log::log);
        pidfile = new Pidfile(Path.of(configuration.supervisord().pidfile()), log);
    }

    private Past past() {
        return history.map(recorder -> new Past(recorder, recorder)).orElse(Past.NONE);
    }

    /** Console users count from a reread on: nobody should have to restart programs for a password. */
    private final class Source implements ConfigSource {
        @Override
        public Configuration read() throws ConfigException {
            return around.source().read();
        }

        @Override
        public void taken(Configuration fresh) {
            access.use(fresh.console());
        }
    }

    private void prepare(boolean first) throws IOException {
        around.relay().connect(this::happened);
        try {
            incarnation.prepare(first);
        } catch (IOException e) {
            around.relay().disconnect();
            incarnation.close();
            history.ifPresent(HistoryRecorder::close);
            throw e;
        }
    }

    private void happened(SpawnerEvent event) {
        incarnation.supervisor().happened(event);
        if (event instanceof SpawnerEvent.Replaced) {
            writePid();
        }
    }

    /** Of whom signals are for: in a web application that is the keeper, if there is one, and never the container. */
    private void writePid() {
        if (around.standalone()) {
            pidfile.write(around.host().pid());
        } else {
            spawner.process().ifPresent(pidfile::write);
        }
    }

    private void begin() {
        writePid();
        log.log(LogLevel.INFO, "supervisord started with pid " + around.host().pid());
        log.log(LogLevel.DEBUG, spawner.capabilities());
        past().sink()
                .record(
                        around.clock().wallTime().toEpochMilli(),
                        new HistoryEvent.Daemon(
                                "started with pid " + around.host().pid()));
        incarnation.supervisor().start();
        try {
            incarnation.supervisor().awaitFirstStarts(FIRST_STARTS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        doors.serve(
                rpc,
                incarnation.supervisor(),
                logs,
                access,
                around.clock(),
                around.consoles().of(this));
    }

    private static ActivityLog openLog(SupervisordConfig supervisord, Surroundings around) throws StartException {
        try {
            return ActivityLog.open(
                    mainLog(supervisord).map(Path::of),
                    supervisord.logfileMaxBytes(),
                    supervisord.logfileBackups(),
                    supervisord.loglevel(),
                    around.standalone() && supervisord.nodaemon() && !supervisord.silent(),
                    around.clock(),
                    around.syslog());
        } catch (IOException e) {
            String text = "the activity log " + supervisord.logfile() + " can't be opened: " + e.getMessage()
                    + "; name another file by logfile= in [supervisord]";
            throw new StartException(text, e);
        }
    }

    /** Syslog is no file that could be read. */
    private static Optional<String> mainLog(SupervisordConfig supervisord) {
        return Optional.of(supervisord.logfile()).filter(file -> !file.equals("syslog"));
    }

    @Override
    public List<Doors.Listener> listeners() {
        return doors.listeners();
    }

    @Override
    public String engine() {
        return spawner.capabilities();
    }

    @Override
    public RpcEndpoint rpc() {
        return rpc;
    }

    @Override
    public Supervisor supervisor() {
        return incarnation.supervisor();
    }

    @Override
    public Access access() {
        return access;
    }

    @Override
    public Logs logs() {
        return logs;
    }

    @Override
    public History history() {
        return past().history();
    }

    /** Has it end as the web application around it does: it stops the programs, or leaves them to the keeper. */
    void leave() {
        boolean detaches = undeployDetaches && spawner.outlives();
        supervisor().ask(detaches ? new Command.Detach() : new Command.Shutdown());
    }

    @Override
    public Path configuration() {
        return file;
    }

    @Override
    public Inspection inspect() {
        return around.inspection().get();
    }

    @Override
    public Map<String, String> environment() {
        return around.environment();
    }

    CompletionStage<Ending> ended() {
        return incarnation.supervisor().ended();
    }

    /** To be called when it has ended. Signals that come from now on are kept for the next life. */
    @Override
    public void close() {
        around.relay().disconnect();
        doors.close();
        rpc.close();
        access.close();
        incarnation.close();
        if (!leavesKeeper()) {
            pidfile.remove();
        }
        history.ifPresent(HistoryRecorder::close);
        log.close();
    }

    /** Whether what the pidfile says is still true. */
    private boolean leavesKeeper() {
        return !around.standalone() && ended().toCompletableFuture().getNow(null) == Ending.DETACHED;
    }
}
