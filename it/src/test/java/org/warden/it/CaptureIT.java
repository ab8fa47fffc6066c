package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Capture mode, from a real program's write to a real listener's stdin. */
class CaptureIT {
    private Folder folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = new Folder();
    }

    @AfterEach
    void removeFolder() throws IOException {
        folder.close();
    }

    /** Writes each event it gets, header and payload, to a file. */
    private String listener() throws IOException {
        String command = folder.script(
                "listener",
                "while echo READY; read header; do",
                "  length=${header##*len:}",
                "  { echo \"$header\"; dd bs=1 count=$length 2>/dev/null; echo; } >>" + folder.path("events"),
                "  printf 'RESULT 2\\nOK'",
                "done");
        return """
                [eventlistener:l]
                command=%s
                events=PROCESS_COMMUNICATION
                startsecs=0
                """.formatted(command);
    }

    private String program(String script, int captureMaxBytes) {
        return """
                [program:p]
                command=%s
                stdout_logfile=%s
                stdout_capture_maxbytes=%d
                startsecs=0
                autostart=false
                autorestart=false
                """.formatted(script, folder.path("out.log"), captureMaxBytes);
    }

    @Test
    void textBetweenTokensCutByWritesReachesTheListenerAndNotTheLog() throws IOException {
        String script = folder.script(
                "program",
                "printf 'before <!--XSUPER'; sleep 0.2",
                "printf 'VISOR:BEGIN-->one '; sleep 0.2; printf 'two<!--XSUPERVISOR:E'; sleep 0.2",
                "printf 'ND--> after\\n'; exec sleep 1000");
        folder.configure(listener(), program(script, 1000));
        try (Daemon daemon = Daemon.start(folder)) {
            daemon.awaitRunning("l");
            daemon.rpc().call("supervisor.startProcess", "p");
            Await.until("the event has come", () -> folder.text("events").endsWith("two\n"));
            String[] event = folder.text("events").split("\n", 2);
            assertTrue(event[0].contains(" eventname:PROCESS_COMMUNICATION_STDOUT "), event[0]);
            assertEquals("processname:p groupname:p pid:" + daemon.pidOf("p") + "\none two\n", event[1]);
            Await.until("the log is whole", () -> folder.text("out.log").equals("before  after\n"));
        }
    }

    @Test
    void lastBytesOfAProgramAreLoggedAndAnUnendedCaptureIsCounted() throws IOException {
        assumeFalse(Daemon.isStock(), "stock loses the last bytes, and a capture without an end, without a word");
        String script = folder.script(
                "program",
                "printf 'short <!--XSUPERVISOR:BEG'",
                "[ ! -f " + folder.path("again") + " ] || printf 'IN-->123'");
        folder.configure(listener(), program(script, 1000));
        try (Daemon daemon = Daemon.start(folder)) {
            daemon.rpc().call("supervisor.startProcess", "p");
            Await.until("it has ended", () -> daemon.stateOf("p").equals("EXITED"));
            assertEquals("short <!--XSUPERVISOR:BEG", folder.text("out.log"));

            Files.createFile(folder.path("again"));
            daemon.rpc().call("supervisor.startProcess", "p");
            Await.until("the drop is logged", () -> !folder.logLines("dropped 3 captured bytes")
                    .isEmpty());
            assertTrue(folder.logLines("dropped 3")
                    .get(0)
                    .endsWith("WARN 'p' stdout: dropped 3 captured bytes: no <!--XSUPERVISOR:END--> came"));
            assertEquals("short <!--XSUPERVISOR:BEGshort ", folder.text("out.log"));
        }
    }
}
