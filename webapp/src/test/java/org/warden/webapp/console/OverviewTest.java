package org.warden.webapp.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.warden.core.api.EventPoolView;
import org.warden.core.config.AutoRestart;
import org.warden.core.config.ChannelConfig;
import org.warden.core.config.GroupConfig;
import org.warden.core.config.ProcessConfig;
import org.warden.core.model.ProcessState;
import org.warden.doors.Doors;
import org.warden.rpc.FakeCore;

class OverviewTest {
    private final FakeCore core = new FakeCore();

    private static ProcessConfig config(String name) {
        return FakeCore.program(name, AutoRestart.FALSE, new ChannelConfig.LogTarget.None(), 0);
    }

    private void program(String name, ProcessState state, int exit) {
        core.set(name, config(name), state, 1000, 1000, 0, "", exit, 0, "", "");
    }

    private void read(String... names) {
        core.lastRead(FakeCore.configuration(
                List.of(),
                List.of(),
                List.of(names).stream()
                        .map(name -> new GroupConfig(name, 999, List.of(config(name)), Optional.empty(), Map.of()))
                        .toList()));
    }

    private Overview overview(Doors.Listener... doors) {
        return Overview.of(core.view(), List.of(), List.of(doors), Texts.of(Locale.ENGLISH));
    }

    private static List<String> names(Overview overview) {
        return overview.needs().stream().map(Overview.Need::name).toList();
    }

    @Test
    void whatFailsStandsFirstAndWhatIsWellIsLeftOut() {
        read("a", "b", "c", "d");
        program("a", ProcessState.EXITED, 1);
        program("b", ProcessState.RUNNING, 0);
        program("c", ProcessState.FATAL, 0);
        program("d", ProcessState.EXITED, 0);
        assertEquals(List.of("c", "a"), names(overview()));
        assertEquals("program?name=c", overview().needs().get(0).link());
        assertEquals(
                List.of("FATAL 1", "EXITED 2", "RUNNING 1"),
                overview().tiles().stream()
                        .map(tile -> tile.state() + " " + tile.count())
                        .toList());
    }

    @Test
    void aLongListIsCutAndCounted() {
        String[] all = new String[25];
        for (int i = 0; i < all.length; i++) {
            all[i] = "p" + i;
            program(all[i], ProcessState.FATAL, 0);
        }
        read(all);
        assertEquals(20, overview().needs().size());
        assertEquals(5, overview().left());
    }

    @Test
    void whatWasRereadAndNotAppliedIsNamed() {
        program("old", ProcessState.RUNNING, 0);
        program("same", ProcessState.RUNNING, 0);
        core.set(
                "other",
                FakeCore.program("other", AutoRestart.TRUE, new ChannelConfig.LogTarget.None(), 0),
                ProcessState.RUNNING,
                1000,
                1000,
                0,
                "",
                0,
                0,
                "",
                "");
        read("new", "other", "same");
        String detail = overview().needs().get(0).detail();
        assertTrue(detail.contains("+new ~other -old"), detail);
    }

    @Test
    void lostEventsAndOpenDoorsAreNamed() {
        EventPoolView pool = new EventPoolView("mail", "mail", 10, 10, 3, List.of(), List.of());
        Overview overview = Overview.of(
                core.view(),
                List.of(pool, new EventPoolView("fine", "fine", 10, 0, 0, List.of(), List.of())),
                List.of(
                        new Doors.Listener("inet_http_server", "0.0.0.0:9001", false, false, false),
                        new Doors.Listener("inet_http_server:b", "0.0.0.0:9002", false, true, false),
                        new Doors.Listener("inet_http_server:c", "127.0.0.1:9003", false, false, false),
                        new Doors.Listener("unix_http_server", "/run/s.sock", false, false, false)),
                Texts.of(Locale.ENGLISH));
        assertEquals(List.of("mail", "[inet_http_server]"), names(overview));
    }
}
