package org.warden.core.api;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.HistoryEvent;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;

class HistoryFilterTest {
    private static final ProcessName WEB = new ProcessName("shop", "web");

    private static HistoryFilter filter(String group, String process, String who, String text) {
        return new HistoryFilter(
                0,
                Long.MAX_VALUE,
                Optional.ofNullable(group),
                Optional.ofNullable(process),
                EnumSet.allOf(HistoryEvent.Kind.class),
                Optional.ofNullable(who),
                Optional.ofNullable(text),
                Long.MAX_VALUE,
                10);
    }

    private static boolean wants(HistoryFilter filter, HistoryEvent event) {
        return filter.wants(new HistoryEntry(1, 1, event));
    }

    private static HistoryEvent call(String who, String method, String... arguments) {
        return new HistoryEvent.Called(who, "10.0.0.1", method, List.of(arguments), "ok");
    }

    @Test
    void aUsersCallsAreThoseOfThatUserAlone() {
        HistoryFilter annas = filter(null, null, "anna", null);
        assertTrue(wants(annas, call("anna", "supervisor.stopProcess", "shop:web")));
        assertFalse(wants(annas, call("annabel", "supervisor.stopProcess", "shop:web")));
        assertFalse(wants(annas, new HistoryEvent.Daemon("anna")));
    }

    @Test
    void textIsLookedForInAllThatPeopleReadInAnyCase() {
        assertTrue(wants(filter(null, null, null, "STOPproc"), call("anna", "supervisor.stopProcess", "x")));
        assertTrue(wants(filter(null, null, null, "10.0.0"), call("anna", "supervisor.stopProcess", "x")));
        HistoryEvent exited = new HistoryEvent.Exited(WEB, 1, ExitStatus.signaled(9, false), 0, 0, 0);
        assertTrue(wants(filter(null, null, null, "sigkill"), exited));
        assertTrue(wants(filter(null, null, null, "shop:web"), exited));
        HistoryEvent fatal =
                new HistoryEvent.StateChanged(WEB, ProcessState.BACKOFF, ProcessState.FATAL, 0, "No such file");
        assertTrue(wants(filter(null, null, null, "no such"), fatal));
        assertFalse(wants(filter(null, null, null, "running"), fatal));
        assertFalse(wants(filter(null, null, null, "1"), new HistoryEvent.Lost(1)));
    }

    @Test
    void aCallForAllProgramsConcernsEach() {
        assertTrue(wants(filter("shop", "web", null, null), call("anna", "supervisor.stopAllProcesses")));
        assertTrue(wants(filter("shop", "web", null, null), call("anna", "supervisor.stopProcessGroup", "shop")));
        assertFalse(wants(filter("shop", "web", null, null), call("anna", "supervisor.stopProcess", "shop:db")));
        assertFalse(wants(filter("shop", "web", null, null), call("anna", "supervisor.reloadConfig")));
    }
}
