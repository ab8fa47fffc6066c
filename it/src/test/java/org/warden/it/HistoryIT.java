package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What has happened can be asked for later, and a disk that takes no more holds up nothing. */
class HistoryIT {

    @BeforeEach
    void onlyOurs() {
        assumeFalse(Daemon.isStock(), "stock keeps no history");
    }

    private static Daemon start(Folder folder) throws IOException {
        return Daemon.start(folder, Daemon.underTest() + " --statedir=" + folder.path("state"));
    }

    private static List<?> entries(Daemon daemon) throws IOException {
        return (List<?>)
                daemon.rpc().struct("warden.getHistory", Map.of("limit", 1000)).get("entries");
    }

    private static List<String> told(Daemon daemon, String kind, String... members) throws IOException {
        return entries(daemon).stream()
                .map(entry -> (Map<?, ?>) entry)
                .filter(entry -> entry.get("kind").equals(kind))
                .map(entry -> String.join(
                        " ",
                        List.of(members).stream()
                                .map(member -> String.valueOf(entry.get(member)))
                                .toList()))
                .toList();
    }

    @Test
    void whatHappenedIsKnownAfterTheDaemonWasKilled() throws IOException {
        try (var folder = new Folder()) {
            folder.configure(
                    "[supervisord]\nhistory=" + folder.path("history") + "\n",
                    "[program:cat]\ncommand=/bin/cat\n",
                    "[program:seven]\ncommand=/bin/sh -c 'exit 7'\nautostart=false\nstartsecs=0\nautorestart=false\n");
            try (Daemon first = start(folder)) {
                first.awaitRunning("cat");
                assertEquals(0, first.ctl("start", "seven").exitCode());
                assertTrue(first.ctl("stop", "nothing").output().contains("no such process"));
                Await.until("the exit is kept", () -> told(first, "exit", "name", "exitstatus")
                        .contains("seven 7"));
                Commands.signal("KILL", first.pid());
                first.awaitExit();
                try (Daemon second = start(folder)) {
                    assertTrue(
                            told(second, "exit", "name", "exitstatus", "result").contains("seven 7 exit status 7"));
                    List<String> calls = told(second, "call", "who", "from", "method", "arguments", "result");
                    assertTrue(
                            calls.toString().contains("anybody unix supervisor.startProcess [seven"), calls.toString());
                    assertTrue(calls.toString().contains("BAD_NAME: nothing"), calls.toString());
                    List<String> states = told(second, "state", "name", "from", "to");
                    assertTrue(states.contains("cat STARTING RUNNING"), states.toString());
                    assertEquals(
                            2,
                            told(second, "daemon", "what").stream()
                                    .filter(what -> what.startsWith("started with pid"))
                                    .count());
                }
            }
        }
    }

    @Test
    void withoutADirectoryNothingIsKeptAndThatIsSaid() throws IOException {
        try (var folder = new Folder()) {
            folder.configure();
            try (Daemon daemon = start(folder)) {
                var fault = assertThrows(XmlRpc.Fault.class, () -> entries(daemon));
                assertEquals(30, fault.code);
            }
        }
    }

    /** The directory's place is taken by a file when the daemon comes to make it. */
    @Test
    void aDirectoryThatCannotBeMadeIsSaidOnceAndProgramsAreSupervised() throws IOException {
        try (var folder = new Folder()) {
            Files.writeString(folder.path("history"), "no directory");
            folder.configure(
                    "[supervisord]\nhistory=" + folder.path("history") + "\n",
                    "[program:cat]\ncommand=/bin/cat\n",
                    "[program:brief]\ncommand=/bin/sleep 0.1\nstartsecs=0\nautorestart=true\n");
            try (Daemon daemon = start(folder)) {
                daemon.awaitRunning("cat");
                Await.until("it is said", () -> !folder.logLines("history can't be kept")
                        .isEmpty());
                int before = daemon.pidOf("cat");
                daemon.rpc().call("supervisor.stopProcess", "cat");
                daemon.rpc().call("supervisor.startProcess", "cat");
                daemon.awaitRunning("cat");
                assertFalse(before == daemon.pidOf("cat"));
                assertThrows(XmlRpc.Fault.class, () -> entries(daemon));
                assertEquals(1, folder.logLines("history can't be kept").size());
                Commands.signal("TERM", daemon.pid());
                assertEquals(0, daemon.awaitExit());
            }
        }
    }

    @Test
    void aFullDiskIsSaidOnceAndProgramsAreSupervised() throws IOException {
        try (var folder = new Folder()) {
            Path disk = Files.createDirectory(folder.path("disk"));
            assumeTrue(
                    Commands.run(List.of("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", disk.toString()))
                                    .exitCode()
                            == 0,
                    "only root may mount a small file system");
            try {
                fullDisk(folder, disk);
            } finally {
                Commands.run(List.of("umount", disk.toString()));
            }
        }
    }

    private static void fullDisk(Folder folder, Path disk) throws IOException {
        folder.configure(
                "[supervisord]\nhistory=" + disk.resolve("history") + "\n", "[program:cat]\ncommand=/bin/cat\n");
        try (Daemon daemon = start(folder)) {
            daemon.awaitRunning("cat");
            Await.until("something is kept", () -> !entries(daemon).isEmpty());
            Path filler = Files.write(disk.resolve("filler"), new byte[0]);
            Commands.run(List.of("dd", "if=/dev/zero", "of=" + filler, "bs=4k"));
            for (int i = 0; i < 20; i++) {
                daemon.rpc().call("supervisor.stopProcess", "cat");
                daemon.rpc().call("supervisor.startProcess", "cat");
            }
            Await.until("it is said", () -> !folder.logLines("history can't be kept")
                    .isEmpty());
            assertTrue(
                    folder.logLines("history can't be kept").get(0).contains("No space left on device"), folder.log());
            daemon.rpc().call("supervisor.stopProcess", "cat");
            assertEquals("STOPPED", daemon.stateOf("cat"));
            Files.delete(filler);
            Await.until("it goes on", () -> !folder.logLines("history is kept again")
                    .isEmpty());
            assertEquals(1, folder.logLines("history can't be kept").size());
            assertEquals(21, told(daemon, "exit", "name").size());
        }
    }
}
