package org.warden.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.EventPoolView;
import org.warden.core.api.ProcessMetrics;
import org.warden.core.api.Refusal;
import org.warden.core.config.AutoRestart;
import org.warden.core.config.ChannelConfig;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;
import org.warden.core.model.SupervisorState;

class MetricsTextTest {
    private static final String WEB = "{group=\"shop\",name=\"web\"}";

    private final FakeCore core = new FakeCore();
    private final MetricsText metrics = new MetricsText(core, core);

    private String text() {
        return metrics.now().toCompletableFuture().join();
    }

    private Map<String, BigDecimal> samples() {
        return OpenMetrics.parse(text());
    }

    private void process(String group, String name, ProcessState state, int exitstatus) {
        core.set(
                group,
                FakeCore.program(name, AutoRestart.UNEXPECTED, new ChannelConfig.LogTarget.None(), 0),
                state,
                core.seconds - 90,
                0,
                core.nanos,
                "",
                exitstatus,
                state.isRunning() ? 12 : 0,
                "",
                "");
    }

    private static void assertNumber(String expected, BigDecimal number) {
        assertEquals(0, new BigDecimal(expected).compareTo(number), expected + " and not " + number);
    }

    @Test
    void aDaemonWithoutProgramsHasAText() {
        assertNumber("1", samples().get("warden_daemon_state"));
    }

    @Test
    void namesAreThoseOfTheExportersForSupervisor() {
        process("shop", "web", ProcessState.RUNNING, 0);
        process("shop", "db", ProcessState.FATAL, -1);
        Map<String, BigDecimal> samples = samples();
        assertNumber("1", samples.get("node_supervisord_up" + WEB));
        assertNumber("20", samples.get("node_supervisord_state" + WEB));
        assertNumber("0", samples.get("node_supervisord_exit_status" + WEB));
        assertNumber("90", samples.get("node_supervisord_uptime" + WEB));
        assertNumber("1699999910", samples.get("node_supervisord_start_time_seconds" + WEB));
        String db = "{group=\"shop\",name=\"db\"}";
        assertNumber("0", samples.get("node_supervisord_up" + db));
        assertNumber("200", samples.get("node_supervisord_state" + db));
        assertNumber("-1", samples.get("node_supervisord_exit_status" + db));
        assertNull(samples.get("node_supervisord_uptime" + db));
    }

    @Test
    void whatProgramsUseIsTold() {
        ProcessName web = new ProcessName("shop", "web");
        core.answer(
                Command.LatestMetrics.class,
                Answer.ok(List.of(
                        new ProcessMetrics(web, 12, 1, Float.NaN, 30_120_001, 2_500_000, 5L << 32, 9, 34),
                        new ProcessMetrics(new ProcessName("x", "y"), 13, 1, 1, 0, 0, 0, 1, -1))));
        core.answer(Command.CountStarts.class, Answer.ok(List.of(new Command.StartCount(web, 3))));
        Map<String, BigDecimal> samples = samples();
        assertNumber("32.620001", samples.get("warden_process_cpu_seconds_total" + WEB));
        assertNumber("21474836480", samples.get("warden_process_resident_memory_bytes" + WEB));
        assertNumber("34", samples.get("warden_process_open_fds" + WEB));
        assertNumber("9", samples.get("warden_process_threads" + WEB));
        assertNumber("3", samples.get("warden_process_starts_total" + WEB));
        assertNull(samples.get("warden_process_open_fds{group=\"x\",name=\"y\"}"));
        assertNumber("0", samples.get("warden_process_cpu_seconds_total{group=\"x\",name=\"y\"}"));
    }

    @Test
    void lostEventsAreTold() {
        EventPoolView pool = new EventPoolView("mail", "mail", 10, 3, 5_000_000_000L, List.of("TICK_5"), List.of());
        core.answer(Command.ListEventPools.class, Answer.ok(List.of(pool)));
        assertNumber("5000000000", samples().get("warden_events_dropped_total{pool=\"mail\"}"));
        assertNumber("3", samples().get("warden_events_buffered{pool=\"mail\"}"));
    }

    @Test
    void namesWithQuotesBackslashesAndOtherScriptsAreEscaped() {
        process("a\\b", "q\"u\u00e9 {x}\n", ProcessState.RUNNING, 0);
        assertTrue(samples().containsKey("node_supervisord_up{group=\"a\\\\b\",name=\"q\\\"u\u00e9 {x}\\n\"}"));
    }

    @Test
    void aDaemonThatGoesDownStillSaysSo() {
        process("shop", "web", ProcessState.STOPPING, 0);
        core.state = SupervisorState.SHUTDOWN;
        for (Class<? extends Command<?>> command :
                List.of(Command.LatestMetrics.class, Command.CountStarts.class, Command.ListEventPools.class)) {
            refuse(command);
        }
        assertNumber("-1", samples().get("warden_daemon_state"));
        assertNumber("1", samples().get("node_supervisord_up" + WEB));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // a refusal carries no value
    private void refuse(Class command) {
        core.refuse(command, Refusal.SHUTDOWN_STATE, null);
    }
}
