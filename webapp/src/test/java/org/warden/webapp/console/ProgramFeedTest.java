package org.warden.webapp.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.warden.core.model.ProcessState;
import org.warden.rpc.FakeCore;

class ProgramFeedTest {
    private final FakeCore core =
            new FakeCore().process("a", ProcessState.RUNNING, 1, "").process("b", ProcessState.RUNNING, 2, "");
    private final ProgramFeed feed = new ProgramFeed("run");

    @Test
    void onlyWhatChangedAfterTheMarkIsTold() {
        String mark = feed.mark(feed.look(core.view()));
        core.process("b", ProcessState.FATAL, 0, "");
        feed.look(core.view());
        String news = feed.after(feed.number(mark));
        assertTrue(news.contains("\"n\":\"b\"") && news.contains("\"s\":\"FATAL\""), news);
        assertFalse(news.contains("\"n\":\"a\""), news);
        assertTrue(news.contains("\"full\":false"), news);
    }

    @Test
    void aLookThatFindsNothingNewTakesNoNumber() {
        long first = feed.look(core.view());
        assertEquals(first, feed.look(core.view()));
        assertTrue(feed.after(first).contains("\"rows\":[],\"gone\":[]"), feed.after(first));
    }

    @Test
    void programsThatAreGoneAreNamed() {
        long first = feed.look(core.view());
        feed.look(new FakeCore().process("a", ProcessState.RUNNING, 1, "").view());
        assertTrue(feed.after(first).contains("\"gone\":[\"b\"]"), feed.after(first));
        long second = feed.look(core.view());
        assertTrue(feed.after(second - 1).contains("\"gone\":[]"), "b is back");
    }

    @Test
    void marksOfOthersAndOfTheFutureGetTheWholeList() {
        feed.look(core.view());
        for (String mark : new String[] {null, "", "run", "run-x", "run-99", "other-1"}) {
            String all = feed.after(feed.number(mark));
            assertTrue(all.contains("\"full\":true") && all.contains("\"n\":\"a\""), mark + " gets " + all);
        }
    }

    @Test
    void namesAreQuotedForScripts() {
        FakeCore odd = new FakeCore().process("a\"\\\n\u2028", ProcessState.RUNNING, 1, "");
        feed.look(odd.view());
        assertTrue(feed.after(-1).contains("\"a\\\"\\\\\\u000a\\u2028\""), feed.after(-1));
    }
}
