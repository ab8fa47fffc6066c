package org.warden.webapp.boot;

import jakarta.servlet.ServletContextListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.warden.access.Access;
import org.warden.core.api.History;
import org.warden.core.api.LogReader;
import org.warden.core.api.Logs;
import org.warden.core.api.Supervisor;
import org.warden.core.config.ConsoleConfig;
import org.warden.core.config.Inspection;
import org.warden.core.log.LogFiles;
import org.warden.doors.Doors;
import org.warden.rpc.FakeCore;
import org.warden.rpc.MetricsText;
import org.warden.rpc.Past;
import org.warden.rpc.Plugins;
import org.warden.rpc.RpcEndpoint;

/** Boots a web application with a fake core, or with none. */
public final class FakeInstallation {

    private FakeInstallation() {}

    public static ServletContextListener up(FakeCore core) {
        return up(core, ConsoleConfig.DEFAULT, new ArrayList<>());
    }

    /** @param log gets the lines of the activity log */
    public static ServletContextListener up(FakeCore core, ConsoleConfig console, List<String> log) {
        Access access = new Access(console, core, (level, line) -> log.add(level + " " + line));
        return up(core, access);
    }

    /** @param history what has happened */
    public static ServletContextListener up(FakeCore core, History history) {
        Access access = new Access(ConsoleConfig.DEFAULT, core, (level, line) -> {});
        return new Boot(file -> graph(core, access, history, new CompletableFuture<>()));
    }

    public static ServletContextListener up(FakeCore core, Access access) {
        return new Boot(file -> graph(core, access, History.NONE, new CompletableFuture<>()));
    }

    public static ServletContextListener down(String reason) {
        return new Boot(file -> {
            throw new BootException(reason, null);
        });
    }

    /** @param holder the process that has the programs; 0 when nobody has them any more, and {@code core} takes over */
    public static ServletContextListener behind(AtomicInteger holder, FakeCore core) {
        Access access = new Access(ConsoleConfig.DEFAULT, core, (level, line) -> {});
        return new Boot(
                file -> {
                    if (holder.get() != 0) {
                        throw new HeldException(holder.get(), () -> Stream.of(holder.get())
                                .mapToInt(pid -> pid)
                                .filter(pid -> pid != 0)
                                .findFirst());
                    }
                    return graph(core, access, History.NONE, new CompletableFuture<>());
                },
                Duration.ofMillis(20));
    }

    /** @param ended to be completed with the reason when it ends by itself */
    public static ServletContextListener up(FakeCore core, CompletableFuture<String> ended) {
        Access access = new Access(ConsoleConfig.DEFAULT, core, (level, line) -> {});
        return new Boot(file -> graph(core, access, History.NONE, ended));
    }

    private static Graph graph(FakeCore core, Access access, History history, CompletableFuture<String> ended) {
        RpcEndpoint rpc = RpcEndpoint.of(
                FakeCore.configuration(List.of(), List.of()),
                core,
                core,
                core,
                () -> 42,
                Past.NONE,
                Plugins.NONE,
                (level, line) -> {});
        return new Graph() {
            @Override
            public RpcEndpoint rpc() {
                return rpc;
            }

            @Override
            public Supervisor supervisor() {
                return core;
            }

            @Override
            public Logs logs() {
                return core;
            }

            @Override
            public History history() {
                return history;
            }

            @Override
            public MetricsText metrics() {
                return new MetricsText(core, core);
            }

            @Override
            public LogReader logReader() {
                return new LogFiles(core.mainLog());
            }

            @Override
            public Access access() {
                return access;
            }

            @Override
            public List<Doors.Listener> listeners() {
                return List.of();
            }

            @Override
            public String engine() {
                return "none";
            }

            @Override
            public Inspection inspect() {
                return new Inspection(Optional.empty(), List.of(), List.of(), List.of(), List.of());
            }

            @Override
            public Map<String, String> environment() {
                return Map.of();
            }

            @Override
            public CompletionStage<String> ended() {
                return ended;
            }

            @Override
            public void close() {
                access.close();
                core.state = org.warden.core.model.SupervisorState.SHUTDOWN;
            }
        };
    }
}
