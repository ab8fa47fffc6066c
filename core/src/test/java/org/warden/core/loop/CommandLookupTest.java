package org.warden.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.warden.core.api.Refusal;
import org.warden.core.config.ProcessConfig;
import org.warden.core.port.FakeHost;
import org.warden.core.process.ProgramBuilder;

class CommandLookupTest {
    @TempDir
    Path dir;

    private final FakeHost host = new FakeHost();

    private String executable(String folder, String name) throws IOException {
        Path file = Files.createDirectories(dir.resolve(folder)).resolve(name);
        Files.writeString(file, "#!/bin/sh\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file.toString();
    }

    private CommandLookup.Found find(ProcessConfig config, String daemonPath) {
        return new CommandLookup(host, Map.of("PATH", daemonPath)).find(config, new HashMap<>());
    }

    private static ProgramBuilder runs(String command) {
        return ProgramBuilder.program("p").command(command);
    }

    @Test
    void pathOfTheProgramsOwnEnvironmentComesBeforeThatOfTheDaemon() throws IOException {
        String daemons = executable("daemon", "tool");
        String own = executable("own", "tool");
        ProgramBuilder tool = runs("tool a b");
        assertEquals(
                daemons, find(tool.build(), dir + "/none:" + dir + "/daemon").file());
        tool.environment(Map.of("PATH", dir + "/own"));
        CommandLookup.Found found = find(tool.build(), dir + "/daemon");
        assertEquals(own, found.file());
        assertEquals(List.of("tool", "a", "b"), found.argv());
    }

    @Test
    void whatCannotBeStartedIsSaidInStocksWordsWithItsKindOfRefusal() throws IOException {
        String there = executable("x", "tool");
        Path plain = Files.writeString(dir.resolve("plain"), "text");
        Files.setPosixFilePermissions(plain, PosixFilePermissions.fromString("rw-r--r--"));
        refused("/no/such", Refusal.NO_FILE, "can't find command '/no/such'");
        refused("nowhere", Refusal.NO_FILE, "can't find command 'nowhere'");
        refused(dir.toString(), Refusal.NOT_EXECUTABLE, "command at '" + dir + "' is a directory");
        refused(plain.toString(), Refusal.NOT_EXECUTABLE, "command at '" + plain + "' is not executable");
        refused("", Refusal.NOT_EXECUTABLE, "command is empty");
        refused(
                "/bin/cat 'open",
                Refusal.NOT_EXECUTABLE,
                "can't parse command \"/bin/cat 'open\": No closing quotation");
        host.forbid(there);
        refused(there, Refusal.NOT_EXECUTABLE, "no permission to run command '" + there + "'");
    }

    private void refused(String command, Refusal why, String text) {
        CommandLookup.Found found = find(runs(command).build(), "/nonexistent");
        assertEquals(text, found.text());
        assertEquals(why, found.refusal());
    }
}
