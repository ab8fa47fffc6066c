package org.warden.webapp.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.warden.core.api.UseLine;
import org.warden.core.config.AutoRestart;
import org.warden.core.config.ChannelConfig;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;
import org.warden.core.model.Role;
import org.warden.rpc.FakeCore;
import org.warden.webapp.console.ProgramActions.Verb;
import org.warden.webapp.console.ProgramUse.Use;
import org.warden.webapp.console.ProgramsPage.Choice;

class ProgramsPageTest {
    private static final Pattern ROW = Pattern.compile("<tr data-n=\"([^\"]*)\"");

    private final FakeCore core = new FakeCore();
    private final Map<ProcessName, Use> uses = new HashMap<>();
    private final Map<ProcessName, UseLine> lines = new HashMap<>();

    private void program(String group, String name, ProcessState state, int exit, String error) {
        var config = FakeCore.program(name, AutoRestart.FALSE, new ChannelConfig.LogTarget.None(), 0);
        int pid = state == ProcessState.RUNNING ? 100 : 0;
        core.set(group, config, state, 1000, 1000, 0, error, exit, pid, "", "");
    }

    private String page(boolean mayAct, Choice choice) {
        Page page = new Page(Texts.of(Locale.ENGLISH), "anna", mayAct ? Role.OPERATOR : Role.VIEWER, "token", false);
        return new ProgramsPage(page, 2000).html(core.view(), choice, "m-1", uses, lines);
    }

    private List<String> rows(String text, String state, String sort) {
        return ROW.matcher(page(true, new Choice(text, state, sort)))
                .results()
                .map((MatchResult m) -> m.group(1))
                .toList();
    }

    @Test
    void filterAndOrderWorkWithoutScript() {
        program("b", "b", ProcessState.RUNNING, 0, "");
        program("a", "a", ProcessState.FATAL, 0, "no");
        program("c", "c", ProcessState.EXITED, 1, "");
        program("d", "d", ProcessState.EXITED, 0, "");
        assertEquals(List.of("a", "b", "c", "d"), rows(null, null, null));
        assertEquals(List.of("d", "c", "b", "a"), rows(null, null, "-name"));
        assertEquals(List.of("a", "c", "d", "b"), rows(null, null, "state"));
        assertEquals(List.of("b"), rows(" B ", "", ""));
        assertEquals(List.of("c", "d"), rows("", "EXITED", ""));
        assertEquals(List.of("a", "c"), rows("", "attention", ""), "an exit code of exitcodes= needs nobody");
        assertEquals(List.of("a", "b", "c", "d"), rows("", "", "no such column"));
    }

    @Test
    void groupsHaveAHeadlineAndLonePrograms() {
        program("web", "w1", ProcessState.RUNNING, 0, "");
        program("web", "w2", ProcessState.RUNNING, 0, "");
        program("lone", "lone", ProcessState.RUNNING, 0, "");
        String page = page(true, new Choice("", "", ""));
        assertTrue(page.contains("<tr class=\"group\" data-g=\"web\">"), page);
        assertFalse(page.contains("<tr class=\"group\" data-g=\"lone\">"), page);
    }

    @Test
    void namesAndErrorsAreNoMarkup() {
        program("<b>", "<b>", ProcessState.FATAL, 0, "<script>'\"&");
        String page = page(true, new Choice("\"><i>", "<u>", ""));
        assertFalse(page.contains("<b></"), page);
        assertFalse(page.contains("<script>"), page);
        assertFalse(page.contains("<i>"), page);
        assertFalse(page.contains("<u>"), page);
    }

    @Test
    void viewersGetNoButtons() {
        program("a", "a", ProcessState.RUNNING, 0, "");
        assertTrue(page(true, new Choice("", "", "")).contains("name=\"do\""));
        assertFalse(page(false, new Choice("", "", "")).contains("name=\"do\""));
    }

    @ParameterizedTest
    @CsvSource({"-5,0s", "59,59s", "61,1m 1s", "3600,1h 0m", "90000,1d 1h"})
    void durationsHaveTwoUnits(long seconds, String text) {
        assertEquals(text, ProgramsPage.duration(seconds));
    }

    @Test
    void whatEndsSomethingOrConcernsManyIsAskedOnceMore() {
        assertFalse(Verb.START.needsConfirmation(1));
        assertTrue(Verb.START.needsConfirmation(2));
        assertTrue(Verb.STOP.needsConfirmation(1));
        assertTrue(Verb.RESTART.needsConfirmation(1));
    }

    @Test
    void whatProgramsUseIsShownAndSorted() {
        program("a", "a", ProcessState.RUNNING, 0, "");
        program("b", "b", ProcessState.RUNNING, 0, "");
        program("c", "c", ProcessState.STOPPED, 0, "");
        uses.put(new ProcessName("a", "a"), new Use(3, 20_480));
        uses.put(new ProcessName("b", "b"), new Use(1502, 900));
        float[] memory = new float[UseLine.STEPS];
        Arrays.fill(memory, 20 << 20);
        lines.put(new ProcessName("a", "a"), new UseLine(new ProcessName("a", "a"), new float[UseLine.STEPS], memory));
        String page = page(true, new Choice("", "", "-cpu"));
        assertTrue(page.contains("<td class=\"num c-cpu\" data-l=\"3 50 A30\">0.3 %</td>"), page);
        assertTrue(page.contains("<td class=\"num c-memory\" data-l=\"20480 20480 z30\">20.0 MB</td>"), page);
        assertTrue(page.contains(">150.2 %</td>") && page.contains("<td class=\"num c-cpu\"></td>"), page);
        assertEquals(List.of("b", "a", "c"), rows("", "", "-cpu"));
        assertEquals(List.of("a", "b", "c"), rows("", "", "-memory"));
    }
}
