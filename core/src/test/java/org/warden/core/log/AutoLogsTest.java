package org.warden.core.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutoLogsTest {
    @TempDir
    Path dir;

    @Test
    void cleanUpTakesOnlyFilesOfThisIdentifierAndTheirRotatedOnes() throws IOException {
        List<String> ours = List.of(
                "web-stdout---kit-abcd1234.log", "web-stderr---kit-abcd1234.log.1", "a b-stdout---kit-x.log.10");
        List<String> others = List.of("web-stdout---kit2-abcd1234.log", "plain.log", "---kit-abcd1234.log", "x.log.1");
        for (String name : ours) {
            Files.createFile(dir.resolve(name));
        }
        for (String name : others) {
            Files.createFile(dir.resolve(name));
        }
        assertEquals(List.of(), new AutoLogs(dir, "kit").cleanUp(Set.of()));
        ours.forEach(name -> assertFalse(Files.exists(dir.resolve(name)), name));
        others.forEach(name -> assertTrue(Files.exists(dir.resolve(name)), name));
    }

    @Test
    void filesAreCreatedForTheOwnerAlone() throws IOException {
        var config =
                org.warden.core.process.ProgramBuilder.program("web").autoLogs().build();
        AutoLogs.Paths paths = new AutoLogs(dir, "kit").resolve(config);
        assertTrue(paths.stdout().matches(dir + "/web-stdout---kit-\\w{8}\\.log"), paths.stdout());
        assertTrue(paths.stderr().matches(dir + "/web-stderr---kit-\\w{8}\\.log"), paths.stderr());
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(paths.stdout()))));
    }
}
