package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where nobody else does it, the keeper starts a supervisor again that has crashed. */
class KeeperRestartsIT {
    @BeforeEach
    void onlyOurs() {
        assumeFalse(Daemon.isStock(), "stock has no keeper");
    }

    private static void configure(Folder folder, String more) throws IOException {
        folder.configure(
                "[supervisord]\nkeeper_restarts=2\nminfds=100\n" + more,
                "[program:count]\n" + Keepers.COUNTER + "\nstdout_logfile=" + folder.path("count.log") + "\n",
                "[program:limit]\ncommand=/bin/sh -c 'ulimit -Sn; exec sleep 1000'\nstdout_logfile="
                        + folder.path("limit.log") + "\n");
    }

    /** Waits for the one after, which answers at the same port. */
    private static int awaitNext(Daemon daemon, int before) {
        Await.until("another supervisor answers", () -> pid(daemon) != before);
        return pid(daemon);
    }

    private static int pid(Daemon daemon) {
        try {
            return (int) daemon.rpc().call("supervisor.getPID");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void end(Daemon daemon, Folder folder) throws IOException {
        daemon.rpc().call("supervisor.shutdown");
        Await.until(
                "all has ended",
                () -> Daemon.commandsIn(folder.root()).findAny().isEmpty());
    }

    @Test
    void aKilledSupervisorIsThereAgainAndItsProgramsAreTheSame() throws IOException {
        try (var folder = new Folder()) {
            configure(folder, "");
            try (Daemon first = Keepers.start(folder)) {
                first.awaitRunning("count", "limit");
                int count = first.pidOf("count");
                int keeper = Keepers.keeperOf(first, "count");
                Keepers.killed(first.pid());
                int second = awaitNext(first, (int) first.pid());
                assertEquals(count, first.pidOf("count"));
                assertEquals(
                        Integer.toString(second), folder.text("supervisord.pid").strip());
                assertEquals(
                        keeper,
                        ProcessHandle.of(second)
                                .flatMap(ProcessHandle::parent)
                                .orElseThrow()
                                .pid());
                // What is started by the second one gets the limits that it would have got from the first.
                first.rpc().call("supervisor.stopProcess", "limit");
                first.rpc().call("supervisor.startProcess", "limit");
                Await.until(
                        "it has said its limit",
                        () -> folder.text("limit.log").lines().count() == 2);
                List<String> limits = folder.text("limit.log").lines().toList();
                assertEquals(limits.get(0), limits.get(1));
                Keepers.killed(second);
                int third = awaitNext(first, second);
                assertNotEquals(second, third);
                assertEquals(count, first.pidOf("count"));
                assertEquals(
                        2,
                        folder.logLines("WARN supervisord has ended without a word")
                                .size(),
                        folder.log());
                Keepers.killed(third);
                Await.until("the keeper gives up", () -> folder.log().contains("is not started again"));
                assertTrue(ProcessHandle.of(count).isPresent());
                try (Daemon fourth = Keepers.start(folder)) {
                    assertEquals(count, fourth.pidOf("count"));
                    end(fourth, folder);
                }
                Keepers.assertNoGap(Files.readString(folder.path("count.log")));
            }
        }
    }

    @Test
    void oneInTheBackgroundIsThereAgainToo() throws IOException {
        try (var folder = new Folder()) {
            configure(folder, "nodaemon=false\n");
            String supervisord =
                    Path.of(System.getProperty("warden.bin"), "supervisord").toString();
            Commands.Result started = Commands.run(
                    List.of(supervisord, "-c", folder.conf().toString(), "--statedir=" + folder.path("state")));
            assertEquals(0, started.exitCode(), started.output());
            var rpc = new XmlRpc(folder.port());
            int first = (int) rpc.call("supervisor.getPID");
            int count = (int) rpc.struct("supervisor.getProcessInfo", "count").get("pid");
            Keepers.killed(first);
            Await.until("another supervisor answers", () -> (int) rpc.call("supervisor.getPID") != first);
            assertEquals(count, rpc.struct("supervisor.getProcessInfo", "count").get("pid"));
            rpc.call("supervisor.shutdown");
            Await.until(
                    "all has ended",
                    () -> Daemon.commandsIn(folder.root()).findAny().isEmpty());
        }
    }

    @Test
    void oneThatDetachesStaysAway() throws IOException {
        try (var folder = new Folder()) {
            configure(folder, "");
            try (Daemon first = Keepers.start(folder)) {
                first.awaitRunning("count");
                int count = first.pidOf("count");
                first.rpc().call("warden.detach");
                assertEquals(0, first.awaitExit());
                try (Daemon second = Keepers.start(folder)) {
                    assertEquals(count, second.pidOf("count"));
                    assertEquals(List.of(), folder.logLines("has ended without a word"));
                    end(second, folder);
                }
            }
        }
    }
}
