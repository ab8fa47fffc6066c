package org.warden.webapp.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.warden.core.api.HistoryEntry;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.HistoryEvent;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;
import org.warden.rpc.FakeCore;

class TimelineTest {
    private static final ProcessName WEB = new ProcessName("web", "web");

    private final FakeCore core = new FakeCore().process("web", ProcessState.RUNNING, 12, "");
    private final List<HistoryEntry> entries = new ArrayList<>();

    private void at(long millis, HistoryEvent event) {
        entries.add(0, new HistoryEntry(entries.size() + 1, millis, event));
    }

    private void state(long millis, ProcessState from, ProcessState to, int pid, String why) {
        at(millis, new HistoryEvent.StateChanged(WEB, from, to, pid, why));
    }

    private void exit(long millis, int pid, ExitStatus status) {
        at(millis, new HistoryEvent.Exited(WEB, pid, status, 0, 0, 0));
    }

    private void call(long millis, String method, String result) {
        at(millis, new HistoryEvent.Called("anna", "10.0.0.1", method, List.of("web"), result));
    }

    private Timeline timeline(boolean whole) {
        return Timeline.of(entries, whole, 0, 1000, ProcessState.RUNNING, core.view(), Texts.of(Locale.ENGLISH));
    }

    private static List<String> bands(Timeline timeline) {
        return timeline.bands().stream()
                .map(band -> band.state() + " " + (int) band.x() + "+" + (int) band.width())
                .toList();
    }

    private static List<String> steps(Timeline timeline) {
        List<String> steps = new ArrayList<>();
        for (Timeline.Step step : timeline.steps()) {
            steps.add((step.state() + "|" + step.detail() + "|" + step.cause()) + (step.bad() ? "|bad" : ""));
        }
        Collections.reverse(steps);
        return steps;
    }

    @Test
    void bandsFillTheWholeTime() {
        assertEquals(List.of("RUNNING 0+1000"), bands(timeline(true)));
        state(400, ProcessState.RUNNING, ProcessState.STOPPING, 12, "");
        state(500, ProcessState.STOPPING, ProcessState.STOPPED, 12, "");
        assertEquals(List.of("RUNNING 0+400", "STOPPING 400+100", "STOPPED 500+500"), bands(timeline(true)));
    }

    @Test
    void whereTheBeginningIsNotKnownItIsLeftOpen() {
        state(400, ProcessState.RUNNING, ProcessState.EXITED, 12, "");
        assertEquals(List.of(" 0+400", "EXITED 400+600"), bands(timeline(false)));
    }

    @Test
    void commandsAreTheCauseOfWhatTheyBegan() {
        state(100, ProcessState.STOPPED, ProcessState.STARTING, 0, "");
        state(200, ProcessState.STARTING, ProcessState.RUNNING, 12, "");
        call(210, "supervisor.startProcess", "ok");
        call(250, "supervisor.startProcess", "ALREADY_STARTED: web");
        state(300, ProcessState.RUNNING, ProcessState.STOPPING, 12, "");
        exit(310, 12, ExitStatus.signaled(15, false));
        state(311, ProcessState.STOPPING, ProcessState.STOPPED, 12, "");
        state(312, ProcessState.STOPPED, ProcessState.STARTING, 0, "");
        state(320, ProcessState.STARTING, ProcessState.RUNNING, 13, "");
        call(321, "console.restart", "ok");
        assertEquals(
                List.of(
                        "STARTING||supervisor.startProcess by anna from 10.0.0.1",
                        "RUNNING|process 12|",
                        "STOPPING||console.restart by anna from 10.0.0.1",
                        "STOPPED|terminated by SIGTERM|",
                        "STARTING||console.restart by anna from 10.0.0.1",
                        "RUNNING|process 13|"),
                steps(timeline(true)));
    }

    @Test
    void exitsGoToTheirChangeWhicheverIsToldFirst() {
        state(100, ProcessState.RUNNING, ProcessState.EXITED, 12, "");
        exit(99, 12, ExitStatus.exited(3));
        state(101, ProcessState.EXITED, ProcessState.STARTING, 0, "");
        exit(150, 13, ExitStatus.exited(0));
        state(151, ProcessState.STARTING, ProcessState.BACKOFF, 13, "Exited too quickly");
        state(200, ProcessState.BACKOFF, ProcessState.STARTING, 0, "");
        assertEquals(
                List.of(
                        "EXITED|exit status 3||bad",
                        "STARTING||autorestart",
                        "BACKOFF|Exited too quickly||bad",
                        "STARTING||tried again"),
                steps(timeline(true)));
    }
}
