package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code warden plan} before an update, and the update after it. */
class PlanIT {
    private static final String[] BEFORE = {
        "[program:stays]",
        "command=/bin/sleep 600",
        "[program:changes]",
        "command=/bin/sleep 600",
        "process_name=%(program_name)s_%(process_num)d",
        "numprocs=2",
        "[program:goes]",
        "command=/bin/sleep 600"
    };

    private static final String[] AFTER = {
        "[program:stays]",
        "command=/bin/sleep 600",
        "[program:changes]",
        "command=/bin/sleep 700",
        "environment=MY_SECRET=\"swordfish\"",
        "process_name=%(program_name)s_%(process_num)d",
        "numprocs=2",
        "[program:comes]",
        "command=/bin/sleep 600"
    };

    private Folder folder;
    private Daemon daemon;

    @BeforeEach
    void start() throws IOException {
        assumeFalse(Daemon.isStock(), "stock has no such command");
        folder = new Folder();
        folder.configure(BEFORE);
        daemon = Daemon.start(folder);
        daemon.awaitRunning("stays", "changes:changes_0", "changes:changes_1", "goes");
    }

    @AfterEach
    void end() throws IOException {
        if (daemon != null) {
            daemon.close();
        }
        if (folder != null) {
            folder.close();
        }
    }

    private Commands.Result plan(String... more) throws IOException {
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("warden.bin"), "warden").normalize().toString(),
                "plan",
                "-c",
                folder.conf().toString()));
        words.addAll(List.of(more));
        return Commands.run(words);
    }

    private Map<Object, Object> pids() throws IOException {
        return ((List<?>) daemon.rpc().call("supervisor.getAllProcessInfo"))
                .stream()
                        .map(info -> (Map<?, ?>) info)
                        .collect(Collectors.toMap(info -> info.get("name"), info -> info.get("pid")));
    }

    /** The line of the file that this one is. */
    private int lineOf(String text) throws IOException {
        return folder.text("supervisord.conf").lines().toList().indexOf(text) + 1;
    }

    @Test
    void anUpdateDoesWhatThePlanHasSaidAndThePlanItselfNothing() throws IOException {
        Commands.Result nothing = plan();
        assertEquals(
                new Commands.Result(0, "No group to change: those of " + folder.conf() + " are the active ones\n"),
                nothing);
        folder.configure(AFTER);
        Map<Object, Object> before = pids();
        String file = folder.conf().toString();
        Commands.Result planned = plan();
        assertEquals(1, planned.exitCode());
        int header = lineOf("[program:changes]");
        int comes = lineOf("[program:comes]");
        assertEquals(
                List.of(
                        "removed group goes",
                        "    [program:goes] removed: goes",
                        "    stopped: goes",
                        "changed group changes at " + file + ":" + header,
                        "    [program:changes] changed: changes_0 changes_1",
                        "        command               = /bin/sleep 600 -> /bin/sleep 700  ; " + file + ":"
                                + (header + 1) + " [program:changes]",
                        "        environment.MY_SECRET = (not set) -> ******  ; " + file + ":" + (header + 2)
                                + " [program:changes]",
                        "    restarted: changes:changes_0 changes:changes_1",
                        "added group comes at " + file + ":" + comes,
                        "    [program:comes] added: comes",
                        "    started: comes",
                        "1 group removed, 1 group changed, 1 group added, 1 process stopped, 2 processes restarted,"
                                + " 1 process started"),
                planned.lines());
        assertEquals(planned, plan("-s", "unix://" + folder.socket()), "as often as one asks");
        assertEquals(before, pids());
        assertFalse(daemon.ctl("avail").output().contains("comes"), "what was read for a plan is read for nobody else");

        Commands.Result updated = daemon.ctl("update");
        assertEquals(
                List.of(
                        "goes: stopped",
                        "goes: removed process group",
                        "changes: stopped",
                        "changes: updated process group",
                        "comes: added process group"),
                updated.lines());
        assertEquals(0, plan().exitCode());
        assertEquals(before.get("stays"), pids().get("stays"));
    }

    @Test
    void aBrokenFileIsTwoWithEveryErrorAndItsLine() throws IOException {
        Map<Object, Object> before = pids();
        folder.configure("[program:stays]", "command=/bin/sleep 600", "autostart=ja", "startsecs=x", "[program:goes]");
        Commands.Result planned = plan();
        assertEquals(2, planned.exitCode());
        String file = folder.conf().toString();
        assertTrue(
                planned.output()
                        .contains(file + ":" + lineOf("autostart=ja")
                                + ": [program:stays] autostart: not a valid boolean value: 'ja'"),
                planned.output());
        assertTrue(
                planned.output().contains(file + ":" + lineOf("startsecs=x") + ": [program:stays] startsecs: "),
                planned.output());
        assertTrue(
                planned.output().contains("3 errors: an update would be refused, and everything run on"),
                planned.output());
        assertEquals(before, pids());
        Commands.Result json = plan("--json");
        assertEquals(2, json.exitCode());
        assertTrue(json.output().contains("\"errors\": ["), json.output());
    }

    @Test
    void jsonHasWhatTheTextHas() throws IOException {
        folder.configure(AFTER);
        Commands.Result planned = plan("--json");
        assertEquals(1, planned.exitCode());
        for (String part : List.of(
                "\"group\": \"changes\"",
                "\"change\": \"removed\"",
                "\"before\": \"/bin/sleep 600\"",
                "\"after\": \"/bin/sleep 700\"",
                "\"after\": \"******\"",
                "\"line\": " + (lineOf("[program:changes]") + 1))) {
            assertTrue(planned.output().contains(part), part + " in " + planned.output());
        }
        assertFalse(planned.output().contains("swordfish"), planned.output());
    }

    @Test
    void versionAsksTheDaemonForItsOwn() throws IOException {
        String warden =
                Path.of(System.getProperty("warden.bin"), "warden").normalize().toString();
        Commands.Result version =
                Commands.run(List.of(warden, "version", "-c", folder.conf().toString()));
        assertEquals(0, version.exitCode());
        List<String> lines = version.lines();
        String own = lines.get(0).replaceFirst("warden +", "");
        assertEquals("running     " + own + " at unix://" + folder.socket(), lines.get(4));
        assertTrue(lines.get(5).strip().startsWith("supervisor 4.3.0, java "), lines.get(5));
        assertTrue(lines.get(6).contains("keeper with pid "), lines.get(6));
    }

    @Test
    void whereNobodyAnswersItIsTwo() throws IOException {
        assertEquals(2, plan("-s", "unix://" + folder.path("none.sock")).exitCode());
        assertEquals(2, plan("-s", "ftp://x").exitCode());
        assertEquals(2, plan("-s").exitCode());
    }
}
