package org.warden.core.loop;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.HistoryEntry;
import org.warden.core.api.ProcessView;
import org.warden.core.api.SupervisorView;
import org.warden.core.config.ConfigException;
import org.warden.core.config.Configuration;
import org.warden.core.config.GroupConfig;
import org.warden.core.config.LogLevel;
import org.warden.core.config.ProcessConfig;
import org.warden.core.config.SupervisordConfig;
import org.warden.core.kept.Memory;
import org.warden.core.kept.TakeBack;
import org.warden.core.log.AutoLogs;
import org.warden.core.log.MainLog;
import org.warden.core.metrics.MetricsStore;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.ProcessName;
import org.warden.core.port.Clock;
import org.warden.core.port.Host;
import org.warden.core.port.Spawner;
import org.warden.core.port.SpawnerCommand;
import org.warden.core.port.SpawnerEvent;
import org.warden.core.port.Survey;
import org.warden.core.process.ProgramBuilder;

/** A supervisor in a world without time, processes and threads: stepped by hand, everything recorded. */
final class FakeWorld {
    static final int ESRCH = 3;

    Conductor conductor;
    final Engine engine = new Engine();
    final List<String> log = new ArrayList<>();
    Configuration onDisk;
    ConfigException broken;

    final MetricsStore metrics = new MetricsStore();
    final List<HistoryEntry> history = new ArrayList<>();

    private final Deque<Message> inbox = new ArrayDeque<>();
    private long nanos = 1_000_000_000_000L;
    private long wallAheadNanos;
    private int children;
    private long events;
    private SupervisorView view;

    FakeWorld(List<GroupConfig> groups) {
        onDisk = configuration(groups);
        live(Survey.NOTHING);
    }

    /**
     * The supervisor is gone, without a word, and another one begins with what the files say now. What the engine did
     * not get any more was never said.
     */
    void dieAndLiveAgain() {
        engine.sendsLeft = Integer.MAX_VALUE;
        inbox.clear();
        Survey survey = engine.survey();
        children = Math.max(children, survey.highestNumber());
        live(survey);
        conductor.events.begin();
        conductor.resumption.resume(
                survey, TakeBack.of(onDisk, Memory.of(survey.notes())).afterShutdown());
        conductor.groups.ordered().forEach(conductor::autostart);
        settle();
    }

    private void live(Survey survey) {
        TakeBack from = TakeBack.of(onDisk, Memory.of(survey.notes()));
        events = Math.max(from.nextSerial(), 0);
        Parts parts = new Parts(
                onDisk,
                this::readConfiguration,
                new ByHand(),
                new Recorder(),
                new NobodyHost(),
                engine,
                new AutoLogs(Path.of("/nonexistent"), "test"),
                Map.of("PATH", "/usr/bin:/bin"),
                -1,
                () -> ++children,
                () -> events++,
                metrics,
                (millis, event) -> history.add(new HistoryEntry(history.size() + 1, millis, event)),
                Runnable::run);
        conductor = new Conductor(parts, inbox::add);
        for (TakeBack.Group group : from.groups()) {
            List<AutoLogs.Paths> logs = group.logs().orElseGet(() -> group.config().processes().stream()
                    .map(p -> new AutoLogs.Paths(null, null))
                    .toList());
            if (group.logs().isPresent()) {
                conductor.resumption.takeBack(group, logs, survey);
            } else {
                conductor.activate(group.config(), logs);
            }
        }
        conductor.notebook.forgetAllBut(survey.notes().keySet());
        view = conductor.view(null);
    }

    static GroupConfig group(String name, int priority, ProgramBuilder... programs) {
        List<ProcessConfig> processes =
                List.of(programs).stream().map(ProgramBuilder::build).toList();
        return TestConfigurations.group(name, priority, processes);
    }

    static Configuration configuration(List<GroupConfig> groups) {
        SupervisordConfig supervisord = new SupervisordConfig(
                "/nonexistent/log",
                0,
                0,
                LogLevel.DEBUG,
                "/nonexistent/pid",
                022,
                true,
                true,
                1024,
                200,
                true,
                "/nonexistent",
                Optional.empty(),
                Optional.empty(),
                false,
                Map.of(),
                "test",
                true,
                Optional.empty(),
                0,
                false,
                Optional.empty());
        return TestConfigurations.configuration(supervisord, groups);
    }

    private Configuration readConfiguration() throws ConfigException {
        if (broken != null) {
            throw broken;
        }
        return onDisk;
    }

    /** Starts what starts by itself. */
    FakeWorld begin() {
        conductor.events.begin();
        conductor.groups.ordered().forEach(conductor::autostart);
        settle();
        return this;
    }

    <R> CompletableFuture<Answer<R>> ask(Command<R> command) {
        Reply<R> reply = conductor.newReply();
        inbox.add(new Message.Ask<>(command, reply));
        settle();
        return reply.future();
    }

    void event(SpawnerEvent event) {
        inbox.add(new Message.Happened(event));
        settle();
    }

    /** Takes in everything that waits, as the loop thread does. */
    void settle() {
        do {
            while (!inbox.isEmpty()) {
                conductor.handle(inbox.poll());
            }
            conductor.runTimers();
            conductor.shutdown.progress();
        } while (!inbox.isEmpty());
        view = conductor.view(view);
        conductor.notebook.flush();
        conductor.takeOutgoing().forEach(Runnable::run);
    }

    void advanceNanos(long more) {
        long end = nanos + more;
        while (conductor.timers.nextNanos() <= end) {
            nanos = Math.max(nanos, conductor.timers.nextNanos());
            settle();
        }
        nanos = end;
        settle();
    }

    void advanceSeconds(long more) {
        advanceNanos(more * 1_000_000_000L);
    }

    /** Somebody sets the clock on the wall; time goes on as before. */
    void wallClockJumps(long seconds) {
        wallAheadNanos += seconds * 1_000_000_000L;
        settle();
    }

    SupervisorView view() {
        return view;
    }

    ProcessView process(String group, String name) {
        return view.process(new ProcessName(group, name)).orElseThrow();
    }

    /** The engine has executed what it was told to: every spawn that waits gets a pid. */
    void spawnAll() {
        for (int child : List.copyOf(engine.spawning)) {
            spawned(child);
        }
    }

    void spawned(int child) {
        if (engine.socketless.remove(child)) {
            spawnFailed(child, SpawnerEvent.Stage.SOCKET, 88, "ENOTSOCK");
            return;
        }
        engine.spawning.remove((Integer) child);
        int pid = 1000 + child;
        engine.alive.put(child, pid);
        engine.happened(new SpawnerEvent.Spawned(child, pid, nanos, wallNanos()));
        engine.answerDeferredKills(child, this);
    }

    void spawnFailed(int child) {
        engine.socketless.remove(child);
        spawnFailed(child, SpawnerEvent.Stage.FORK, 11, "EAGAIN");
    }

    private void spawnFailed(int child, SpawnerEvent.Stage stage, int errno, String name) {
        engine.spawning.remove((Integer) child);
        engine.socketOf.remove(child);
        event(new SpawnerEvent.SpawnFailed(child, stage, errno, name, nanos, wallNanos()));
        engine.answerDeferredKills(child, this);
    }

    void exit(int child, ExitStatus status) {
        int pid = engine.alive.remove(child);
        engine.socketOf.remove(child);
        engine.toForget.add(child);
        engine.happened(new SpawnerEvent.Exited(child, pid, status, nanos, wallNanos(), 0, 0, 0));
    }

    /** An exit some time from now that the loop, held up by something, hears of only later. */
    void exitHeardOfAfter(long nanosToExit, long nanosToNews, int child, ExitStatus status) {
        long ended = nanos + nanosToExit;
        nanos += nanosToNews;
        int pid = engine.alive.remove(child);
        engine.toForget.add(child);
        engine.happened(new SpawnerEvent.Exited(child, pid, status, ended, wallNanos() - (nanos - ended), 0, 0, 0));
    }

    /** The child of a process that runs. */
    int childOf(String group, String name) {
        return conductor.groups.process(new ProcessName(group, name)).child;
    }

    long nanos() {
        return nanos;
    }

    private long wallNanos() {
        return 1_700_000_000_000_000_000L + wallAheadNanos + nanos;
    }

    private final class ByHand implements Clock {
        @Override
        public long nowNanos() {
            return nanos;
        }

        @Override
        public Instant wallTime() {
            return Instant.ofEpochSecond(0, wallNanos());
        }
    }

    private final class Recorder implements MainLog {
        @Override
        public void log(LogLevel level, String text) {
            log.add(level.tag() + " " + text);
        }

        @Override
        public boolean isOn(LogLevel level) {
            return true;
        }

        @Override
        public void reopen() {
            log.add("reopened");
        }

        @Override
        public void clear() {
            log.clear();
        }
    }

    /** An engine that does what it is told only when the test says so. */
    final class Engine implements Spawner {
        final List<Integer> spawning = new ArrayList<>();
        final Map<Integer, Integer> alive = new TreeMap<>();
        final List<Integer> toForget = new ArrayList<>();
        final List<String> signals = new ArrayList<>();
        final List<SpawnerCommand> commands = new ArrayList<>();
        private final List<SpawnerCommand.Kill> deferred = new ArrayList<>();

        /** Open listening sockets: their addresses by number. */
        final Map<Integer, String> sockets = new TreeMap<>();

        /** What each child that is spawned or spawning has as descriptor 0, where that is a socket. */
        final Map<Integer, Integer> socketOf = new TreeMap<>();

        /** Spawns that will fail because their socket was not open when they were asked for. */
        final Set<Integer> socketless = new HashSet<>();

        /** What the next supervisor is told again, by child. */
        final Map<Integer, List<SpawnerEvent>> untold = new TreeMap<>();

        final Map<String, byte[]> notes = new TreeMap<>();

        /** How many commands it still gets; what comes later was sent by nobody. */
        int sendsLeft = Integer.MAX_VALUE;

        int listenErrno;
        int killErrno;
        int stdinErrno;

        @Override
        public void send(SpawnerCommand command) {
            if (sendsLeft == 0) {
                return;
            }
            sendsLeft--;
            commands.add(command);
            if (command instanceof SpawnerCommand.Note note) {
                if (note.bytes().length == 0) {
                    notes.remove(note.key());
                } else {
                    notes.put(note.key(), note.bytes());
                }
            } else if (command instanceof SpawnerCommand.Spawn spawn) {
                spawning.add(spawn.child());
                if (spawn.socket() != 0) {
                    inherit(spawn);
                }
            } else if (command instanceof SpawnerCommand.Listen listen) {
                listen(listen);
            } else if (command instanceof SpawnerCommand.Unlisten unlisten) {
                sockets.remove(unlisten.socket());
            } else if (command instanceof SpawnerCommand.Kill kill) {
                kill(kill);
            } else if (command instanceof SpawnerCommand.Forget forget) {
                if (!toForget.remove((Integer) forget.child())) {
                    throw new AssertionError("forgets child " + forget.child() + " whose exit was not told");
                }
                untold.remove(forget.child());
            } else if (command instanceof SpawnerCommand.WriteStdin write) {
                done(write.child(), write.seq(), stdinErrno);
            } else if (command instanceof SpawnerCommand.ClearLogs clear) {
                done(clear.child(), clear.seq(), 0);
            }
        }

        void happened(SpawnerEvent event) {
            if (event instanceof SpawnerEvent.Spawned spawned) {
                untold.computeIfAbsent(spawned.child(), c -> new ArrayList<>()).add(event);
            } else if (event instanceof SpawnerEvent.Exited exited) {
                untold.get(exited.child()).add(event);
            }
            event(event);
        }

        @Override
        public Survey survey() {
            Set<Integer> known = new HashSet<>(spawning);
            known.addAll(untold.keySet());
            List<SpawnerEvent> again = new ArrayList<>();
            untold.values().forEach(again::addAll);
            return new Survey(notes, known, sockets.keySet(), again);
        }

        @Override
        public boolean outlives() {
            return true;
        }

        private void inherit(SpawnerCommand.Spawn spawn) {
            if (sockets.containsKey(spawn.socket())) {
                socketOf.put(spawn.child(), spawn.socket());
            } else {
                socketless.add(spawn.child());
            }
        }

        private void listen(SpawnerCommand.Listen listen) {
            String address = listen.plan().address() + ":" + listen.plan().port();
            int errno = sockets.containsValue(address) ? 98 : listenErrno;
            if (errno == 0) {
                sockets.put(listen.socket(), address);
            }
            String name =
                    switch (errno) {
                        case 0 -> "";
                        case 13 -> "EACCES";
                        default -> "EADDRINUSE";
                    };
            inbox.add(new Message.Happened(
                    new SpawnerEvent.Listening(listen.socket(), SpawnerEvent.Step.BIND, errno, name)));
        }

        private void kill(SpawnerCommand.Kill kill) {
            if (spawning.contains(kill.child())) {
                deferred.add(kill);
            } else if (!alive.containsKey(kill.child())) {
                done(kill.child(), kill.seq(), ESRCH);
            } else {
                signals.add(kill.signal() + (kill.group() ? " to the group of " : " to ") + alive.get(kill.child()));
                done(kill.child(), kill.seq(), killErrno);
            }
        }

        void answerDeferredKills(int child, FakeWorld world) {
            List<SpawnerCommand.Kill> now =
                    deferred.stream().filter(k -> k.child() == child).toList();
            deferred.removeAll(now);
            now.forEach(this::kill);
            world.settle();
        }

        private void done(int child, int seq, int errno) {
            if (seq > 0 || seq < 0 && errno != 0) {
                inbox.add(
                        new Message.Happened(new SpawnerEvent.Done(child, seq, errno, errno == 0 ? "" : "E" + errno)));
            }
        }

        @Override
        public String capabilities() {
            return "none";
        }

        @Override
        public void close() {
            alive.clear();
        }
    }

    /** A machine where every file that is there may be executed and nobody has an account. */
    private static final class NobodyHost implements Host {
        @Override
        public Map<String, String> environment() {
            return Map.of();
        }

        @Override
        public String nodeName() {
            return "test";
        }

        @Override
        public int uid() {
            return 1000;
        }

        @Override
        public int gid() {
            return 1000;
        }

        @Override
        public int pid() {
            return 1;
        }

        @Override
        public Optional<Account> userByName(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<Account> userById(int uid) {
            return Optional.empty();
        }

        @Override
        public Optional<Integer> groupByName(String name) {
            return Optional.empty();
        }

        @Override
        public boolean groupExists(int gid) {
            return false;
        }

        @Override
        public boolean mayExecute(String path) {
            return true;
        }
    }
}
