package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logs that are no files, with readers that are slow, late or not there at all. */
class SpecialLogsIT {
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
    void fifoThatNobodyReadsHoldsNeitherTheDaemonNorOtherPrograms() throws IOException {
        assumeFalse(Daemon.isStock(), "stock waits for a reader when it opens a FIFO, and does nothing else");
        Commands.succeed(
                "mkfifo", folder.path("fifo").toString(), folder.path("main").toString());
        folder.configure("""
                [supervisord]
                logfile=%1$s/main
                [program:loud]
                command=/bin/sh -c "seq 1 100000; exec sleep 1000"
                stdout_logfile=%1$s/fifo
                startsecs=0
                [program:quiet]
                command=/bin/sh -c "echo heard; exec sleep 1000"
                stdout_logfile=%1$s/quiet.log
                startsecs=0
                """.formatted(folder.root()));
        try (Daemon daemon = Daemon.start(folder)) {
            daemon.awaitRunning("loud", "quiet");
            Await.until("the other program is logged", () -> folder.text("quiet.log")
                    .equals("heard\n"));
            // The activity log's FIFO holds what came before it had a reader.
            Process reader = Commands.start(
                    java.util.List.of("/bin/cat", folder.path("main").toString()), folder.path("main.read"));
            try {
                Await.until("a late reader sees what was lost", () -> folder.text("main.read")
                        .contains("'loud' stdout log " + folder.path("fifo") + ": can't write it: EAGAIN; "));
                assertTrue(folder.text("main.read").contains("INFO supervisord started with pid " + daemon.pid()));
            } finally {
                reader.destroyForcibly();
                Commands.waitFor(reader);
            }
            daemon.rpc().call("supervisor.stopProcess", "loud");
            assertEquals("STOPPED", daemon.stateOf("loud"));
            assertTrue(Commands.succeed("stat", "-c", "%F", folder.path("fifo").toString())
                    .startsWith("fifo"));
        }
    }

    @Test
    void programsAndTheDaemonCanLogToItsStdout() throws IOException {
        folder.configure("""
                [supervisord]
                logfile=/dev/stdout
                logfile_maxbytes=10
                silent=true
                [program:p]
                command=/bin/sh -c "echo from stdout; echo from stderr >&2; exec sleep 1000"
                stdout_logfile=/dev/stdout
                stdout_logfile_maxbytes=0
                stderr_logfile=/dev/fd/1
                stderr_logfile_maxbytes=0
                startsecs=0
                """);
        try (Daemon daemon = Daemon.startThrough("\"$@\" | cat", folder)) {
            Await.until(
                    "all has come",
                    () -> folder.text("daemon.out").contains("from stdout\n")
                            && folder.text("daemon.out").contains("from stderr\n")
                            && folder.text("daemon.out").contains("INFO supervisord started with pid "));
            daemon.rpc().call("supervisor.shutdown");
            daemon.awaitExit();
        }
        assertTrue(Files.exists(java.nio.file.Path.of("/dev/stdout")));
    }
}
