package org.warden.rpc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.warden.core.api.Command;
import org.warden.core.api.MetricsPoint;
import org.warden.core.api.MetricsSpan;
import org.warden.core.api.ProcessMetrics;
import org.warden.core.api.Supervisor;
import org.warden.core.model.Role;

/** What processes use of the machine. */
final class MetricsMethods {
    private static final int KIB = 1024;
    private static final double UNKNOWN = -1;

    private final Supervisor supervisor;

    MetricsMethods(Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    void addTo(Namespace n) {
        n.method(
                        "getAllProcessMetrics",
                        "Tells what each running process used of the machine when it was last looked at, at most five"
                                + " seconds ago. A process that was started since is missing.")
                .returns(
                        "array",
                        "a struct for each process: name, group, pid, age (seconds since it was looked at), cpu_percent (of"
                                + " one processor, since the look before; -1 after only one), cpu_user_seconds,"
                                + " cpu_system_seconds, rss_kib, threads, descriptors (-1 when the daemon may not know)")
                .since("Warden 0.1.0")
                .needs(Role.VIEWER)
                .faults(FaultCode.SHUTDOWN_STATE)
                .by(a -> Answers.map(supervisor.ask(new Command.LatestMetrics()), null, all -> all.stream()
                        .map(MetricsMethods::struct)
                        .toList()));
        n.method("getProcessMetrics", "Tells what one process used of the machine over time.")
                .param("string", "name", "the process")
                .optional(
                        "string",
                        "span",
                        "recent, the last 15 minutes in steps of 5 seconds (when left out), or day, the last 24 hours in"
                                + " minutes")
                .returns(
                        "struct",
                        "name, group, step (seconds), columns (names of what a row holds) and rows, oldest first; a slice of"
                                + " time in which the process did not run has none. cpu is in percent of one processor, rss in"
                                + " KiB, and -1 stands for what is not known; a row of a minute holds the least, the average and"
                                + " the most that was seen")
                .since("Warden 0.1.0")
                .needs(Role.VIEWER)
                .faults(FaultCode.SHUTDOWN_STATE, FaultCode.BAD_NAME, FaultCode.BAD_ARGUMENTS)
                .example("web")
                .by(this::history);
    }

    private CompletionStage<?> history(Arguments a) {
        GivenName given = GivenName.parse(a.text(0));
        if (given.isGroup()) {
            throw given.unknown();
        }
        MetricsSpan span = a.count() < 2 ? MetricsSpan.RECENT : span(a.text(1));
        return Answers.map(
                supervisor.ask(new Command.MetricsHistory(given.name(), span)),
                given.given(),
                points -> series(given, span, points));
    }

    private static MetricsSpan span(String word) {
        for (MetricsSpan span : MetricsSpan.values()) {
            if (span.name().toLowerCase(Locale.ROOT).equals(word)) {
                return span;
            }
        }
        throw new RpcFault(FaultCode.BAD_ARGUMENTS, "span is recent or day, not " + Arguments.shown(word));
    }

    private static Map<String, Object> struct(ProcessMetrics metrics) {
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("name", metrics.name().process());
        struct.put("group", metrics.name().group());
        struct.put("pid", metrics.pid());
        struct.put("age", metrics.ageSeconds());
        struct.put("cpu_percent", known(metrics.cpuPercent()));
        struct.put("cpu_user_seconds", metrics.userMicros() / 1e6);
        struct.put("cpu_system_seconds", metrics.systemMicros() / 1e6);
        struct.put("rss_kib", metrics.residentBytes() / KIB);
        struct.put("threads", metrics.threads());
        struct.put("descriptors", metrics.descriptors());
        return struct;
    }

    private static double known(float number) {
        return Float.isNaN(number) ? UNKNOWN : number;
    }

    private static Map<String, Object> series(GivenName given, MetricsSpan span, List<MetricsPoint> points) {
        boolean ranges = span == MetricsSpan.DAY;
        List<Object> rows = new ArrayList<>(points.size());
        for (MetricsPoint point : points) {
            List<Object> row = new ArrayList<>();
            row.add(point.seconds());
            add(row, point.cpuPercent(), ranges, 1);
            add(row, point.residentBytes(), ranges, KIB);
            add(row, point.threads(), ranges, 1);
            add(row, point.descriptors(), ranges, 1);
            rows.add(row);
        }
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("name", given.process());
        struct.put("group", given.group());
        struct.put("step", span.stepSeconds());
        struct.put("columns", columns(ranges));
        struct.put("rows", rows);
        return struct;
    }

    private static void add(List<Object> row, MetricsPoint.Range range, boolean all, int unit) {
        if (all) {
            row.add(known(range.least() / unit));
        }
        row.add(known(range.average() / unit));
        if (all) {
            row.add(known(range.most() / unit));
        }
    }

    private static List<String> columns(boolean ranges) {
        List<String> columns = new ArrayList<>(List.of("time"));
        for (String metric : List.of("cpu", "rss", "threads", "descriptors")) {
            if (ranges) {
                columns.addAll(List.of(metric + "_min", metric + "_avg", metric + "_max"));
            } else {
                columns.add(metric);
            }
        }
        return columns;
    }
}
