package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lines of programs and of the activity log in a real syslog socket, which a Python script reads. */
class SyslogIT {
    private static final Path DEV_LOG = Path.of("/dev/log");

    private Folder folder;
    private Process reader;
    private boolean made;
    private Path deadLink;

    @BeforeEach
    void openSyslog() throws IOException {
        assumeTrue(Commands.isRoot(), "not root: cannot put a socket in the place of /dev/log");
        folder = new Folder();
        Path script = folder.path("syslogd.py");
        Files.writeString(
                script,
                String.join(
                        "\n",
                        "import socket, sys",
                        "s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)",
                        "s.bind(sys.argv[1])",
                        "with open(sys.argv[2], 'wb', 0) as out:",
                        "    while True:",
                        "        out.write(s.recv(65536) + b'\\n')"));
        Path socket = folder.path("dev-log");
        reader = Commands.start(
                List.of(
                        "python3",
                        script.toString(),
                        socket.toString(),
                        folder.path("messages").toString()),
                folder.path("syslogd.out"));
        Await.until("the socket is there", () -> Files.exists(socket) && Files.exists(folder.path("messages")));
        // Something to mount the socket over; where the machine has a syslog of its own, that is not touched. A link
        // that leads nowhere, as a systemd that is installed and not running leaves it, gives way for the test.
        made = !Files.exists(DEV_LOG);
        if (made) {
            deadLink = Files.isSymbolicLink(DEV_LOG) ? Files.readSymbolicLink(DEV_LOG) : null;
            Files.deleteIfExists(DEV_LOG);
            Files.createFile(DEV_LOG);
        }
    }

    @AfterEach
    void closeSyslog() throws IOException {
        if (reader != null) {
            reader.destroyForcibly();
            Commands.waitFor(reader);
        }
        if (made) {
            Files.deleteIfExists(DEV_LOG);
            if (deadLink != null) {
                Files.createSymbolicLink(DEV_LOG, deadLink);
            }
        }
        if (folder != null) {
            folder.close();
        }
    }

    /** A daemon that sees the test's socket as /dev/log, and nobody else does. */
    private Daemon start() throws IOException {
        return Daemon.startThrough(
                "exec unshare --mount /bin/sh -c 'mount --bind " + folder.path("dev-log")
                        + " /dev/log && exec \"$@\"' sh \"$@\"",
                folder);
    }

    private List<String> messages(String part) throws IOException {
        return folder.text("messages").lines().filter(m -> m.contains(part)).toList();
    }

    @Test
    void linesOfAProgramGoToSyslogAndToItsLog() throws IOException {
        String script = folder.script("program", "printf 'one\\ntw'; sleep 0.2; printf 'o\\n'; exec sleep 1000");
        folder.configure("""
                [program:p]
                command=%s
                stdout_logfile=%s
                stdout_syslog=true
                startsecs=0
                [program:old]
                command=/bin/echo deprecated
                stdout_logfile=SYSLOG
                startsecs=0
                autorestart=false
                """.formatted(script, folder.path("out.log")));
        try (Daemon daemon = start()) {
            daemon.awaitRunning("p");
            Await.until("both lines have come", () -> messages(": p ").size() >= 2);
            assertEquals("one\ntwo\n", folder.text("out.log"));
            String first = messages(": p ").get(0);
            assertTrue(first.matches("<14>[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\S+: p one"), first);
            if (!Daemon.isStock()) {
                assertTrue(first.endsWith(" supervisord: p one"), first);
                assertTrue(messages(": p ").get(1).endsWith(": p two"), "one message a line, however it was written");
            }
            Await.until(
                    "the old spelling works", () -> messages(": old deprecated").size() == 1);
            assertEquals("", daemon.info("old").get("stdout_logfile"));
        }
    }

    @Test
    void activityLogGoesToSyslogWithItsPrefixOnEachLine() throws IOException {
        folder.configure("[supervisord]", "logfile=syslog");
        try (Daemon daemon = start()) {
            Await.until("it says that it started", () -> !messages("supervisord started with pid")
                    .isEmpty());
            String started = messages("supervisord started").get(0);
            assertTrue(
                    started.matches("<14>.{15} \\S+: \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} INFO supervisord"
                            + " started with pid " + daemon.pid()),
                    started);
            assertFalse(Files.exists(folder.path("syslog")));
            assertTrue(daemon.ctl("maintail").output().contains("NO_FILE")
                    || daemon.ctl("maintail").output().contains("no log file"));
        }
    }
}
