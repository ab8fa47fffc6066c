package org.warden.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a program in the keeper's place that says what it was asked. */
class KeeperCommandTest {
    private static final String LINES =
            "pid=12\nversion=0.1.0\noldest_protocol=1\nnewest_protocol=2\nstarted=1795828532\n"
                    + "children=3\nunacknowledged_exits=0\nunheard_outputs=0\nmemory_kib=800\ndirectory=$2\n";

    @TempDir
    Path directory;

    private Terminal terminal;

    @BeforeEach
    void prepare() {
        terminal = new Terminal(directory).home(directory).with("statedir=" + directory.resolve("state"));
    }

    private void keeper(String script) {
        terminal.file("lib/keeper", "#!/bin/sh\n" + script, "rwxr-xr-x");
    }

    private int ask(String... more) {
        String[] words = new String[3 + more.length];
        System.arraycopy(new String[] {"keeper", "-c", terminal.conf()}, 0, words, 0, 3);
        System.arraycopy(more, 0, words, 3, more.length);
        return terminal.warden(words);
    }

    @Test
    void theStateDirectoryIsAskedAndTheAnswerShown() {
        keeper("[ \"$1\" = --status ] || exit 9\ncat <<E\n" + LINES + "program=$0\nE\n");
        assertEquals(0, ask("status"));
        assertTrue(terminal.out().contains("keeper       pid 12, version 0.1.0, protocol 1 to 2\n"), terminal.out());
        assertTrue(terminal.out().contains("supervisord  none; "), terminal.out());
        assertTrue(terminal.out().contains("programs     3 running\n"), terminal.out());
        assertTrue(terminal.out().contains("directory    " + directory.resolve("state") + "\n"), terminal.out());
    }

    @Test
    void whoIsAttachedIsShown() {
        keeper("cat <<E\n" + LINES.replace("exits=0", "exits=2")
                + "attached=77\nattached_protocol=1\nattached_since=1795828533\nprogram=$0\nE\n");
        assertEquals(0, ask("status"));
        assertTrue(terminal.out().contains("supervisord  pid 77, since "), terminal.out());
        assertTrue(terminal.out().contains(", protocol 1\n"), terminal.out());
        assertTrue(terminal.out().contains("3 running, 2 ended that no supervisord has seen yet\n"), terminal.out());
    }

    @Test
    void whatProgramsHaveLeftBehindIsListed() {
        long pid = ProcessHandle.current().pid();
        // The second has ended: there is no process of that number.
        keeper("cat <<E\n" + LINES + "orphans=" + pid + " 999999999\nprogram=$0\nE\n");
        assertEquals(0, ask("status"));
        assertEquals(
                1,
                terminal.out()
                        .lines()
                        .filter(line -> line.startsWith("left behind  pid "))
                        .count(),
                terminal.out());
        assertTrue(terminal.out().contains("left behind  pid " + pid + " "), terminal.out());
    }

    @Test
    void theyAreAListInJson() {
        long pid = ProcessHandle.current().pid();
        keeper("cat <<E\n" + LINES + "orphans=" + pid + "\nE\n");
        assertEquals(0, ask("status", "--json"));
        assertTrue(terminal.out().contains("\"pid\": " + pid + ","), terminal.out());
        assertTrue(terminal.out().contains("\"program\": \"\""), terminal.out());
    }

    @Test
    void inJsonNumbersAreNumbers() {
        keeper("cat <<E\n" + LINES + "E\n");
        assertEquals(0, ask("status", "--json"));
        assertTrue(terminal.out().contains("\"pid\": 12,"), terminal.out());
        assertTrue(terminal.out().contains("\"version\": \"0.1.0\""), terminal.out());
        assertFalse(terminal.out().contains("attached"), terminal.out());
    }

    @Test
    void statusAndWordsOfTheProgramAreThoseOfTheCommand() {
        keeper("echo no keeper lives in $2 >&2\nexit 3\n");
        assertEquals(3, ask("status"));
        assertEquals("Error: no keeper lives in " + directory.resolve("state") + "\n", terminal.err());
        assertEquals("", terminal.out());
    }

    @Test
    void whatATakeoverDidIsSaid() {
        keeper("[ $# = 2 ] || exit 9\nprintf 'pid=12\\nchildren=1\\ndismissed=77\\nstill_there=77\\n'\n");
        assertEquals(0, ask("takeover"));
        assertEquals(
                "Process 77 does not have the keeper (pid 12) any more; 1 program left to it\n"
                        + "Process 77 is still there, and may have addresses that the next supervisord needs; with --kill it is"
                        + " killed\n",
                terminal.out());
    }

    @Test
    void whatWasKilledIsSaid() {
        keeper(
                "[ \"$1 $2\" = '--takeover --kill' ] || exit 9\nprintf 'pid=12\\nchildren=2\\ndismissed=77\\nkilled=77\\n'\n");
        assertEquals(0, ask("takeover", "--kill"));
        assertTrue(terminal.out().endsWith("any more; 2 programs left to it\nProcess 77 was killed\n"), terminal.out());
    }

    @Test
    void anUpgradeIsToTheProgramOfThisDistribution() {
        keeper("[ \"$1 $2\" = \"--upgrade $0\" ] || exit 9\nprintf 'pid=12\\nversion=0.2.0\\nchildren=2\\n'\n");
        assertEquals(0, ask("upgrade"));
        assertEquals("The keeper (pid 12) is version 0.2.0 now; 2 programs left as they were\n", terminal.out());
    }

    @Test
    void nobodyToSendAwayIsSaid() {
        keeper("printf 'pid=12\\nchildren=2\\n'\n");
        assertEquals(0, ask("takeover"));
        assertEquals("No supervisord is attached to the keeper (pid 12)\n", terminal.out());
    }

    @Test
    void whatCannotBeKilledIsAnError() {
        keeper("printf 'pid=12\\nchildren=2\\ndismissed=77\\nnot_killed=Operation not permitted\\n'\n");
        assertEquals(2, ask("takeover", "--kill"));
        assertEquals("Error: it can't be killed: Operation not permitted\n", terminal.err());
    }

    @Test
    void aBrokenConfigurationIsTwo() {
        keeper("exit 0\n");
        terminal.with("minfds=many");
        assertEquals(2, ask("status"));
        assertTrue(terminal.err().contains("minfds"), terminal.err());
    }

    @Test
    void withoutItsProgramNobodyCanBeAsked() {
        assertEquals(2, ask("status"));
        assertEquals("Error: lib/keeper was not found beside this command\n", terminal.err());
    }

    @Test
    void withoutStatedirItIsTheOneOfTheUserAndThePath() {
        terminal.with("");
        keeper("cat <<E\n" + LINES + "program=$0\nE\n");
        assertEquals(0, ask("status"));
        assertTrue(
                terminal.out().matches("(?s).*directory    /.*/warden.*/supervisord.conf-[0-9a-f]{16}\n.*"),
                terminal.out());
    }
}
