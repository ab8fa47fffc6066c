package org.warden.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.warden.core.api.ProcessView;
import org.warden.core.config.AutoRestart;
import org.warden.core.config.ChannelConfig;
import org.warden.core.config.ProcessConfig;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;

class ProcessTextTest {

    private static final ProcessConfig CONFIG =
            FakeCore.program("p", AutoRestart.TRUE, new ChannelConfig.LogTarget.None(), 0);

    private final FakeCore clock = new FakeCore();
    private final ProcessText text = new ProcessText(clock, ZoneId.of("UTC"));

    private static ProcessView view(ProcessState state, long start, long stop, long nanos, String spawnerr) {
        return new ProcessView(
                new ProcessName("g", "p"), CONFIG, state, start, stop, nanos, spawnerr, 0, 12, "/o", "/e");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0:00:00",
        "59, 0:00:59",
        "3600, 1:00:00",
        "36061, 10:01:01",
        "'86399', 23:59:59",
        "86400, '1 day, 0:00:00'",
        "90061, '1 day, 1:01:01'",
        "172800, '2 days, 0:00:00'",
        "-5, 0:00:00"
    })
    void uptimeCountsHoursAndThenDays(long seconds, String expected) {
        clock.nanos = 1_000_000_000L * seconds + 7_000_000_000L;
        String description = text.description(view(ProcessState.RUNNING, 1, 0, 7_000_000_000L, ""));
        assertEquals("pid 12, uptime " + expected, description);
    }

    @ParameterizedTest
    @CsvSource({
        "1700761560, Nov 23 05:46 PM",
        "1700697600, Nov 23 12:00 AM",
        "1700740800, Nov 23 12:00 PM",
        "1717545540, Jun 04 11:59 PM",
        "0, Jan 01 12:00 AM"
    })
    void endedProcessesShowWhenTheyStopped(long stop, String expected) {
        assertEquals(expected, text.description(view(ProcessState.EXITED, 1, stop, 0, "")));
        assertEquals(expected, text.description(view(ProcessState.STOPPED, 1, stop, 0, "")));
    }

    @Test
    void processThatNeverStartedSaysSo() {
        assertEquals("Not started", text.description(view(ProcessState.STOPPED, 0, 0, 0, "old error")));
    }

    @ParameterizedTest
    @EnumSource(
            value = ProcessState.class,
            names = {"BACKOFF", "FATAL"})
    void failedStartsShowTheirError(ProcessState state) {
        assertEquals("too quick", text.description(view(state, 1, 1, 0, "too quick")));
        assertEquals("unknown error (try \"tail p\")", text.description(view(state, 1, 1, 0, "")));
    }

    @ParameterizedTest
    @EnumSource(
            value = ProcessState.class,
            names = {"STARTING", "STOPPING", "UNKNOWN"})
    void statesOnTheWayHaveNoDescription(ProcessState state) {
        assertEquals("", text.description(view(state, 1, 1, 0, "x")));
    }

    @Test
    void structHasFourteenMembersInStocksOrder() {
        assertEquals(
                List.of(
                        "name",
                        "group",
                        "start",
                        "stop",
                        "now",
                        "state",
                        "statename",
                        "spawnerr",
                        "exitstatus",
                        "logfile",
                        "stdout_logfile",
                        "stderr_logfile",
                        "pid",
                        "description"),
                List.copyOf(text.struct(view(ProcessState.RUNNING, 1, 0, 0, "")).keySet()));
    }
}
