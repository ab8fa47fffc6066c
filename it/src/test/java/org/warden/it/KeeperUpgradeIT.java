package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The keeper's program is replaced under running programs, and nobody notices. */
class KeeperUpgradeIT {
    private static final int COUNTERS = 5;
    private static final int UPGRADES = 4;

    @BeforeEach
    void onlyOurs() {
        assumeFalse(Daemon.isStock(), "stock has no keeper");
    }

    private static void configure(Folder folder) throws IOException {
        List<String> sections = new ArrayList<>();
        for (int i = 0; i < COUNTERS; i++) {
            sections.add("[program:count" + i + "]\n" + Keepers.COUNTER + "\nstdout_logfile="
                    + folder.path("count" + i + ".log") + "\n");
        }
        for (int status = 3; status < 6; status++) {
            sections.add("[program:ends" + status + "]\ncommand=/bin/sh -c 'sleep 0." + status + "; exit " + status
                    + "'\nstartsecs=0\nautorestart=true\n");
        }
        sections.add("[program:echo]\ncommand=/bin/cat\nstdout_logfile=" + folder.path("echo.log") + "\n");
        folder.configure(sections.toArray(String[]::new));
    }

    private static List<Integer> pids(Daemon daemon) throws IOException {
        List<Integer> pids = new ArrayList<>();
        for (int i = 0; i < COUNTERS; i++) {
            pids.add(daemon.pidOf("count" + i));
        }
        pids.add(daemon.pidOf("echo"));
        return pids;
    }

    private static void upgraded(Folder folder, int keeper) throws IOException {
        Commands.Result result = Keepers.command(folder, "upgrade");
        assertEquals(0, result.exitCode(), result.output());
        assertTrue(result.output().startsWith("The keeper (pid " + keeper + ") is version "), result.output());
    }

    /** Each exit of a program that always ends the same way was told with its status. */
    private static void assertExitsKnown(String log) {
        for (int status = 3; status < 6; status++) {
            String told = "exited: ends" + status + " (";
            List<String> exits = log.lines().filter(l -> l.contains(told)).toList();
            assertTrue(exits.size() > 1, "few exits of ends" + status);
            for (String line : exits) {
                // With exitcodes=0 it is not expected; a stop at the end would be told in other words.
                assertTrue(line.contains(told + "exit status " + status + ";"), line);
            }
        }
    }

    @Test
    void noLineAndNoExitStatusIsLostAndNoProgramIsStartedTwice() throws IOException {
        try (var folder = new Folder()) {
            configure(folder);
            try (Daemon daemon = Keepers.start(folder)) {
                daemon.awaitRunning("count0", "count1", "count2", "count3", "count4", "echo");
                int keeper = Keepers.keeperOf(daemon, "count0");
                List<Integer> before = pids(daemon);
                for (int i = 0; i < UPGRADES; i++) {
                    daemon.rpc().call("supervisor.sendProcessStdin", "echo", "line " + i + "\n");
                    upgraded(folder, keeper);
                    daemon.rpc().call("supervisor.stopProcess", "ends3");
                    daemon.rpc().call("supervisor.startProcess", "ends3");
                }
                assertEquals(before, pids(daemon));
                assertEquals(keeper, Keepers.keeperOf(daemon, "count0"));
                String status = Keepers.command(folder, "status", "--json").output();
                assertTrue(status.contains("\"upgrades\": " + UPGRADES), status);
                assertTrue(status.contains("\"attached\": " + daemon.pid()), status);
                for (int i = 0; i < COUNTERS; i++) {
                    String log = "count" + i + ".log";
                    Keepers.assertNoGap(Files.readString(folder.path(log)));
                    assertEquals(
                            1,
                            Files.readString(folder.path(log))
                                    .lines()
                                    .filter("1"::equals)
                                    .count(),
                            "started once");
                }
                Await.until("all that was fed has come", () -> folder.text("echo.log")
                        .equals("line 0\nline 1\nline 2\nline 3\n"));
                assertExitsKnown(folder.text("supervisord.log"));
                daemon.rpc().call("supervisor.stopProcess", "count0");
                assertEquals("STOPPED", daemon.stateOf("count0"));
                Commands.signal("TERM", daemon.pid());
                assertEquals(0, daemon.awaitExit());
                assertEquals(List.of(), Daemon.commandsIn(folder.root()).toList(), "nothing is left");
            }
        }
    }

    @Test
    void anUpgradeWithoutASupervisorKeepsWhatTheNextOneHasToKnow() throws IOException {
        try (var folder = new Folder()) {
            folder.configure(
                    "[program:a]\ncommand=/bin/cat\n",
                    "[program:short]\ncommand=/bin/sh -c 'sleep 2; exit 9'\nautorestart=false\n");
            try (Daemon first = Keepers.start(folder)) {
                first.awaitRunning("a", "short");
                int a = first.pidOf("a");
                int pid = first.pidOf("short");
                int keeper = Keepers.keeperOf(first, "a");
                Keepers.killed(first.pid());
                upgraded(folder, keeper);
                Await.until("it has ended", () -> ProcessHandle.of(pid).isEmpty());
                upgraded(folder, keeper);
                try (Daemon second = Keepers.start(folder)) {
                    assertEquals(a, second.pidOf("a"));
                    assertEquals(keeper, Keepers.keeperOf(second, "a"));
                    assertEquals("EXITED", second.stateOf("short"));
                    assertEquals(9, second.info("short").get("exitstatus"));
                    second.rpc().call("supervisor.stopProcess", "a");
                    second.rpc().call("supervisor.startProcess", "a");
                    assertNotEquals(a, second.pidOf("a"));
                }
            }
        }
    }

    @Test
    void withoutAKeeperThereIsNothingToRenew() throws IOException {
        try (var folder = new Folder()) {
            folder.configure("[program:a]\ncommand=/bin/cat\n");
            Commands.Result result = Keepers.command(folder, "upgrade");
            assertEquals(3, result.exitCode());
            assertTrue(result.output().startsWith("Error: no keeper lives in "), result.output());
        }
    }
}
