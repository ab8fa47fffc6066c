package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How daemons begin and end: on their way down, told to by a listener, as another user, beside another of their kind. */
class LastDaysIT {
    private Folder folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = new Folder();
    }

    @AfterEach
    void removeFolder() throws IOException {
        folder.close();
    }

    @Test
    void requestsAreAnsweredUntilTheLastProgramIsGone() throws IOException {
        String slow =
                folder.script("slow", "trap 'sleep 1; exit 0' TERM", "echo ready", "while :; do sleep 0.05; done");
        folder.configure("[program:slow]\ncommand=" + slow + "\nstdout_logfile=" + folder.path("slow.log") + "\n");
        try (Daemon daemon = Daemon.start(folder)) {
            Await.until("it listens", () -> folder.text("slow.log").equals("ready\n"));
            daemon.signal("TERM");
            Await.until("the way down has begun", () -> faultOf(daemon, "supervisor.getState") == 6);
            assertEquals(true, daemon.rpc().call("supervisor.sendRemoteCommEvent", "t", "data"));
            assertEquals(6, faultOf(daemon, "supervisor.getAllProcessInfo"));
            assertTrue(
                    daemon.rpc().call("system.listMethods").toString().contains("supervisor.getState"),
                    "and nothing else has changed");
            assertEquals(0, daemon.awaitExit());
            assertEquals(
                    1, folder.logLines("INFO stopped: slow (exit status 0)").size());
        }
    }

    private static int faultOf(Daemon daemon, String method) throws IOException {
        try {
            daemon.rpc().call(method);
            return 0;
        } catch (XmlRpc.Fault fault) {
            return fault.code;
        }
    }

    @Test
    void aListenerOfOneLineEndsTheDaemonThroughItsParentsNumber() throws IOException {
        String listener = folder.script("last", "echo READY", "read -r header", "kill -15 $PPID", "sleep 1000");
        String only = folder.script("only", "while [ ! -e " + folder.path("go") + " ]; do sleep 0.1; done");
        folder.configure("[eventlistener:last]\ncommand=" + listener + "\nevents=PROCESS_STATE_EXITED\nstartsecs=0\n"
                + "[program:only]\ncommand=" + only + "\nautorestart=false\nstartsecs=0\n");
        try (Daemon daemon = Daemon.start(folder)) {
            // It has been seen to answer: it may end.
            Files.createFile(folder.path("go"));
            assertEquals(0, daemon.awaitExit());
            assertEquals(
                    1,
                    folder.logLines("WARN received SIGTERM indicating exit request")
                            .size());
        }
    }

    @Test
    void automaticLogsOfALivingDaemonSurviveASecondOneOfItsIdentifier() throws IOException {
        assumeFalse(Daemon.isStock(), "stock takes them for its own leftovers: this is where Warden differs");
        String program = "[program:idle]\ncommand=/bin/sleep 1000\nautostart=false\n";
        folder.configure(program);
        try (Daemon first = Daemon.start(folder);
                Folder other = new Folder()) {
            Path log = Path.of((String) first.info("idle").get("stdout_logfile"));
            assertTrue(Files.exists(log));
            other.configure("[supervisord]\nchildlogdir=" + folder.root() + "\n" + program);
            try (Daemon second = Daemon.start(other)) {
                assertTrue(Files.exists(log), "a second daemon of the same identifier and childlogdir");
                assertEquals(
                        1,
                        other.logLines("another supervisord with identifier 'supervisor'")
                                .size());
                assertFalse(log.toString().equals(second.info("idle").get("stdout_logfile")));
            }
            Process refused = Daemon.launch(folder);
            Await.until("the one on the same port gives up", () -> !refused.isAlive());
            assertEquals(2, refused.exitValue());
            assertTrue(Files.exists(log), "a second start that was refused");
        }
    }

    @Test
    void aDaemonThatBecomesAnotherUserSaysSo() throws IOException {
        assumeTrue(Commands.isRoot(), "not root: cannot become nobody");
        folder.configure("[supervisord]\nuser=nobody\n[program:who]\ncommand=/usr/bin/id -un\nautorestart=false\n"
                + "startsecs=0\nstdout_logfile=" + folder.path("who.log") + "\n");
        Commands.succeed("chown", "nobody", folder.root().toString());
        try (Daemon daemon = Daemon.start(folder)) {
            String uid = Commands.succeed("id", "-u", "nobody").strip();
            assertEquals(
                    1,
                    folder.logLines("INFO Set uid to user " + uid + " succeeded")
                            .size());
            Await.until("the program has run", () -> daemon.stateOf("who").equals("EXITED"));
            assertEquals("nobody\n", folder.text("who.log"));
            assertEquals("nobody", Files.getOwner(folder.mainLog()).getName(), "all logs are that user's");
        }
    }
}
