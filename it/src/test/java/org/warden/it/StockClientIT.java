package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Debian's supervisorctl, unchanged, against the daemon: what an administrator types on an ordinary day. */
class StockClientIT {
    private Folder folder;
    private Daemon daemon;

    @BeforeEach
    void startDaemon() throws IOException {
        assumeTrue(
                Commands.installed(Daemon.STOCK_CLIENT), "supervisorctl is not installed: apt-get install supervisor");
        folder = new Folder();
        folder.configure(sections());
        daemon = Daemon.start(folder);
        daemon.awaitRunning("ticker", "pair:a", "pair:b");
    }

    @AfterEach
    void stopDaemon() throws IOException {
        if (daemon != null) {
            daemon.close();
        }
        if (folder != null) {
            folder.close();
        }
    }

    private String sections() throws IOException {
        String ticker = folder.script("ticker", "n=0", "while :; do n=$((n+1)); echo tick $n; sleep 0.1; done");
        return """
                [program:ticker]
                command=%1$s
                startsecs=0
                [program:sleeper]
                command=/bin/sleep 1000
                autostart=false
                startsecs=0
                [program:a]
                command=/bin/sleep 1000
                startsecs=0
                [program:b]
                command=/bin/sleep 1000
                startsecs=0
                [group:pair]
                programs=a,b
                """.formatted(ticker);
    }

    @Test
    void statusShowsEveryProcessAndExitsThreeWhenOneIsStopped() throws IOException {
        var all = daemon.ctl("status");
        assertEquals(3, all.exitCode());
        assertEquals(
                List.of("pair:a RUNNING", "pair:b RUNNING", "sleeper STOPPED", "ticker RUNNING"),
                all.lines().stream().map(StockClientIT::nameAndState).toList());
        assertEquals(
                "sleeper                          STOPPED   Not started",
                all.lines().get(2));

        assertEquals(0, daemon.ctl("status", "ticker").exitCode());
        var unknown = daemon.ctl("status", "nobody");
        assertEquals(4, unknown.exitCode());
        assertEquals("nobody: ERROR (no such process)\n", unknown.output());
    }

    @Test
    void statusOverTcpIsTheSameAsOverTheUnixSocket() throws IOException {
        String tcp = "http://127.0.0.1:" + folder.port();
        var overTcp = Commands.run(List.of(Daemon.STOCK_CLIENT, "-s", tcp, "status", "pair:*"));
        assertEquals(0, overTcp.exitCode());
        assertEquals(
                daemon.ctl("status", "pair:*").lines().stream()
                        .map(StockClientIT::nameAndState)
                        .toList(),
                overTcp.lines().stream().map(StockClientIT::nameAndState).toList());
    }

    @Test
    void startAndStopSayWhatHappenedAlsoWhenNothingHad() throws IOException {
        assertAnswer(0, "sleeper: started\n", daemon.ctl("start", "sleeper"));
        assertAnswer(0, "sleeper: ERROR (already started)\n", daemon.ctl("start", "sleeper"));
        assertAnswer(0, "sleeper: stopped\n", daemon.ctl("stop", "sleeper"));
        assertAnswer(0, "sleeper: ERROR (not running)\n", daemon.ctl("stop", "sleeper"));
        assertAnswer(1, "nobody: ERROR (no such process)\n", daemon.ctl("start", "nobody"));
        assertEquals(2, daemon.ctl("start").exitCode());
    }

    @Test
    void restartAllStopsAllThenStartsAllWithNewPids() throws IOException {
        int before = daemon.pidOf("ticker");
        var restart = daemon.ctl("restart", "all");
        assertEquals(0, restart.exitCode());
        List<String> lines = restart.lines();
        // Stops only what runs, starts everything that is stopped: the sleeper too.
        assertEquals(7, lines.size(), restart.output());
        assertTrue(lines.subList(0, 3).stream().allMatch(line -> line.endsWith(": stopped")), restart.output());
        assertTrue(lines.subList(3, 7).stream().allMatch(line -> line.endsWith(": started")), restart.output());
        assertNotEquals(before, daemon.pidOf("ticker"));
    }

    @Test
    void tailShowsTheEndOfTheLog() throws IOException {
        Await.until(
                "ten ticks",
                () -> daemon.ctl("tail", "-50000", "ticker").output().contains("tick 10\n"));
        String all = daemon.ctl("tail", "-50000", "ticker").output();
        assertTrue(all.startsWith("tick 1\ntick 2\n"), all);
        var few = daemon.ctl("tail", "-10", "ticker");
        assertEquals(0, few.exitCode());
        assertEquals(10, few.output().strip().length() + 1, "ten bytes, the last of them a line feed: " + few.output());
    }

    @Test
    void tailFollowsTheLogAsItGrows() throws IOException {
        follow(List.of("tail", "-f", "ticker"), folder.path("follow.out"), "tick ");
    }

    @Test
    void maintailShowsAndFollowsTheActivityLog() throws IOException {
        var shown = daemon.ctl("maintail", "-100000");
        assertEquals(0, shown.exitCode());
        assertTrue(shown.output().contains("INFO spawned: 'ticker' with pid"), shown.output());
        follow(List.of("maintail", "-f"), folder.path("follow-main.out"), "INFO ");
    }

    /** A follower prints a greeting, the end of the log, and then what is added: lines after the greeting, and later more. */
    private void follow(List<String> words, Path output, String expected) throws IOException {
        var command = new java.util.ArrayList<>(
                List.of(Daemon.STOCK_CLIENT, "-c", folder.conf().toString()));
        command.addAll(words);
        Process client = Commands.start(command, output);
        try {
            Await.until("the follower shows the log", () -> count(output, expected) > 0);
            assertTrue(Files.readString(output).startsWith("==> Press Ctrl-C to exit <==\n"));
            long seen = count(output, expected);
            Await.until("the follower shows new lines", () -> {
                daemon.ctl("restart", "pair:a");
                return count(output, expected) > seen;
            });
        } finally {
            client.destroyForcibly();
            Commands.waitFor(client);
        }
    }

    private static long count(Path file, String part) throws IOException {
        return Files.readString(file)
                .lines()
                .filter(line -> line.contains(part))
                .count();
    }

    @Test
    void pidAnswersForTheDaemonAndForPrograms() throws IOException {
        assertAnswer(0, daemon.pid() + "\n", daemon.ctl("pid"));
        assertAnswer(0, daemon.pidOf("ticker") + "\n", daemon.ctl("pid", "ticker"));
        assertEquals(7, daemon.ctl("pid", "sleeper").exitCode());
    }

    @Test
    void rereadAndUpdateAddChangeAndRemoveGroups() throws IOException {
        assertAnswer(0, "No config updates to processes\n", daemon.ctl("reread"));
        int untouched = daemon.pidOf("ticker");
        String fresh = "[program:fresh]\ncommand=/bin/sleep 1000\nstartsecs=0\n";

        folder.configure(sections(), fresh);
        assertAnswer(0, "fresh: available\n", daemon.ctl("reread"));
        assertAnswer(0, "fresh: added process group\n", daemon.ctl("update"));
        daemon.awaitRunning("fresh");

        folder.configure(sections(), fresh.replace("1000", "2000"));
        assertAnswer(0, "fresh: stopped\nfresh: updated process group\n", daemon.ctl("update"));
        daemon.awaitRunning("fresh");

        folder.configure(sections());
        assertAnswer(0, "fresh: disappeared\n", daemon.ctl("reread"));
        assertAnswer(0, "fresh: stopped\nfresh: removed process group\n", daemon.ctl("update"));
        assertEquals(untouched, daemon.pidOf("ticker"), "update touches only what changed");
    }

    @Test
    void signalReachesTheProgram() throws IOException {
        String listening =
                folder.script("listening", "trap 'echo heard' USR1", "echo ready", "while :; do sleep 0.05; done");
        folder.configure(sections(), "[program:ear]\ncommand=" + listening + "\nstartsecs=0\n");
        daemon.ctl("update");
        Await.until(
                "the program listens", () -> daemon.ctl("tail", "ear").output().contains("ready"));
        assertAnswer(0, "ear: signalled\n", daemon.ctl("signal", "USR1", "ear"));
        Await.until(
                "the signal's trace in the log",
                () -> daemon.ctl("tail", "ear").output().contains("heard"));
        assertAnswer(1, "ear: ERROR (bad signal name)\n", daemon.ctl("signal", "NONSENSE", "ear"));
    }

    @Test
    void shutdownStopsEverythingAndTheClientThenFindsNobody() throws IOException {
        assertAnswer(0, "Shut down\n", daemon.ctl("shutdown"));
        assertEquals(0, daemon.awaitExit());
        assertEquals(List.of(), Daemon.commandsIn(folder.root()).toList());
        assertEquals(4, daemon.ctl("status").exitCode());
        assertTrue(Files.notExists(folder.pidfile()));
    }

    private static void assertAnswer(int exitCode, String output, Commands.Result actual) {
        assertEquals(output, actual.output());
        assertEquals(exitCode, actual.exitCode(), output);
    }

    private static String nameAndState(String statusLine) {
        String[] words = statusLine.split("\\s+");
        return words[0] + " " + words[1];
    }
}
