package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Programs outlive the supervisor, and the next one goes on where the one before stood. */
class KeeperIT {
    @BeforeEach
    void onlyOurs() {
        assumeFalse(Daemon.isStock(), "stock has no keeper");
    }

    @Test
    void aKilledSupervisorIsNotNoticedByItsPrograms() throws IOException {
        try (var folder = new Folder()) {
            folder.configure(
                    "[program:count]\n" + Keepers.COUNTER + "\nstdout_logfile=" + folder.path("count.log") + "\n",
                    "[program:auto]\ncommand=/bin/cat\n",
                    "[program:stopped]\ncommand=/bin/cat\n",
                    "[program:dies]\ncommand=/bin/sh -c 'read x; exit 7'\nautorestart=false\n");
            List<Object> before;
            int dies;
            try (Daemon first = Keepers.start(folder)) {
                first.awaitRunning("count", "auto", "dies", "stopped");
                before = facts(first);
                dies = first.pidOf("dies");
                first.rpc().call("supervisor.stopProcess", "stopped");
                Keepers.killed(first.pid());
                // While there is nobody it ends; its stdin is the keeper's.
                Commands.signal("TERM", dies);
                try (Daemon second = Keepers.start(folder)) {
                    assertEquals(before, facts(second));
                    Await.until("its end is known", () -> second.stateOf("dies").equals("EXITED"));
                    assertEquals(-1, second.info("dies").get("exitstatus"));
                    assertEquals("STOPPED", second.stateOf("stopped"));
                    Commands.signal("TERM", second.pid());
                    assertEquals(0, second.awaitExit());
                    Keepers.assertNoGap(Files.readString(folder.path("count.log")));
                    assertEquals(List.of(), filesIn(folder.path("state")), "nothing is left");
                    assertEquals(List.of(), Daemon.commandsIn(folder.root()).toList());
                }
            }
        }
    }

    private static List<Object> facts(Daemon daemon) throws IOException {
        List<Object> facts = new ArrayList<>();
        for (String name : List.of("count", "auto")) {
            Map<?, ?> info = daemon.info(name);
            facts.add(List.of(
                    info.get("pid"),
                    info.get("start"),
                    info.get("statename"),
                    info.get("stdout_logfile"),
                    info.get("stderr_logfile")));
        }
        return facts;
    }

    private static List<String> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(p -> p.getFileName().toString()).toList();
        }
    }

    @Test
    void exitStatusAndTimeOfAnEndInTheGapAreTheRealOnes() throws IOException {
        try (var folder = new Folder()) {
            folder.configure("[program:short]\ncommand=/bin/sh -c 'sleep 2; exit 9'\nautorestart=false\nexitcodes=9\n");
            try (Daemon first = Keepers.start(folder)) {
                first.awaitRunning("short");
                int pid = first.pidOf("short");
                Keepers.killed(first.pid());
                Await.until("it has ended", () -> ProcessHandle.of(pid).isEmpty());
                long latest = System.currentTimeMillis() / 1000;
                try (Daemon second = Keepers.start(folder)) {
                    assertEquals("EXITED", second.stateOf("short"));
                    assertEquals(9, second.info("short").get("exitstatus"));
                    assertTrue((int) second.info("short").get("stop") <= latest, "as of then");
                }
            }
        }
    }

    @Test
    void whatChangedInTheGapWaitsForAnUpdate() throws IOException {
        try (var folder = new Folder()) {
            folder.configure("[program:a]\ncommand=/bin/cat\n", "[program:b]\ncommand=/bin/cat\n");
            try (Daemon first = Keepers.start(folder)) {
                first.awaitRunning("a", "b");
                int a = first.pidOf("a");
                int b = first.pidOf("b");
                Keepers.killed(first.pid());
                folder.configure("[program:a]\ncommand=/bin/cat -u\n", "[program:c]\ncommand=/bin/cat\n");
                try (Daemon second = Keepers.start(folder)) {
                    second.awaitRunning("c");
                    assertEquals(a, second.pidOf("a"));
                    assertEquals(b, second.pidOf("b"));
                    second.ctl("update");
                    second.awaitRunning("a");
                    assertNotEquals(a, second.pidOf("a"));
                    assertTrue(ProcessHandle.of(b).isEmpty(), "b is gone");
                }
            }
        }
    }

    @Test
    void detachingLeavesTheProgramsAndTheNextOneTakesThemBack() throws IOException {
        try (var folder = new Folder()) {
            folder.configure("[program:a]\ncommand=/bin/cat\n");
            try (Daemon first = Keepers.start(folder)) {
                first.awaitRunning("a");
                int a = first.pidOf("a");
                assertEquals(true, first.rpc().call("warden.detach"));
                assertEquals(0, first.awaitExit());
                assertTrue(ProcessHandle.of(a).isPresent());
                try (Daemon second = Keepers.start(folder)) {
                    assertEquals(a, second.pidOf("a"));
                }
            }
        }
    }

    @Test
    void theCommandDetachReturnsWhenTheDaemonHasEnded() throws IOException {
        try (var folder = new Folder()) {
            folder.configure("[program:a]\ncommand=/bin/cat\n");
            String warden = Path.of(System.getProperty("warden.bin"), "warden").toString();
            List<String> detach = List.of(warden, "detach", "-c", folder.conf().toString());
            try (Daemon first = Keepers.start(folder)) {
                first.awaitRunning("a");
                int a = first.pidOf("a");
                Commands.Result result = Commands.run(detach);
                assertEquals("Detached\n", result.output());
                assertEquals(0, first.awaitExit());
                try (Daemon second = Keepers.start(folder)) {
                    assertEquals(a, second.pidOf("a"));
                }
            }
            Commands.Result nobody = Commands.run(detach);
            assertEquals(1, nobody.exitCode(), nobody.output());
        }
    }

    @Test
    void theKeeperSaysWhatItIsWhoeverIsAttached() throws IOException {
        try (var folder = new Folder()) {
            folder.configure("[program:a]\ncommand=/bin/cat\n", "[program:b]\ncommand=/bin/cat\n");
            assertEquals(3, Keepers.command(folder, "status").exitCode(), "there is none yet");
            try (Daemon first = Keepers.start(folder)) {
                first.awaitRunning("a", "b");
                int keeper = Keepers.keeperOf(first, "a");
                String attached = Keepers.command(folder, "status").output();
                assertTrue(attached.contains("keeper       pid " + keeper + ", version "), attached);
                assertTrue(attached.contains("supervisord  pid " + first.pid() + ", since "), attached);
                assertTrue(attached.contains("programs     2 running\n"), attached);
                assertEquals("RUNNING", first.stateOf("a"), "nothing has changed");
                Keepers.killed(first.pid());
                Commands.Result alone = Keepers.command(folder, "status", "--json");
                assertEquals(0, alone.exitCode());
                assertTrue(alone.output().contains("\"pid\": " + keeper), alone.output());
                assertFalse(alone.output().contains("\"attached\""), alone.output());
                try (Daemon second = Keepers.start(folder)) {
                    second.awaitRunning("a", "b");
                    assertEquals(keeper, Keepers.keeperOf(second, "a"));
                }
            }
        }
    }

    @Test
    void aHungSupervisorIsSentAwayAndEndsWhenItComesToItself() throws IOException {
        try (var folder = new Folder()) {
            folder.configure(
                    "[program:count]\n" + Keepers.COUNTER + "\nstdout_logfile=" + folder.path("count.log") + "\n",
                    "[program:a]\ncommand=/bin/cat\n");
            try (Daemon first = Keepers.start(folder)) {
                first.awaitRunning("count", "a");
                int a = first.pidOf("a");
                Commands.signal("STOP", first.pid());
                Commands.Result sent = Keepers.command(folder, "takeover");
                assertEquals(0, sent.exitCode(), sent.output());
                assertTrue(
                        sent.output().contains("Process " + first.pid() + " does not have the keeper"), sent.output());
                assertTrue(sent.output().contains("Process " + first.pid() + " is still there"), sent.output());
                Commands.signal("CONT", first.pid());
                assertEquals(0, first.awaitExit());
                assertTrue(folder.text("supervisord.log")
                        .contains("was taken from this supervisor by `warden keeper takeover`"));
                try (Daemon second = Keepers.start(folder)) {
                    assertEquals(a, second.pidOf("a"));
                    Commands.signal("STOP", second.pid());
                    Commands.Result killed = Keepers.command(folder, "takeover", "--kill");
                    assertTrue(killed.output().contains("Process " + second.pid() + " was killed"), killed.output());
                    try (Daemon third = Keepers.start(folder)) {
                        assertEquals(a, third.pidOf("a"));
                        third.rpc().call("supervisor.stopProcess", "count");
                        Keepers.assertNoGap(Files.readString(folder.path("count.log")));
                    }
                }
            }
        }
    }

    private static String ends(Folder folder, String name, String signal) {
        return "command=/bin/sh -c 'trap \"echo " + name + " >>" + folder.path("order") + "; exit\" " + signal
                + "; while :; do sleep 0.05; done'\n";
    }

    @Test
    void aloneTheKeeperStopsItsProgramsInOrderAndEnds() throws IOException {
        try (var folder = new Folder()) {
            folder.configure(
                    "[program:first]\npriority=1\nstopsignal=USR1\n" + ends(folder, "first", "USR1"),
                    "[program:middle]\npriority=5\n" + ends(folder, "middle", "TERM"),
                    "[program:stubborn]\npriority=5\nstopwaitsecs=1\ncommand=/bin/sh -c 'trap \"\" TERM; sleep 1000'\n"
                            + "killasgroup=true\n",
                    "[program:last]\npriority=9\nstopsignal=INT\n" + ends(folder, "last", "INT"));
            try (Daemon daemon = Keepers.start(folder)) {
                daemon.awaitRunning("first", "middle", "stubborn", "last");
                int keeper = Keepers.keeperOf(daemon, "first");
                Keepers.killed(daemon.pid());
                Commands.signal("TERM", keeper);
                Await.until("the keeper has ended", () -> ProcessHandle.of(keeper)
                        .filter(ProcessHandle::isAlive)
                        .isEmpty());
                assertEquals("last\nmiddle\nfirst\n", folder.text("order"));
                assertEquals(List.of(), filesIn(folder.path("state")), "nothing is left");
                assertEquals(List.of(), Daemon.commandsIn(folder.root()).toList());
            }
        }
    }

    @Test
    void aStopThatASupervisorHadBegunIsBroughtToItsEndByTheKeeper() throws IOException {
        try (var folder = new Folder()) {
            folder.configure(
                    "[program:stubborn]\nstopwaitsecs=2\ncommand=/bin/sh -c 'trap \"\" TERM; while :; do sleep 0.1; done'\n",
                    "[program:other]\ncommand=/bin/cat\n");
            try (Daemon first = Keepers.start(folder)) {
                first.awaitRunning("stubborn", "other");
                int stubborn = first.pidOf("stubborn");
                int other = first.pidOf("other");
                first.rpc().call("supervisor.stopProcess", "stubborn", false);
                assertEquals("STOPPING", first.stateOf("stubborn"));
                Keepers.killed(first.pid());
                Await.until("it was killed", () -> ProcessHandle.of(stubborn).isEmpty());
                try (Daemon second = Keepers.start(folder)) {
                    assertEquals("STOPPED", second.stateOf("stubborn"));
                    assertEquals(other, second.pidOf("other"));
                }
            }
        }
    }

    /** A double fork whose middle has ended: only a cgroup tells whose it is. */
    @Test
    void whatHasCutItselfOffEndsWithItsProgramWhereThereAreCgroups() throws IOException {
        try (var folder = new Folder()) {
            String hides = folder.script(
                    "hides",
                    "(setsid sh -c 'echo $$ >" + folder.path("hidden") + "; exec sleep 1000' &)",
                    "exec sleep 1000");
            folder.configure("[program:hides]\ncommand=" + hides + "\nkillescaped=true\n");
            try (Daemon daemon = Keepers.start(folder)) {
                daemon.awaitRunning("hides");
                Map<?, ?> versions = daemon.rpc().struct("warden.getVersions");
                assumeTrue(
                        versions.get("engine").toString().contains("cgroups"),
                        "no cgroup v2 that can be written: " + versions.get("engine"));
                Await.until(
                        "it has hidden something", () -> folder.text("hidden").endsWith("\n"));
                int hidden = Integer.parseInt(folder.text("hidden").strip());
                daemon.rpc().call("supervisor.stopProcess", "hides");
                Await.until(
                        "that has ended, too", () -> ProcessHandle.of(hidden).isEmpty());
                assertEquals("STOPPED", daemon.stateOf("hides"));
            }
        }
    }

    /** The same where nobody asked for its end, or nobody could tell: it lives on, and is listed. */
    @Test
    void whatAProgramHasLeftBehindIsListedAndNotKilled() throws IOException {
        try (var folder = new Folder()) {
            String leaves = folder.script(
                    "leaves",
                    "(setsid sh -c 'echo $$ >" + folder.path("left") + "; exec sleep 1000' &)",
                    "exec sleep 1000");
            folder.configure("[program:leaves]\ncommand=" + leaves + "\nkillescaped=false\n");
            try (Daemon daemon = Keepers.start(folder)) {
                daemon.awaitRunning("leaves");
                Await.until("it has left something", () -> folder.text("left").endsWith("\n"));
                int left = Integer.parseInt(folder.text("left").strip());
                daemon.rpc().call("supervisor.stopProcess", "leaves");
                assertTrue(ProcessHandle.of(left).isPresent(), "it lives on");
                String status = Keepers.command(folder, "status").output();
                assertTrue(
                        status.contains("left behind  pid " + left + " sleep 1000, likely of leaves:leaves\n"), status);
                Keepers.killed(left);
                assertFalse(Keepers.command(folder, "status").output().contains("left behind"));
            }
        }
    }

    @Test
    void aKilledKeeperIsReplacedAndNothingIsStartedTwice() throws IOException {
        try (var folder = new Folder()) {
            folder.configure("[program:sleeps]\ncommand=/bin/sleep 1000\nautorestart=true\n");
            try (Daemon daemon = Keepers.start(folder)) {
                daemon.awaitRunning("sleeps");
                int pid = daemon.pidOf("sleeps");
                Keepers.killed(Keepers.keeperOf(daemon, "sleeps"));
                Await.until("there is another keeper", () -> folder.text("supervisord.log")
                        .contains("another one was started"));
                assertEquals(pid, daemon.pidOf("sleeps"));
                assertEquals("RUNNING", daemon.stateOf("sleeps"));
                daemon.rpc().call("supervisor.stopProcess", "sleeps");
                // Whoever adopted it has to collect it.
                Await.until("it has been stopped", () -> ProcessHandle.of(pid).isEmpty());
                daemon.rpc().call("supervisor.startProcess", "sleeps");
                assertNotEquals(pid, daemon.pidOf("sleeps"));
                assertTrue(folder.text("supervisord.log").contains("unknown termination cause"));
            }
        }
    }

    @Test
    void whenBothAreKilledWhatRunsIsFoundAgain() throws IOException {
        try (var folder = new Folder()) {
            folder.configure(
                    "[program:sleeps]\ncommand=/bin/sleep 1000\n", "[program:dies]\ncommand=/bin/sleep 1000\n");
            try (Daemon first = Keepers.start(folder)) {
                first.awaitRunning("sleeps", "dies");
                int pid = first.pidOf("sleeps");
                int dies = first.pidOf("dies");
                int keeper = Keepers.keeperOf(first, "sleeps");
                Keepers.killed(first.pid());
                Keepers.killed(keeper);
                Keepers.killed(dies);
                try (Daemon second = Keepers.start(folder)) {
                    assertEquals(pid, second.pidOf("sleeps"));
                    second.awaitRunning("dies");
                    assertNotEquals(dies, second.pidOf("dies"), "what ended unseen is started again");
                }
            }
        }
    }

    @Test
    void aSignalToTheParentOfAProgramIsOneToSupervisord() throws IOException {
        try (var folder = new Folder()) {
            folder.configure("[program:a]\ncommand=/bin/sh -c 'trap \"\" TERM; while [ ! -e " + folder.path("go")
                    + " ]; do sleep 0.1; done; kill $PPID; exec sleep 1000'\n");
            try (Daemon daemon = Keepers.start(folder)) {
                Files.createFile(folder.path("go"));
                assertEquals(0, daemon.awaitExit());
                assertTrue(folder.text("supervisord.log").contains("received SIGTERM indicating exit request"));
            }
        }
    }

    @Test
    void aSecondSupervisorOfTheSameFileHasTouchedNothing() throws IOException {
        try (var folder = new Folder()) {
            folder.configure("[program:a]\ncommand=/bin/cat\n");
            try (Daemon first = Keepers.start(folder)) {
                first.awaitRunning("a");
                int a = first.pidOf("a");
                Process second = Daemon.launch(folder, Daemon.underTest() + " --statedir=" + folder.path("state"));
                assertTrue(Commands.waitFor(second));
                assertEquals(2, second.exitValue());
                assertTrue(folder.text("daemon.out").contains("Another program is already listening"));
                assertEquals(a, first.pidOf("a"));
                assertEquals("RUNNING", first.stateOf("a"));
            }
        }
    }

    @Test
    void aStateDirectoryThatOthersCanEnterIsRefused() throws IOException {
        try (var folder = new Folder()) {
            folder.configure("[program:a]\ncommand=/bin/cat\n");
            Path state = Files.createDirectory(folder.path("state"));
            // Not left to the umask, with which it could be as private as it has to be.
            Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));
            Process refused = Daemon.launch(folder, Daemon.underTest() + " --statedir=" + folder.path("state"));
            assertTrue(Commands.waitFor(refused));
            assertEquals(2, refused.exitValue());
            assertTrue(folder.text("daemon.out").contains("must be a directory of this user's own with mode 0700"));
        }
    }
}
