package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A supervisor that is not root, with a keeper that is and works under a policy. */
class RootKeeperIT {
    private static final String[] COMMANDS = {"command = /usr/bin/id", "command = /usr/bin/tail"};

    @BeforeEach
    void rootOnly() throws IOException {
        assumeFalse(Daemon.isStock(), "stock has no keeper");
        assumeTrue(Commands.isRoot(), "not root: cannot start a root keeper");
    }

    private static void configure(Folder folder, Path state) throws IOException {
        folder.configure(
                "[supervisord]\nstatedir=" + state + "\n",
                program(folder, "own", "/bin/sh -c 'id -u; exec sleep 1000'", ""),
                program(folder, "other", "/usr/bin/tail -f /dev/null", "user=" + RootKeeper.OTHER + "\n"),
                program(
                        folder,
                        "shows",
                        "/usr/bin/id -un",
                        "user=" + RootKeeper.OTHER + "\nautorestart=false\nstartsecs=0\n"),
                program(folder, "root", "/usr/bin/id", "user=root\nstartretries=0\n"),
                program(folder, "shell", "/bin/sh -c id", "user=" + RootKeeper.OTHER + "\nstartretries=0\n"));
        Commands.succeed(
                "chown", RootKeeper.PEER + ":" + RootKeeper.PEER, folder.root().toString());
    }

    private static String program(Folder folder, String name, String command, String more) {
        return "[program:" + name + "]\ncommand=" + command + "\nstdout_logfile=" + folder.path(name + ".log")
                + "\nstderr_logfile=" + folder.path(name + ".err") + "\n" + more;
    }

    private static String ownerOf(int pid) throws IOException {
        return Files.getOwner(Path.of("/proc/" + pid)).getName();
    }

    @Test
    void programsHaveTheUsersThatThePolicyAllows() throws IOException {
        try (var root = new RootKeeper(COMMANDS);
                var folder = new Folder()) {
            configure(folder, root.state());
            root.start();
            int keeper;
            int other;
            try (Daemon first = Daemon.startThrough(RootKeeper.AS_PEER, folder)) {
                first.awaitRunning("own", "other");
                keeper = Keepers.keeperOf(first, "other");
                other = first.pidOf("other");
                assertEquals(RootKeeper.OTHER, ownerOf(other));
                assertEquals(RootKeeper.PEER, ownerOf((int) first.pid()));
                assertEquals("root", ownerOf(keeper));
                Await.until(
                        "it has said who it is", () -> folder.text("own.log").equals(RootKeeper.PEER + "\n"));
                Await.until("so has the other", () -> folder.text("shows.log").equals(RootKeeper.OTHER + "\n"));
                assertEquals(
                        RootKeeper.PEER,
                        Files.getOwner(folder.path("shows.log")).getName());
                Await.until("what is not allowed is refused", () -> first.stateOf("root")
                        .equals("FATAL"));
                assertEquals(
                        "the keeper's policy does not allow 'root': its user",
                        first.info("root").get("spawnerr"));
                Await.until(
                        "so is another command", () -> first.stateOf("shell").equals("FATAL"));
                assertTrue(
                        first.info("shell").get("spawnerr").toString().endsWith("its command as that user"),
                        first.info("shell").toString());
                Keepers.killed(first.pid());
            }
            try (Daemon second = Daemon.startThrough(RootKeeper.AS_PEER, folder)) {
                assertEquals(other, second.pidOf("other"));
                second.rpc().call("supervisor.shutdown");
                assertEquals(0, second.awaitExit());
            }
            // What it had started is gone, and it waits for the next one.
            assertTrue(ProcessHandle.of(other).isEmpty());
            assertTrue(ProcessHandle.of(keeper).isPresent());
            try (Daemon third = Daemon.startThrough(RootKeeper.AS_PEER, folder)) {
                third.awaitRunning("other");
                assertEquals(keeper, Keepers.keeperOf(third, "other"));
                // To the keeper as to supervisord: all is stopped, and this time it ends.
                Commands.signal("TERM", keeper);
                assertEquals(0, third.awaitExit());
            }
            Await.until("the keeper has ended", () -> ProcessHandle.of(keeper).isEmpty());
        }
    }

    @Test
    void withoutItAnotherUserIsStocksFault() throws IOException {
        try (var folder = new Folder()) {
            configure(folder, folder.path("state"));
            try (Daemon daemon = Daemon.startThrough(RootKeeper.AS_PEER, folder)) {
                daemon.awaitRunning("own");
                Await.until(
                        "it says why", () -> folder.text("shows.err").contains("Can't drop privilege as nonroot user"));
            }
        }
    }

    @Test
    void aRootKeeperThatIsNotThereIsNotStartedByAnybodyElse() throws IOException {
        try (var root = new RootKeeper(COMMANDS);
                var folder = new Folder()) {
            configure(folder, root.state());
            Process refused = Daemon.launch(folder, Daemon.underTest(), "/bin/sh", "-c", RootKeeper.AS_PEER, "sh");
            assertTrue(Commands.waitFor(refused));
            assertEquals(2, refused.exitValue());
            assertTrue(folder.text("daemon.out").contains("the root keeper has to be started first"));
        }
    }

    @Test
    void aWrongPolicyIsToldByLine() throws IOException {
        try (var root = new RootKeeper("whatever = 1")) {
            Commands.Result refused = RootKeeper.keeper(
                    "--policy", root.policy().toString(), root.state().toString());
            assertEquals(6, refused.exitCode());
            assertTrue(refused.output().contains(root.policy() + ":3: the keys are"), refused.output());
        }
    }
}
