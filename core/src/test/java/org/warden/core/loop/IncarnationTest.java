package org.warden.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import org.warden.core.metrics.MetricsStore;
import org.warden.core.port.FakeHost;
import org.warden.core.port.HistorySink;
import org.warden.core.port.Spawner;
import org.warden.core.port.SpawnerCommand;
import org.warden.core.port.SpawnerEvent;

class IncarnationTest {
    @TempDir
    Path dir;

    private final List<String> log = new CopyOnWriteArrayList<>();

    private Incarnation incarnation(String keys) throws Exception {
        Path file = Files.writeString(
                dir.resolve("supervisord.conf"), "[supervisord]\nidentifier=kit\nchildlogdir=" + dir + "\n" + keys);
        Configuration read = ConfigReader.read(file.toString(), new CommandLine(Map.of()), new FakeHost(), dir);
        NoSockets engine = new NoSockets();
        Incarnation made = new Incarnation(
                read,
                new Incarnation.World(
                        () -> read,
                        null,
                        new Lines(),
                        new FakeHost(),
                        engine,
                        Map.of(),
                        -1,
                        () -> 1,
                        () -> 1,
                        new MetricsStore(),
                        HistorySink.NONE));
        engine.listener = made.supervisor();
        return made;
    }

    private Incarnation prepared(String keys) throws Exception {
        Incarnation made = incarnation(keys);
        made.prepare(true);
        return made;
    }

    private Path leftover() throws IOException {
        return Files.writeString(dir.resolve("web-stdout---kit-abcd1234.log"), "old");
    }

    @Test
    void leftoversOfAnEarlierDaemonAreRemovedUnlessTheyAreToBeKept() throws Exception {
        Path leftover = leftover();
        prepared("nocleanup=true\n").close();
        assertTrue(Files.exists(leftover));
        prepared("").close();
        assertFalse(Files.exists(leftover));
        assertEquals(List.of(), log);
    }

    @Test
    void logsOfALivingDaemonOfTheSameIdentifierAreLeftAloneWithAWarning() throws Exception {
        Incarnation first = prepared("");
        Path inUse = leftover();
        prepared("").close();
        assertTrue(Files.exists(inUse));
        assertEquals(
                List.of("WARN another supervisord with identifier 'kit' keeps its automatic logs in " + dir
                        + ", so no old ones are removed there; give each an identifier or a childlogdir of its own"),
                log);
        first.close();
        prepared("").close();
        assertFalse(Files.exists(inUse));
    }

    @Test
    void socketThatCannotBeHadEndsTheFirstLifeBeforeAnythingIsRemovedAndNoLaterOne() throws Exception {
        Path inUse = leftover();
        String fcgi = "[fcgi-program:f]\ncommand=/bin/cat\nsocket=unix:///run/f.sock\n";
        String text = "Could not create FastCGI socket unix:///run/f.sock: [Errno 98] Address already in use";
        try (Incarnation first = incarnation(fcgi)) {
            assertEquals(
                    text,
                    assertThrows(IOException.class, () -> first.prepare(true)).getMessage());
            assertTrue(Files.exists(inUse));
        }
        try (Incarnation later = incarnation(fcgi)) {
            later.prepare(false);
            assertEquals(List.of("f"), later.supervisor().view().groups());
            assertFalse(Files.exists(inUse));
        }
        assertEquals(
                2, log.stream().filter(line -> line.startsWith("ERRO " + text)).count());
    }

    /** An engine that can open no socket. */
    private static final class NoSockets implements Spawner {
        private Listener listener;

        @Override
        public void send(SpawnerCommand command) {
            if (command instanceof SpawnerCommand.Listen listen) {
                listener.happened(
                        new SpawnerEvent.Listening(listen.socket(), SpawnerEvent.Step.BIND, 98, "EADDRINUSE"));
            }
        }

        @Override
        public String capabilities() {
            return "none";
        }

        @Override
        public void close() {}
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
