package org.warden.rpc;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.Logs;
import org.warden.core.api.ProcessView;
import org.warden.core.api.Refusal;
import org.warden.core.api.Supervisor;
import org.warden.core.api.SupervisorView;
import org.warden.core.config.AutoRestart;
import org.warden.core.config.ChannelConfig;
import org.warden.core.config.Configuration;
import org.warden.core.config.ConsoleConfig;
import org.warden.core.config.DoorCredentials;
import org.warden.core.config.GroupConfig;
import org.warden.core.config.InetServerConfig;
import org.warden.core.config.LogLevel;
import org.warden.core.config.Origins;
import org.warden.core.config.ProcessConfig;
import org.warden.core.config.RpcInterfaceConfig;
import org.warden.core.config.SupervisordConfig;
import org.warden.core.config.UnixServerConfig;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;
import org.warden.core.model.Signal;
import org.warden.core.model.SupervisorState;
import org.warden.core.port.Clock;

/**
 * A core without processes: keeps what it was asked, answers what the test wants, and reads real log files. Used by the
 * tests of {@code rpc}, {@code doors} and {@code webapp}.
 */
public final class FakeCore implements Supervisor, Logs, Clock {

    private final Map<ProcessName, ProcessView> processes = new TreeMap<>();
    private final Map<Class<?>, CompletionStage<? extends Answer<?>>> answers = new HashMap<>();
    public final List<Command<?>> asked = new ArrayList<>();
    public SupervisorState state = SupervisorState.RUNNING;
    public Path mainLog;
    public long nanos = 10_000_000_000L;
    public long seconds = 1_700_000_000L;
    private Configuration lastRead = configuration(List.of(), List.of());

    public static Configuration configuration(List<InetServerConfig> inet, List<UnixServerConfig> unix) {
        return configuration(inet, unix, List.of());
    }

    public static Configuration configuration(
            List<InetServerConfig> inet, List<UnixServerConfig> unix, List<GroupConfig> groups) {
        SupervisordConfig daemon = new SupervisordConfig(
                "/nowhere/supervisord.log",
                0,
                0,
                LogLevel.INFO,
                "/nowhere/supervisord.pid",
                022,
                true,
                true,
                1024,
                200,
                false,
                "/nowhere",
                Optional.empty(),
                Optional.empty(),
                false,
                Map.of(),
                "supervisor",
                true,
                Optional.empty(),
                0,
                false,
                Optional.empty());
        RpcInterfaceConfig main = new RpcInterfaceConfig("supervisor", RpcInterfaceConfig.MAIN, Map.of());
        return new Configuration(
                "/nowhere/supervisord.conf",
                daemon,
                inet,
                unix,
                ConsoleConfig.DEFAULT,
                List.of(main),
                groups,
                List.of(),
                Origins.NONE);
    }

    public static InetServerConfig inet(int port, DoorCredentials credentials) {
        return new InetServerConfig(
                "inet_http_server",
                "127.0.0.1",
                port,
                Optional.ofNullable(credentials),
                Optional.empty(),
                List.of(),
                false,
                false);
    }

    public static UnixServerConfig unix(Path file, int mode, DoorCredentials credentials) {
        return new UnixServerConfig(
                "unix_http_server", file.toString(), mode, -1, -1, Optional.ofNullable(credentials), false, false);
    }

    public static ProcessConfig program(
            String name, AutoRestart autorestart, ChannelConfig.LogTarget log, long maxBytes) {
        ChannelConfig channel = new ChannelConfig(log, maxBytes, 10, 0, false, false);
        return new ProcessConfig(
                name,
                "program:" + name,
                "/bin/cat",
                999,
                true,
                autorestart,
                1,
                3,
                List.of(0),
                Signal.TERM,
                10,
                false,
                false,
                false,
                Optional.empty(),
                false,
                channel,
                channel,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public static GroupConfig group(String name, ProcessConfig... members) {
        return new GroupConfig(name, 999, List.of(members), Optional.empty(), Map.of());
    }

    /** Makes every program of these groups a process that never ran. */
    public FakeCore with(GroupConfig... groups) {
        lastRead = configuration(List.of(), List.of(), List.of(groups));
        for (GroupConfig group : groups) {
            for (ProcessConfig p : group.processes()) {
                set(group.name(), p, ProcessState.STOPPED, 0, 0, 0, "", 0, 0, "", "");
            }
        }
        return this;
    }

    public FakeCore process(String name, ProcessState processState, int pid, String stdoutLog) {
        return process(name, processState, pid, stdoutLog, "");
    }

    public FakeCore process(String name, ProcessState processState, int pid, String stdoutLog, String stderrLog) {
        ProcessConfig config = program(name, AutoRestart.UNEXPECTED, new ChannelConfig.LogTarget.None(), 0);
        set(name, config, processState, seconds, 0, nanos, "", 0, pid, stdoutLog, stderrLog);
        return this;
    }

    public FakeCore set(
            String group,
            ProcessConfig config,
            ProcessState processState,
            long start,
            long stop,
            long startNanos,
            String spawnerr,
            int exitstatus,
            int pid,
            String stdoutLog,
            String stderrLog) {
        ProcessName name = new ProcessName(group, config.name());
        processes.put(
                name,
                new ProcessView(
                        name,
                        config,
                        processState,
                        start,
                        stop,
                        startNanos,
                        spawnerr,
                        exitstatus,
                        pid,
                        stdoutLog,
                        stderrLog));
        return this;
    }

    public FakeCore lastRead(Configuration configuration) {
        lastRead = configuration;
        return this;
    }

    public <R> FakeCore answer(Class<? extends Command<R>> command, Answer<R> answer) {
        answers.put(command, CompletableFuture.completedFuture(answer));
        return this;
    }

    public <R> FakeCore refuse(Class<? extends Command<R>> command, Refusal why, String detail) {
        return answer(command, Answer.<R>refused(why, detail));
    }

    /** The command will wait until the returned future is completed. */
    public <R> CompletableFuture<Answer<R>> hold(Class<? extends Command<R>> command) {
        CompletableFuture<Answer<R>> later = new CompletableFuture<>();
        answers.put(command, later);
        return later;
    }

    @Override
    @SuppressWarnings("unchecked") // answer() and hold() let only a fitting type in
    public <R> CompletionStage<Answer<R>> ask(Command<R> command) {
        synchronized (asked) {
            asked.add(command);
        }
        CompletionStage<? extends Answer<?>> set = answers.get(command.getClass());
        if (set != null) {
            return (CompletionStage<Answer<R>>) set;
        }
        return (CompletionStage<Answer<R>>) (CompletionStage<?>) CompletableFuture.completedFuture(usual(command));
    }

    private Answer<?> usual(Command<?> command) {
        if (command instanceof Command.StartProcess start) {
            return startOrStop(start.name(), ProcessState.RUNNING, true, Refusal.ALREADY_STARTED);
        }
        if (command instanceof Command.StopProcess stop) {
            return startOrStop(stop.name(), ProcessState.STOPPED, false, Refusal.NOT_RUNNING);
        }
        if (command instanceof Command.Reread) {
            return Answer.ok(new Command.RereadResult(List.of("new"), List.of("changed"), List.of("gone")));
        }
        if (command instanceof Command.LatestMetrics
                || command instanceof Command.MetricsHistory
                || command instanceof Command.RecentUse
                || command instanceof Command.CountStarts
                || command instanceof Command.ListEventPools) {
            return Answer.ok(List.of());
        }
        boolean list = command instanceof Command.StartGroup
                || command instanceof Command.StartAll
                || command instanceof Command.StopGroup
                || command instanceof Command.StopAll
                || command instanceof Command.SignalGroup
                || command instanceof Command.SignalAll
                || command instanceof Command.ClearAllLogs;
        return list ? Answer.ok(everyItem()) : Answer.ok(true);
    }

    private Answer<Boolean> startOrStop(ProcessName name, ProcessState to, boolean starts, Refusal otherwise) {
        synchronized (processes) {
            ProcessView p = processes.get(name);
            if (p == null) {
                return Answer.refused(Refusal.BAD_NAME, null);
            }
            if (p.state().isRunning() == starts) {
                return Answer.refused(otherwise, null);
            }
            set(
                    name.group(),
                    p.config(),
                    to,
                    seconds,
                    starts ? 0 : seconds,
                    nanos,
                    "",
                    0,
                    starts ? 4711 : 0,
                    p.stdoutLogfile(),
                    p.stderrLogfile());
            return Answer.ok(true);
        }
    }

    private List<Command.ItemResult> everyItem() {
        return view().processes().stream()
                .map(p -> new Command.ItemResult(p.name(), Answer.ok(true)))
                .toList();
    }

    /** How often a kind of command was asked. */
    public long count(Class<?> command) {
        synchronized (asked) {
            return asked.stream().filter(command::isInstance).count();
        }
    }

    @Override
    public SupervisorView view() {
        return new View(state, lastRead, snapshot());
    }

    private Map<ProcessName, ProcessView> snapshot() {
        synchronized (processes) {
            return new LinkedHashMap<>(processes);
        }
    }

    private record View(SupervisorState state, Configuration lastRead, Map<ProcessName, ProcessView> all)
            implements SupervisorView {
        @Override
        public String identifier() {
            return lastRead.supervisord().identifier();
        }

        @Override
        public List<String> groups() {
            return all.keySet().stream().map(ProcessName::group).distinct().toList();
        }

        @Override
        public boolean hasGroup(String group) {
            return groups().contains(group);
        }

        @Override
        public Optional<ProcessView> process(ProcessName name) {
            return Optional.ofNullable(all.get(name));
        }

        @Override
        public List<ProcessView> processes() {
            return List.copyOf(all.values());
        }
    }

    @Override
    public long nowNanos() {
        return nanos;
    }

    @Override
    public Instant wallTime() {
        return Instant.ofEpochSecond(seconds);
    }

    @Override
    public Optional<String> mainLog() {
        return Optional.ofNullable(mainLog).map(Path::toString);
    }

    @Override
    public byte[] read(String path, long offset, long length) throws IOException {
        if (length < 0 || offset < 0 && length != 0) {
            throw new IllegalArgumentException("offset " + offset + ", length " + length);
        }
        byte[] all = bytes(path);
        int from = (int) (offset < 0 ? Math.max(0, all.length + offset) : Math.min(offset, all.length));
        int to = length == 0 ? all.length : (int) Math.min(all.length, from + length);
        return java.util.Arrays.copyOfRange(all, from, to);
    }

    private static byte[] bytes(String path) throws IOException {
        if (!Files.exists(Path.of(path))) {
            throw new NoSuchFileException(path);
        }
        return Files.readAllBytes(Path.of(path));
    }

    @Override
    public Tail tail(String path, long offset, long length) throws IOException {
        if (!Files.exists(Path.of(path))) {
            return new Tail(new byte[0], 0, false);
        }
        byte[] all = bytes(path);
        int from = (int) Math.max(0, all.length - Math.max(0, length));
        return new Tail(java.util.Arrays.copyOfRange(all, from, all.length), all.length, all.length > offset + length);
    }

    @Override
    public Follower follow(String path, int head) throws IOException {
        if (!Files.exists(Path.of(path))) {
            throw new NoSuchFileException(path);
        }
        RandomAccessFile file = new RandomAccessFile(path, "r");
        file.seek(Math.max(0, file.length() - head));
        return new Follower() {
            @Override
            public long lastModifiedMillis() {
                return Path.of(path).toFile().lastModified();
            }

            @Override
            public boolean hasMore() throws IOException {
                return file.length() != file.getFilePointer();
            }

            @Override
            public byte[] next(int limit) throws IOException {
                byte[] part = new byte[(int) Math.min(limit, Math.max(0, file.length() - file.getFilePointer()))];
                file.readFully(part);
                return part;
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }
}
