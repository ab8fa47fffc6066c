package org.warden.webapp.console;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.ProcessMetrics;
import org.warden.core.api.ProcessView;
import org.warden.core.api.Supervisor;
import org.warden.core.api.SupervisorView;
import org.warden.core.config.Inspection;
import org.warden.core.config.Secrets;
import org.warden.core.model.Release;
import org.warden.doors.Doors;
import org.warden.rpc.SupportBundle;
import org.warden.webapp.boot.Graph;

/** Collects the support bundle of a running installation. May block; any thread. */
public final class Support {
    private static final long PATIENCE_SECONDS = 2;

    /** Those that are about memory, and hold nothing else. Others may be passwords of key stores. */
    private static final Pattern JVM_FLAG = Pattern.compile("-Xm[xsn][0-9]+\\w?|-Xss[0-9]+\\w?|-XX:[+-]\\w+");

    /** Of {@code /proc/self/status}. */
    private static final Pattern STATUS =
            Pattern.compile("(Uid|Gid|Groups|VmSize|VmRSS|Threads|Cap\\w+|NoNewPrivs|Seccomp|FDSize):.*");

    private static final List<String> MACHINE = List.of(
            "/proc/self/limits",
            "/proc/self/cgroup",
            "/sys/fs/cgroup/memory.max",
            "/sys/fs/cgroup/pids.max",
            "/sys/fs/cgroup/cpu.max",
            "/proc/sys/kernel/pid_max",
            "/proc/loadavg");

    private final Graph graph;
    private final String container;

    /** @param container what the servlet container calls itself */
    public Support(Graph graph, String container) {
        this.graph = graph;
        this.container = container;
    }

    /** Writes it, piece by piece; the stream stays open. */
    public void writeTo(OutputStream out) throws IOException {
        Supervisor supervisor = graph.supervisor();
        SupervisorView view = supervisor.view();
        Inspection inspection = graph.inspect();
        Secrets secrets = Secrets.forStrangers(
                graph.environment(),
                inspection.sections(),
                List.of(view.lastRead()),
                view.processes().stream().map(ProcessView::config).toList());
        try (SupportBundle bundle = new SupportBundle(out, secrets)) {
            bundle.text("about.txt", about(view));
            bundle.text("machine.txt", machine());
            bundle.configuration(inspection);
            bundle.programs(view.processes(), used(supervisor));
            bundle.queues(Pools.of(supervisor));
            bundle.text("threads.txt", threads());
            bundle.activity(graph.logs());
            bundle.history(graph.history());
        }
    }

    private String about(SupervisorView view) {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        StringBuilder text = new StringBuilder();
        line(text, "made", Instant.now());
        line(text, "warden", Release.ofThis());
        line(text, "supervisor", Release.OF_SUPERVISOR);
        line(text, "container", container);
        line(text, "java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        line(
                text,
                "flags",
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(flag -> JVM_FLAG.matcher(flag).matches())
                        .collect(Collectors.joining(" ")));
        line(
                text,
                "since",
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()));
        line(text, "heap", (heap.getUsed() >> 20) + " of " + (heap.getMax() >> 20) + " MiB");
        line(text, "engine", graph.engine());
        line(text, "state", view.state());
        line(text, "identifier", view.identifier());
        line(text, "configuration", view.lastRead().file());
        line(text, "users", graph.access().config().users().size());
        for (Doors.Listener door : graph.listeners()) {
            line(
                    text,
                    "listener",
                    "[" + door.section() + "] " + door.address() + (door.tls() ? ", TLS" : "")
                            + (door.password() ? ", password" : ", no password")
                            + (door.legacyGetActions() ? ", legacy_get_actions" : ""));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, Object value) {
        text.append(String.format("%-14s %s%n", name, value));
    }

    private static String machine() {
        StringBuilder text = new StringBuilder();
        line(
                text,
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        line(text, "processors", Runtime.getRuntime().availableProcessors());
        text.append(read("/etc/os-release", Pattern.compile("(PRETTY_NAME|ID|VERSION_ID)=.*")))
                .append(read("/proc/meminfo", Pattern.compile("(Mem|Swap)(Total|Available|Free):.*")))
                .append(read("/proc/self/status", STATUS));
        MACHINE.forEach(file -> text.append(read(file, Pattern.compile(".*"))));
        return text.toString();
    }

    /** The lines of a file of the machine that fit; nothing where it can't be read. */
    private static String read(String file, Pattern wanted) {
        try {
            return "\n# " + file + "\n"
                    + Files.readString(Path.of(file), StandardCharsets.ISO_8859_1)
                            .lines()
                            .filter(line -> wanted.matcher(line).matches())
                            .map(line -> line + "\n")
                            .collect(Collectors.joining());
        } catch (IOException | SecurityException missing) {
            return "";
        }
    }

    /** None where the core does not answer: a bundle without them is better than none. */
    private static List<ProcessMetrics> used(Supervisor supervisor) {
        try {
            Answer<List<ProcessMetrics>> answer = supervisor
                    .ask(new Command.LatestMetrics())
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return answer instanceof Answer.Ok<List<ProcessMetrics>> ok ? ok.value() : List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (ExecutionException | TimeoutException e) {
            return List.of();
        }
    }

    private static String threads() {
        StringBuilder text = new StringBuilder();
        for (ThreadLine thread : ThreadLine.read(true)) {
            text.append('"')
                    .append(thread.name())
                    .append("\" ")
                    .append(thread.state())
                    .append(", cpu ")
                    .append(thread.cpuMillis())
                    .append(" ms\n");
            thread.at().lines().forEach(line -> text.append("    ").append(line).append('\n'));
        }
        return text.toString();
    }
}
