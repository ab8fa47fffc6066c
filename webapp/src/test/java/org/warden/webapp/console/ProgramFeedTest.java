package org.warden.webapp.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;
import org.warden.rpc.FakeCore;
import org.warden.webapp.console.ProgramUse.Use;

class ProgramFeedTest {
    private final FakeCore core =
            new FakeCore().process("a", ProcessState.RUNNING, 1, "").process("b", ProcessState.RUNNING, 2, "");
    private final ProgramFeed feed = new ProgramFeed("run");

    @Test
    void onlyWhatChangedAfterTheMarkIsTold() {
        String mark = feed.mark(feed.look(core.view()));
        core.process("b", ProcessState.FATAL, 0, "");
        feed.look(core.view());
        String news = feed.after(feed.number(mark), false);
        assertTrue(news.contains("\"n\":\"b\"") && news.contains("\"s\":\"FATAL\""), news);
        assertFalse(news.contains("\"n\":\"a\""), news);
        assertTrue(news.contains("\"full\":false"), news);
    }

    @Test
    void aLookThatFindsNothingNewTakesNoNumber() {
        long first = feed.look(core.view());
        assertEquals(first, feed.look(core.view()));
        assertTrue(feed.after(first, false).contains("\"rows\":[],\"gone\":[]"), feed.after(first, false));
    }

    @Test
    void programsThatAreGoneAreNamed() {
        long first = feed.look(core.view());
        feed.look(new FakeCore().process("a", ProcessState.RUNNING, 1, "").view());
        assertTrue(feed.after(first, false).contains("\"gone\":[\"b\"]"), feed.after(first, false));
        long second = feed.look(core.view());
        assertTrue(feed.after(second - 1, false).contains("\"gone\":[]"), "b is back");
    }

    @Test
    void marksOfOthersAndOfTheFutureGetTheWholeList() {
        feed.look(core.view());
        for (String mark : new String[] {null, "", "run", "run-x", "run-99", "other-1"}) {
            String all = feed.after(feed.number(mark), false);
            assertTrue(all.contains("\"full\":true") && all.contains("\"n\":\"a\""), mark + " gets " + all);
        }
    }

    @Test
    void namesAreQuotedForScripts() {
        FakeCore odd = new FakeCore().process("a\"\\\n\u2028", ProcessState.RUNNING, 1, "");
        feed.look(odd.view());
        assertTrue(feed.after(-1, false).contains("\"a\\\"\\\\\\u000a\\u2028\""), feed.after(-1, false));
    }

    @Test
    void whatProgramsUseIsToldToThoseWhoWantItAndOnlyWhatChanged() {
        ProcessName a = new ProcessName("a", "a");
        ProcessName b = new ProcessName("b", "b");
        String mark = feed.markOf(core.view(), Map.of(a, new Use(12, 3000), b, new Use(0, 500)));
        assertTrue(feed.after(-1, true).contains("\"use\":[[\"a\",12,3000],[\"b\",0,500]]"), feed.after(-1, true));
        assertFalse(feed.after(-1, false).contains("\"use\""));
        feed.look(core.view(), Map.of(a, new Use(13, 3000), b, new Use(0, 500)));
        String news = feed.after(feed.number(mark), true);
        assertTrue(news.contains("\"rows\":[]") && news.contains("\"use\":[[\"a\",13,3000]]"), news);
        long before = feed.look(core.view());
        feed.look(core.view(), Map.of(a, new Use(13, 3000)));
        assertTrue(feed.after(before, true).contains("\"use\":[[\"b\",-1,-1]]"), feed.after(before, true));
    }
}
