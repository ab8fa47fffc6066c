package org.warden.rpc;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.EventPoolView;
import org.warden.core.api.ProcessMetrics;
import org.warden.core.api.ProcessView;
import org.warden.core.api.Supervisor;
import org.warden.core.api.SupervisorView;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;
import org.warden.core.port.Clock;

/**
 * What monitoring wants to know, as OpenMetrics text: the names that node_exporter's collector for Supervisor uses, and ours.
 * Any thread.
 *
 * <p>Source: OpenMetrics 1.0.
 */
public final class MetricsText {
    public static final String CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static final int MICRO_DECIMALS = 6;

    private final Supervisor supervisor;
    private final Clock clock;

    public MetricsText(Supervisor supervisor, Clock clock) {
        this.supervisor = supervisor;
        this.clock = clock;
    }

    /** While the daemon goes down only what its view says. */
    public CompletionStage<String> now() {
        CompletionStage<List<ProcessMetrics>> used = list(new Command.LatestMetrics());
        CompletionStage<List<Command.StartCount>> starts = list(new Command.CountStarts());
        CompletionStage<List<EventPoolView>> pools = list(new Command.ListEventPools());
        return used.thenCombine(starts, (u, s) -> pools.thenApply(p -> text(u, s, p)))
                .thenCompose(Function.identity());
    }

    private <R> CompletionStage<List<R>> list(Command<List<R>> command) {
        return supervisor
                .ask(command)
                .thenApply(answer -> answer instanceof Answer.Ok<List<R>> ok ? ok.value() : List.of());
    }

    private String text(List<ProcessMetrics> used, List<Command.StartCount> starts, List<EventPoolView> pools) {
        SupervisorView view = supervisor.view();
        Families families = new Families();
        asExporters(families, view.processes());
        usage(families, used);
        families.begin("warden_process_starts", "counter", "", "Times the process was started since the daemon began.");
        starts.forEach(s -> families.sample("_total", labels(s.name()), s.starts()));
        families.begin("warden_daemon_state", "gauge", "", "1 running, 0 restarting, -1 shutting down.");
        families.sample("", Map.of(), view.state().code());
        events(families, pools);
        return families.end();
    }

    private void asExporters(Families families, List<ProcessView> processes) {
        families.begin("node_supervisord_up", "gauge", "", "Whether there is a process.");
        processes.forEach(p -> families.sample("", labels(p.name()), isUp(p) ? 1 : 0));
        families.begin("node_supervisord_state", "gauge", "", "Code of the state of the process.");
        processes.forEach(p -> families.sample("", labels(p.name()), p.state().code()));
        families.begin("node_supervisord_exit_status", "gauge", "", "Exit code of its last end, -1 for a signal.");
        processes.forEach(p -> families.sample("", labels(p.name()), p.exitstatus()));
        List<ProcessView> up = processes.stream().filter(MetricsText::isUp).toList();
        families.begin("node_supervisord_start_time_seconds", "gauge", "seconds", "Unix time of its start.");
        up.forEach(p -> families.sample("", labels(p.name()), p.startSeconds()));
        families.begin("node_supervisord_uptime", "gauge", "", "Seconds since its start.");
        long now = clock.wallTime().getEpochSecond();
        up.forEach(p -> families.sample("", labels(p.name()), Math.max(0, now - p.startSeconds())));
    }

    /** As node_exporter has it: a process that is stopping is still there. */
    private static boolean isUp(ProcessView process) {
        return process.state() == ProcessState.STARTING
                || process.state() == ProcessState.RUNNING
                || process.state() == ProcessState.STOPPING;
    }

    private static void usage(Families families, List<ProcessMetrics> used) {
        families.begin("warden_process_cpu_seconds", "counter", "seconds", "CPU time of the process.");
        for (ProcessMetrics m : used) {
            BigDecimal seconds = BigDecimal.valueOf(m.userMicros() + m.systemMicros(), MICRO_DECIMALS);
            families.sample("_total", labels(m.name()), seconds);
        }
        families.begin(
                "warden_process_resident_memory_bytes",
                "gauge",
                "bytes",
                "Memory of the process that is not swapped out.");
        used.forEach(m -> families.sample("", labels(m.name()), m.residentBytes()));
        families.begin("warden_process_open_fds", "gauge", "", "Descriptors that the process has open.");
        used.stream()
                .filter(m -> m.descriptors() >= 0)
                .forEach(m -> families.sample("", labels(m.name()), m.descriptors()));
        families.begin("warden_process_threads", "gauge", "", "Threads of the process.");
        used.forEach(m -> families.sample("", labels(m.name()), m.threads()));
    }

    private static void events(Families families, List<EventPoolView> pools) {
        families.begin("warden_events_dropped", "counter", "", "Events lost because the pool's buffer was full.");
        pools.forEach(p -> families.sample("_total", Map.of("pool", p.name()), p.dropped()));
        families.begin("warden_events_buffered", "gauge", "", "Events that wait in the pool.");
        pools.forEach(p -> families.sample("", Map.of("pool", p.name()), p.buffered()));
    }

    private static Map<String, String> labels(ProcessName name) {
        return Map.of("name", name.process(), "group", name.group());
    }

    /** The text in the making: one family after the other. */
    private static final class Families {
        private final StringBuilder out = new StringBuilder(8192);
        private String family;

        void begin(String name, String type, String unit, String help) {
            family = name;
            out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
            if (!unit.isEmpty()) {
                out.append("# UNIT ").append(name).append(' ').append(unit).append('\n');
            }
            out.append("# HELP ").append(name).append(' ').append(escape(help)).append('\n');
        }

        void sample(String suffix, Map<String, String> labels, long value) {
            sample(suffix, labels, BigDecimal.valueOf(value));
        }

        void sample(String suffix, Map<String, String> labels, BigDecimal value) {
            out.append(family).append(suffix);
            if (!labels.isEmpty()) {
                out.append(labels.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(e -> e.getKey() + "=\"" + escape(e.getValue()) + "\"")
                        .collect(Collectors.joining(",", "{", "}")));
            }
            String number =
                    value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
            out.append(' ').append(number).append('\n');
        }

        String end() {
            return out.append("# EOF\n").toString();
        }

        private static String escape(String text) {
            return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        }
    }
}
