package org.warden.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.warden.core.api.Command;
import org.warden.core.api.Refusal;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;
import org.warden.rpc.RpcClient.Fault;

class LogMethodsTest {

    @TempDir
    Path dir;

    private final FakeCore core = new FakeCore();
    private final RpcClient client = new RpcClient(RpcEndpoint.of(
            FakeCore.configuration(List.of(), List.of()),
            core,
            core,
            core,
            () -> 42,
            Past.NONE,
            Plugins.NONE,
            (level, line) -> {}));
    private Path log;

    @BeforeEach
    void oneLogOfSeventeenBytes() throws IOException {
        log = Files.writeString(dir.resolve("o"), "alpha\nbeta\ngamma\n");
        core.process("p", ProcessState.STOPPED, 0, log.toString());
        core.process("none", ProcessState.STOPPED, 0, "");
        core.process("missing", ProcessState.STOPPED, 0, dir.resolve("missing").toString());
    }

    @ParameterizedTest
    @CsvSource({"0, 5, alpha", "6, 4, beta", "100, 5, ''", "11, 100, 'gamma\n'", "-6, 0, 'gamma\n'"})
    void readTakesOffsetAndLength(int offset, int length, String expected) {
        assertEquals(expected, client.call("supervisor.readProcessStdoutLog", "p", offset, length));
        assertEquals(expected, client.call("supervisor.readProcessLog", "p", offset, length));
        core.mainLog = log;
        assertEquals(expected, client.call("supervisor.readLog", offset, length));
        assertEquals(expected, client.call("supervisor.readMainLog", offset, length));
    }

    @Test
    void readTakesNumbersAsStringsAndRefusesOtherStrings() {
        assertEquals("beta", client.call("supervisor.readProcessStdoutLog", "p", "6", " 4 "));
        assertEquals(new Fault(2, "INCORRECT_PARAMETERS"), client.call("supervisor.readProcessStdoutLog", "p", "x", 4));
        assertEquals("", client.call("supervisor.readProcessStdoutLog", "p", "9".repeat(400), 4));
        assertEquals("", client.call("supervisor.readProcessStdoutLog", "p", "<int>99999999999</int>", 4));
    }

    @Test
    void badNumbersAreBadArgumentsUnlessTheFileIsMissing() {
        assertEquals(new Fault(3, "BAD_ARGUMENTS"), client.call("supervisor.readProcessStdoutLog", "p", -6, 2));
        assertEquals(new Fault(3, "BAD_ARGUMENTS"), client.call("supervisor.readProcessStdoutLog", "p", 0, -1));
        assertEquals(
                new Fault(20, "NO_FILE: " + dir.resolve("missing")),
                client.call("supervisor.readProcessStdoutLog", "missing", 0, -1));
    }

    @Test
    void missingLogIsNoFileForReadAndEmptyForTail() {
        assertEquals(new Fault(20, "NO_FILE"), client.call("supervisor.readProcessStderrLog", "p", 0, 0));
        assertEquals(new Fault(20, "NO_FILE"), client.call("supervisor.readLog", 0, 0));
        assertEquals(List.of("", 0, false), client.call("supervisor.tailProcessStderrLog", "p", 0, 10));
        assertEquals(List.of("", 0, false), client.call("supervisor.tailProcessStdoutLog", "missing", 0, 10));
    }

    @Test
    void directoryAsALogIsFailed() {
        core.process("dir", ProcessState.STOPPED, 0, dir.toString());
        assertEquals(new Fault(30, "FAILED"), client.call("supervisor.readProcessStdoutLog", "dir", 0, 0));
    }

    @Test
    void tailGivesTextOffsetAndOverflow() {
        assertEquals(List.of("amma\n", 17, true), client.call("supervisor.tailProcessStdoutLog", "p", 0, 5));
        assertEquals(List.of("alpha\nbeta\ngamma\n", 17, false), client.call("supervisor.tailProcessLog", "p", 0, 100));
    }

    @Test
    void bytesThatAreNoTextAreReplacedAndNeverAServerError() throws IOException {
        Files.write(log, new byte[] {'a', (byte) 0xFF, 0x1B, '[', 'm', 0, (byte) 0xE2, (byte) 0x98});
        assertEquals("a\uFFFD\uFFFD[m\uFFFD\uFFFD", client.call("supervisor.readProcessStdoutLog", "p", 0, 0));
        assertEquals(List.of("\uFFFD\uFFFD", 8, true), client.call("supervisor.tailProcessStdoutLog", "p", 0, 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "readProcessStdoutLog",
                "readProcessStderrLog",
                "readProcessLog",
                "tailProcessStdoutLog",
                "tailProcessStderrLog",
                "tailProcessLog"
            })
    void unknownProcessesAndGroupsAreBadNames(String method) {
        for (String name : List.of("nope", "p:*", "p:", "../../etc/passwd")) {
            Object answer = client.call("supervisor." + method, name, 0, 10);
            assertEquals(new Fault(10, "BAD_NAME: " + name), answer);
        }
    }

    @Test
    void clearingGoesToTheCore() {
        assertEquals(true, client.call("supervisor.clearProcessLogs", "p"));
        assertEquals(true, client.call("supervisor.clearProcessLog", "p"));
        assertEquals(true, client.call("supervisor.clearLog"));
        var clear = new Command.ClearLogs(new ProcessName("p", "p"));
        assertEquals(List.of(clear, clear, new Command.ClearMainLog()), core.asked);
        assertEquals(3, ((List<?>) client.call("supervisor.clearAllProcessLogs")).size());
        assertEquals(new Fault(10, "BAD_NAME: nope"), client.call("supervisor.clearProcessLogs", "nope"));
        core.refuse(Command.ClearMainLog.class, Refusal.NO_FILE, null);
        assertEquals(new Fault(20, "NO_FILE"), client.call("supervisor.clearLog"));
    }
}
