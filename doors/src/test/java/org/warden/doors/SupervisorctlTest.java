package org.warden.doors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.warden.core.config.AutoRestart;
import org.warden.core.config.ChannelConfig.LogTarget;
import org.warden.core.model.ProcessState;
import org.warden.rpc.FakeCore;

/** The stock client against a fake core, over both kinds of socket. Needs Debian's {@code supervisor} package. */
@Timeout(60)
class SupervisorctlTest {

    private static final Path CTL = Path.of("/usr/bin/supervisorctl");

    @TempDir
    Path dir;

    private OpenDoors doors;

    @BeforeEach
    void open() throws Exception {
        if (!Files.isExecutable(CTL)) {
            abort("skipped: there is no " + CTL + "; install the package supervisor");
        }
        doors = OpenDoors.unix(dir.resolve("sock"));
        Path log = Files.writeString(dir.resolve("log"), "one\ntwo\n");
        doors.core.with(FakeCore.group("cat", FakeCore.program("cat", AutoRestart.TRUE, new LogTarget.None(), 0)));
        doors.core.process("p", ProcessState.RUNNING, 12, log.toString());
    }

    @AfterEach
    void close() {
        if (doors != null) {
            doors.close();
        }
    }

    private List<String> servers() {
        return List.of("http://127.0.0.1:" + doors.port(), "unix://" + dir.resolve("sock"));
    }

    private Process start(String server, String... command) throws IOException {
        Path empty = Files.writeString(dir.resolve("ctl.conf"), "[supervisorctl]\n");
        List<String> line = new ArrayList<>(List.of(CTL.toString(), "-c", empty.toString(), "-s", server));
        line.addAll(List.of(command));
        return new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private String output(String server, String... command) throws IOException, InterruptedException {
        Process process = start(server, command);
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        return text;
    }

    @Test
    void statusStartStopAndTheRestReadAsWithStock() throws Exception {
        for (String server : servers()) {
            String status = "cat                              STOPPED   Not started\n"
                    + "p                                RUNNING   pid 12, uptime 0:00:00\n";
            assertEquals("4.3.0\n", output(server, "version"));
            assertEquals("12\n", output(server, "pid", "p"));
            assertEquals("one\ntwo", output(server, "tail", "p").stripTrailing());
            assertEquals("p: ERROR (already started)\n", output(server, "start", "p"));
            assertEquals("nope: ERROR (no such process)\n", output(server, "start", "nope"));
            assertTrue(
                    output(server, "avail").startsWith("cat                              in use    auto      999:999"));
            assertEquals(status, output(server, "status"));
        }
        assertEquals("cat: started\n", output(servers().get(0), "start", "cat"));
        assertEquals("cat: stopped\n", output(servers().get(1), "stop", "cat"));
    }

    @Test
    void tailFollowsOverBothKindsOfSocket() throws Exception {
        for (String server : servers()) {
            Process tail = start(server, "tail", "-f", "p");
            try (var lines = tail.inputReader(StandardCharsets.UTF_8)) {
                assertEquals("==> Press Ctrl-C to exit <==", lines.readLine());
                assertEquals("one", lines.readLine());
                assertEquals("two", lines.readLine());
            } finally {
                tail.destroyForcibly();
            }
        }
    }
}
