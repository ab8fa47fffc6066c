package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What signals, pidfiles and second copies do to a daemon in the foreground. */
class SignalsIT {
    private static final String TWO_PROGRAMS = """
            [program:early]
            command=/bin/sleep 1000
            priority=10
            startsecs=0
            [program:late]
            command=/bin/sleep 1000
            priority=20
            startsecs=0
            """;

    private Folder folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = new Folder();
    }

    @AfterEach
    void removeFolder() throws IOException {
        folder.close();
    }

    private Daemon running(String... sections) throws IOException {
        folder.configure(sections);
        Daemon daemon = Daemon.start(folder);
        daemon.awaitRunning("early", "late");
        return daemon;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "QUIT"})
    void exitSignalsStopProgramsInReverseOrderAndEndWithZero(String signal) throws IOException {
        try (Daemon daemon = running(TWO_PROGRAMS)) {
            assertEquals(daemon.pid() + "\n", folder.text("supervisord.pid"));
            daemon.signal(signal);
            assertEquals(0, daemon.awaitExit());

            assertEquals(
                    List.of(
                            "WARN received SIG" + signal + " indicating exit request",
                            "WARN stopped: late (terminated by SIGTERM)",
                            "WARN stopped: early (terminated by SIGTERM)"),
                    folder.log()
                            .lines()
                            .map(SignalsIT::withoutTime)
                            .filter(line -> line.contains("received") || line.contains("stopped: "))
                            .toList());
            assertTrue(Files.notExists(folder.pidfile()), "the pidfile is removed");
            assertTrue(Files.notExists(folder.socket()), "the socket is removed");
            assertEquals(List.of(), Daemon.commandsIn(folder.root()).toList());
        }
    }

    @Test
    void hangupStartsOverWithTheNewConfigurationInTheSameProcess() throws IOException {
        try (Daemon daemon = running(TWO_PROGRAMS)) {
            int before = daemon.pidOf("early");
            folder.configure(TWO_PROGRAMS, "[program:third]\ncommand=/bin/sleep 1000\nstartsecs=0\n");
            daemon.signal("HUP");
            daemon.awaitRunning("early", "late", "third");
            assertTrue(before != daemon.pidOf("early"), "a restart stops and starts every program");
            assertEquals(
                    daemon.pid(), Long.parseLong(folder.text("supervisord.pid").strip()));
            assertEquals(
                    1,
                    folder.logLines("received SIGHUP indicating restart request")
                            .size());
        }
    }

    @Test
    void hangupWithABrokenConfigurationLeavesEverythingRunning() throws IOException {
        assumeFalse(Daemon.isStock(), "stock stops everything and exits with 2: this is where Warden differs");
        try (Daemon daemon = running(TWO_PROGRAMS)) {
            int early = daemon.pidOf("early");
            int late = daemon.pidOf("late");
            Files.writeString(folder.conf(), Files.readString(folder.conf()) + "[program:broken]\nstartsecs=soon\n");
            daemon.signal("HUP");
            Await.until("the log names the broken section", () -> folder.log().contains("program:broken"));
            assertEquals("RUNNING", daemon.rpc().struct("supervisor.getState").get("statename"));
            assertEquals(early, daemon.pidOf("early"));
            assertEquals(late, daemon.pidOf("late"));

            // And it still takes a correct one afterwards.
            folder.configure(TWO_PROGRAMS, "[program:third]\ncommand=/bin/sleep 1000\nstartsecs=0\n");
            daemon.signal("HUP");
            daemon.awaitRunning("third");
        }
    }

    @Test
    void usr2ReopensTheActivityLogAndTheLogsOfPrograms() throws IOException {
        String ticker = folder.script("ticker", "while :; do echo tick; sleep 0.1; done");
        String program = "[program:ticker]\ncommand=" + ticker + "\nstdout_logfile=" + folder.path("ticker.log") + "\n";
        try (Daemon daemon = running(TWO_PROGRAMS, program)) {
            Await.until("output", () -> folder.text("ticker.log").contains("tick"));
            Files.move(folder.path("ticker.log"), folder.path("ticker.log.moved"));
            Files.move(folder.mainLog(), folder.path("supervisord.log.moved"));
            daemon.signal("USR2");
            Await.until(
                    "a new log of the program", () -> folder.text("ticker.log").contains("tick"));
            Await.until("a new activity log", () -> Files.exists(folder.mainLog()));
            assertTrue(
                    folder.text("supervisord.log.moved").contains("received SIGUSR2 indicating log reopen request"),
                    "the notice is the last that goes to the old file");
            daemon.ctl("restart", "early");
            assertEquals(1, folder.logLines("spawned: 'early' with pid").size());
        }
    }

    @Test
    void aSecondDaemonOnTheSameConfigurationExitsWithTwoAndDisturbsNothing() throws IOException {
        try (Daemon daemon = running(TWO_PROGRAMS)) {
            int early = daemon.pidOf("early");
            Process second = Daemon.launch(folder);
            Await.until("the second daemon ends", () -> !second.isAlive());
            assertEquals(2, second.exitValue(), folder.text("daemon.out"));
            assertTrue(
                    folder.text("daemon.out")
                            .contains("Error: Another program is already listening on a port that one of our HTTP"
                                    + " servers is configured to use."),
                    folder.text("daemon.out"));

            assertEquals(early, daemon.pidOf("early"));
            assertEquals(daemon.pid() + "\n", folder.text("supervisord.pid"));
            assertEquals(0, daemon.ctl("status").exitCode(), "the Unix socket still belongs to the first");
        }
    }

    @Test
    void aKilledDaemonIsStartedOverItsStaleSocketAndPidfile() throws IOException {
        folder.configure("[program:early]\ncommand=/bin/sleep 1000\nautostart=false\n");
        try (Daemon first = Daemon.start(folder)) {
            first.signal("KILL");
            first.awaitExit();
        }
        assertTrue(Files.exists(folder.socket()), "a killed daemon leaves its socket");
        try (Daemon second = Daemon.start(folder)) {
            assertEquals(second.pid() + "\n", folder.text("supervisord.pid"));
            assertEquals(second.pid() + "\n", second.ctl("pid").output());
        }
    }

    @Test
    void aRegularFileInTheSocketsPlaceIsNeverDeleted() throws IOException {
        assumeFalse(Daemon.isStock(), "stock tries for ever: this is where Warden differs");
        folder.configure(TWO_PROGRAMS);
        Path precious = folder.socket();
        Files.writeString(precious, "somebody's data\n");
        Process refused = Daemon.launch(folder);
        Await.until("the daemon gives up", () -> !refused.isAlive());
        assertEquals(2, refused.exitValue(), folder.text("daemon.out"));
        assertEquals("somebody's data\n", Files.readString(precious));
    }

    /** An activity log line without its 24 characters of time stamp. */
    private static String withoutTime(String line) {
        return line.length() > 24 ? line.substring(24) : line;
    }
}
