package org.warden.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.warden.core.config.CommandLine;
import org.warden.core.config.ConfigReader;
import org.warden.core.config.Configuration;
import org.warden.core.config.LogLevel;
import org.warden.core.log.MainLog;
import org.warden.core.port.FakeHost;

class IncarnationTest {
    @TempDir
    Path dir;

    private final List<String> log = new CopyOnWriteArrayList<>();

    private Incarnation incarnation(String keys) throws Exception {
        Path file = Files.writeString(
                dir.resolve("supervisord.conf"), "[supervisord]\nidentifier=kit\nchildlogdir=" + dir + "\n" + keys);
        Configuration read = ConfigReader.read(file.toString(), new CommandLine(Map.of()), new FakeHost(), dir);
        return new Incarnation(
                read,
                new Incarnation.World(
                        () -> read, null, new Lines(), new FakeHost(), null, Map.of(), -1, () -> 1, () -> 1));
    }

    private Path leftover() throws IOException {
        return Files.writeString(dir.resolve("web-stdout---kit-abcd1234.log"), "old");
    }

    @Test
    void leftoversOfAnEarlierDaemonAreRemovedUnlessTheyAreToBeKept() throws Exception {
        Path leftover = leftover();
        incarnation("nocleanup=true\n").close();
        assertTrue(Files.exists(leftover));
        incarnation("").close();
        assertFalse(Files.exists(leftover));
        assertEquals(List.of(), log);
    }

    @Test
    void logsOfALivingDaemonOfTheSameIdentifierAreLeftAloneWithAWarning() throws Exception {
        Incarnation first = incarnation("");
        Path inUse = leftover();
        incarnation("").close();
        assertTrue(Files.exists(inUse));
        assertEquals(
                List.of("WARN another supervisord with identifier 'kit' keeps its automatic logs in " + dir
                        + ", so no old ones are removed there; give each an identifier or a childlogdir of its own"),
                log);
        first.close();
        incarnation("").close();
        assertFalse(Files.exists(inUse));
    }

    private final class Lines implements MainLog {
        @Override
        public void log(LogLevel level, String text) {
            log.add(level.tag() + " " + text);
        }

        @Override
        public boolean isOn(LogLevel level) {
            return level.weight() >= LogLevel.INFO.weight();
        }

        @Override
        public void reopen() {
            log.clear();
        }

        @Override
        public void clear() {
            log.clear();
        }
    }
}
