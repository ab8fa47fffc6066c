package org.warden.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.EventPoolView;
import org.warden.core.api.History;
import org.warden.core.api.HistoryEntry;
import org.warden.core.api.HistoryFilter;
import org.warden.core.api.Logs;
import org.warden.core.api.MetricsPoint;
import org.warden.core.api.ProcessMetrics;
import org.warden.core.config.AutoRestart;
import org.warden.core.config.ChannelConfig;
import org.warden.core.config.ConfigPlan;
import org.warden.core.config.Origin;
import org.warden.core.config.ProcessConfig;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.HistoryEvent;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;
import org.warden.core.model.Release;
import org.warden.core.model.Role;

/**
 * The manual's pages about the methods say what {@code system.methodHelp} and {@code system.methodSignature} say, for they
 * are printed from the same table; what they show as an answer was answered by that table's methods.
 */
class RpcPagesTest {
    private static final Path FOLDER = Path.of("../docs/manual/rpc");

    private static final String INDEX = """
            # XML-RPC methods

            Printed, like the pages it leads to, from the table that serves `system.methodHelp` and `system.methodSignature` (a test compares
            them; after a change run `mvn -pl rpc -am test -Dtest=RpcPagesTest -Dsurefire.failIfNoSpecifiedTests=false
            -Dwarden.write.pages=true`). What holds for all methods, and the names of processes, are in [rpc.md](../rpc.md).

            The examples are Python, after

            ```python
            import xmlrpc.client
            server = xmlrpc.client.ServerProxy("http://127.0.0.1:9001/RPC2")
            ```

            Every method can also answer fault 2 `INCORRECT_PARAMETERS` for a wrong number or type of arguments, and fault 403 `NOT_PERMITTED`
            to a caller whose [role](../access.md) is less than the one in the table.

            | method | role | what it does |
            | --- | --- | --- |
            """;

    private static final String LOG = "started\nready\n";

    @Test
    void pagesSayWhatTheTableSays() throws IOException {
        Map<String, String> pages = pages();
        if (Boolean.getBoolean("warden.write.pages")) {
            write(pages);
        }
        Map<String, String> committed = new TreeMap<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                committed.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        assertEquals(pages.keySet(), committed.keySet());
        pages.forEach((name, page) -> assertEquals(page, committed.get(name), name));
    }

    private static void write(Map<String, String> pages) throws IOException {
        Files.createDirectories(FOLDER);
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Files.writeString(FOLDER.resolve(page.getKey()), page.getValue());
        }
    }

    private static Map<String, String> pages() {
        Map<String, String> pages = new TreeMap<>();
        StringBuilder index = new StringBuilder(INDEX);
        MethodTable table = table();
        for (String name : table.names()) {
            RpcMethod method = table.find(name);
            String first = aliases().get(name);
            pages.put(name + ".md", first == null ? page(name, method) : alias(name, first));
            index.append("| [").append(name).append("](").append(name).append(".md) | ");
            index.append(method.role().word()).append(" | ");
            index.append(first == null ? method.help() : "older name of `" + first + "`")
                    .append(" |\n");
        }
        pages.put("README.md", index.toString());
        return pages;
    }

    private static String alias(String name, String first) {
        return "# " + name + "\n\nAn older name of [" + first + "](" + first + ".md), for the same method.\n";
    }

    private static String page(String name, RpcMethod method) {
        StringBuilder page = new StringBuilder("# ").append(name).append("\n\n");
        page.append(method.help()).append("\n\n");
        if (method.params().isEmpty()) {
            page.append("It takes no parameters.\n\n");
        } else {
            page.append("| parameter | type | what it is |\n| --- | --- | --- |\n");
            for (RpcMethod.Param p : method.params()) {
                page.append("| `").append(p.name()).append("` | ").append(p.type());
                page.append(p.optional() ? ", may be left out | " : " | ")
                        .append(p.help())
                        .append(" |\n");
            }
            page.append('\n');
        }
        page.append("**Result:** ")
                .append(method.result())
                .append(": ")
                .append(method.resultHelp())
                .append("\n\n");
        faults(page, method.reference().faults());
        example(page, name, method.reference().example());
        assertFalse(method.reference().since().isEmpty(), name + " has a version that brought it");
        String since = method.reference().since();
        page.append("It needs the [role](../access.md) ")
                .append(method.role().word())
                .append(".\n\n");
        page.append("Since ")
                .append(since.startsWith("Warden") ? "" : "Supervisor ")
                .append(since)
                .append(".\n");
        return page.toString();
    }

    private static void faults(StringBuilder page, List<FaultCode> faults) {
        if (faults.isEmpty()) {
            return;
        }
        page.append("| fault | text | when |\n| --- | --- | --- |\n");
        for (FaultCode f : faults.stream().sorted().toList()) {
            page.append("| ").append(f.code()).append(" | `").append(f.name()).append("` | ");
            page.append(f.meaning()).append(" |\n");
        }
        page.append('\n');
    }

    private static void example(StringBuilder page, String name, List<Object> arguments) {
        page.append("```python\n>>> server.").append(name).append('(');
        page.append(arguments.stream().map(a -> python(a, "")).collect(Collectors.joining(", ")));
        page.append(")\n").append(python(answer(name, arguments), "")).append("\n```\n\n");
    }

    private static Object answer(String name, List<Object> arguments) {
        List<Object> wire = arguments.stream().map(PluginValues::wire).toList();
        return table().call(name, new Arguments(wire, Runnable::run, new Caller("anna", "192.0.2.7", Role.ADMIN)))
                .toCompletableFuture()
                .join();
    }

    /** A daemon of three programs, two of them in a group. */
    private static MethodTable table() {
        FakeCore core = new FakeCore();
        set(core, "shop", "cart", ProcessState.RUNNING, 4712);
        set(core, "shop", "till", ProcessState.RUNNING, 4713);
        set(core, "web", "web", ProcessState.RUNNING, 4711);
        set(core, "worker", "worker", ProcessState.STOPPED, 0);
        core.lastRead(
                FakeCore.configuration(List.of(), List.of(), List.of(FakeCore.group("web", program("web", "web")))));
        core.mainLog = Path.of("/var/log/supervisord.log");
        MainInterface main = new MainInterface(core, new FixedLogs(core), core, () -> 42);
        core.answer(
                Command.ListEventPools.class,
                Answer.ok(List.of(new EventPoolView(
                        "mail",
                        "mail",
                        10,
                        2,
                        0,
                        List.of("PROCESS_STATE_EXITED"),
                        List.of(new EventPoolView.Listener("mail", "READY"))))));
        core.answer(Command.PlanUpdate.class, Answer.ok(plan()));
        core.answer(
                Command.DescribeEngine.class,
                Answer.ok("keeper with pid 4710 in /run/warden/keeper, wire version 1, kernel 6.1.0, close_range"));
        core.answer(
                Command.LatestMetrics.class,
                Answer.ok(List.of(new ProcessMetrics(
                        new ProcessName("web", "web"), 4711, 1.25, 12.5f, 30_120_000, 2_500_000, 48 << 20, 9, 34))));
        core.answer(
                Command.MetricsHistory.class,
                Answer.ok(List.of(point(core.seconds - 10, 11.5f), point(core.seconds - 5, 12.5f))));
        OwnInterface own = new OwnInterface(
                core,
                new FixedHistory(core.seconds * 1000),
                new Release("0.1.0", Optional.of("0123456789ab")),
                "17.0.15+6");
        return new MethodTable(Map.of("supervisor", main.namespace(), OwnInterface.NAME, own.namespace()), Audit.NONE);
    }

    /** One more second for the program web. */
    private static ConfigPlan plan() {
        String file = "/etc/supervisor/supervisord.conf";
        String section = "program:web";
        ConfigPlan.KeyChange key = new ConfigPlan.KeyChange(
                "startsecs", Optional.of("1"), Optional.of("2"), new Origin.Line(file, 14, section));
        Optional<Origin.Line> header = Optional.of(new Origin.Line(file, 12, section));
        ConfigPlan.ProgramPlan program =
                new ConfigPlan.ProgramPlan(section, ConfigPlan.Change.CHANGED, List.of("web"), header, List.of(key));
        ConfigPlan.GroupPlan group = new ConfigPlan.GroupPlan(
                "web",
                ConfigPlan.Change.CHANGED,
                header,
                List.of(),
                List.of(program),
                List.of(),
                List.of(new ProcessName("web", "web")),
                List.of());
        return new ConfigPlan(file, List.of(group), List.of());
    }

    /** Somebody has started a program anew. */
    private record FixedHistory(long millis) implements History {
        @Override
        public boolean isOn() {
            return true;
        }

        @Override
        public CompletionStage<Page> find(HistoryFilter filter) {
            ProcessName web = new ProcessName("web", "web");
            return CompletableFuture.completedFuture(new Page(
                    List.of(
                            entry(
                                    3,
                                    new HistoryEvent.StateChanged(
                                            web, ProcessState.STOPPING, ProcessState.STOPPED, 4711, "")),
                            entry(
                                    2,
                                    new HistoryEvent.Exited(
                                            web, 4711, ExitStatus.signaled(15, false), 30_120_000, 2_500_000, 49152)),
                            entry(
                                    1,
                                    new HistoryEvent.Called(
                                            "anna", "192.0.2.7", "supervisor.stopProcess", List.of("web"), "ok"))),
                    millis << 10));
        }

        private HistoryEntry entry(int n, HistoryEvent event) {
            return new HistoryEntry((millis + n << 10), millis + n, event);
        }
    }

    private static MetricsPoint point(long seconds, float cpu) {
        return new MetricsPoint(seconds, exactly(cpu), exactly(48 << 20), exactly(9), exactly(34));
    }

    private static MetricsPoint.Range exactly(float number) {
        return new MetricsPoint.Range(number, number, number);
    }

    private static void set(FakeCore core, String group, String name, ProcessState state, int pid) {
        String log = "/var/log/" + name;
        long start = pid == 0 ? 0 : core.seconds - 90;
        core.set(
                group,
                program(group, name),
                state,
                start,
                0,
                core.nanos - 90_000_000_000L,
                "",
                0,
                pid,
                log + ".log",
                log + ".err");
    }

    private static ProcessConfig program(String group, String name) {
        ChannelConfig.LogTarget log = new ChannelConfig.LogTarget.File("/var/log/" + name + ".log");
        return FakeCore.program(name, AutoRestart.UNEXPECTED, log, 50 << 20);
    }

    private static Map<String, String> aliases() {
        FakeCore core = new FakeCore();
        Map<String, String> full = new TreeMap<>();
        new MainInterface(core, core, core, () -> 42)
                .namespace()
                .aliases()
                .forEach((alias, name) -> full.put("supervisor." + alias, "supervisor." + name));
        return full;
    }

    /** The same few lines in every log; offsets are the real ones'. */
    private record FixedLogs(Logs names) implements Logs {
        @Override
        public java.util.Optional<String> mainLog() {
            return names.mainLog();
        }

        @Override
        public byte[] read(String path, long offset, long length) {
            int from = (int) (offset < 0 ? Math.max(0, LOG.length() + offset) : offset);
            int to = length == 0 ? LOG.length() : (int) Math.min(LOG.length(), from + length);
            return LOG.substring(from, to).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Tail tail(String path, long offset, long length) {
            return new Tail(LOG.getBytes(StandardCharsets.UTF_8), LOG.length(), false);
        }

        @Override
        public Follower follow(String path, int head) {
            throw new UnsupportedOperationException();
        }
    }

    /** A value as Python prints it, long lists and structs on several lines. */
    private static String python(Object value, String indent) {
        if (value instanceof Boolean truth) {
            return truth ? "True" : "False";
        }
        if (value instanceof Double number) {
            String text = new BigDecimal(number)
                    .setScale(3, RoundingMode.HALF_EVEN)
                    .stripTrailingZeros()
                    .toPlainString();
            return text.indexOf('.') < 0 ? text + ".0" : text;
        }
        if (value instanceof List<?> list) {
            return joined("[", list.stream().map(v -> python(v, indent + " ")).toList(), "]", indent);
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>(map);
            return joined(
                    "{",
                    copy.entrySet().stream()
                            .map(e -> python(e.getKey(), indent) + ": " + python(e.getValue(), indent + " "))
                            .toList(),
                    "}",
                    indent);
        }
        return value instanceof String text
                ? "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"
                : String.valueOf(value);
    }

    private static String joined(String open, List<String> parts, String close, String indent) {
        String line = open + String.join(", ", parts) + close;
        boolean fits = indent.length() + line.length() <= 110 && line.indexOf('\n') < 0;
        return fits ? line : open + String.join(",\n " + indent, parts) + close;
    }
}
