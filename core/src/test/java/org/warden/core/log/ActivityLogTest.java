package org.warden.core.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.warden.core.config.LogLevel;
import org.warden.core.port.Clock;
import org.warden.core.port.Outlets;

class ActivityLogTest {
    @TempDir
    Path dir;

    private static final Clock NOON = new Clock() {
        @Override
        public long nowNanos() {
            return 0;
        }

        @Override
        public Instant wallTime() {
            return Instant.parse("2026-02-03T04:05:06.007Z");
        }
    };

    private final FakeOutlets outlets = new FakeOutlets();

    private ActivityLog open(long maxBytes, int backups) throws IOException {
        return ActivityLog.open(dir.resolve("l").toString(), maxBytes, backups, LogLevel.INFO, false, NOON, outlets);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> entries = Files.list(dir)) {
            return entries.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }

    private String text(String name) throws IOException {
        return Files.readString(dir.resolve(name));
    }

    @Test
    void linesHaveStocksShapeAndLowerLevelsStayOut() throws IOException {
        try (ActivityLog log = open(0, 0)) {
            log.log(LogLevel.WARN, "received SIGTERM indicating exit request");
            log.log(LogLevel.DEBUG, "not wanted");
            assertFalse(log.isOn(LogLevel.DEBUG));
        }
        assertTrue(
                text("l").matches("2026-02-0\\d \\d\\d:\\d\\d:06,007 WARN received SIGTERM indicating exit request\n"),
                text("l"));
    }

    @Test
    void fileRotatesOnceItHasReachedItsSizeAndKeepsItsBackups() throws IOException {
        try (ActivityLog log = open(100, 2)) {
            for (int i = 0; i < 10; i++) {
                log.log(LogLevel.INFO, "line " + i + " of a text that is long enough to fill it");
            }
        }
        assertEquals(List.of("l", "l.1", "l.2"), files());
        assertEquals("", text("l"));
        assertTrue(text("l.1").contains("line 9") && text("l.1").contains("line 8"));
        assertTrue(text("l.2").contains("line 7") && text("l.2").contains("line 6"));
    }

    @Test
    void withoutBackupsTheFileStartsOver() throws IOException {
        try (ActivityLog log = open(100, 0)) {
            for (int i = 0; i < 5; i++) {
                log.log(LogLevel.INFO, "line " + i + " of a text that is long enough to fill it");
            }
        }
        assertEquals(List.of("l"), files());
        assertTrue(text("l").contains("line 4") && !text("l").contains("line 3"));
    }

    @Test
    void existingContentCountsTowardsTheLimit() throws IOException {
        Files.writeString(dir.resolve("l"), "x".repeat(100));
        try (ActivityLog log = open(100, 1)) {
            log.log(LogLevel.INFO, "y");
        }
        assertTrue(text("l.1").startsWith("xxx") && text("l.1").endsWith("INFO y\n"));
    }

    @Test
    void reopeningFollowsARenameAndClearingStartsAnew() throws IOException {
        try (ActivityLog log = open(0, 0)) {
            log.log(LogLevel.INFO, "one");
            Files.move(dir.resolve("l"), dir.resolve("old"));
            log.reopen();
            log.log(LogLevel.INFO, "two");
            assertTrue(text("old").endsWith("one\n") && text("l").endsWith("two\n"));
            log.clear();
            assertEquals("", text("l"));
            Files.delete(dir.resolve("l"));
            assertThrows(NoSuchFileException.class, log::clear);
        }
    }

    @Test
    void whatIsNoFileIsWrittenToAndNeitherRotatedNorEmptied() throws IOException {
        try (ActivityLog log = ActivityLog.open("fifo", 1, 3, LogLevel.INFO, true, NOON, outlets)) {
            log.log(LogLevel.INFO, "one\ntwo");
            log.clear();
            log.reopen();
            log.log(LogLevel.INFO, "three");
        }
        assertEquals(List.of("fifo INFO one\ntwo\n", "fifo INFO three\n"), outlets.written("fifo"));
        assertEquals(List.of("stdout INFO one\ntwo\n", "stdout INFO three\n"), outlets.written("stdout"));
        assertEquals(0, outlets.open);
    }

    @Test
    void syslogGetsAMessageForEachLineWithTheSamePrefix() throws IOException {
        try (ActivityLog log = ActivityLog.open("syslog", 1, 3, LogLevel.INFO, false, NOON, outlets)) {
            log.log(LogLevel.WARN, "one\ntwo\n");
            log.reopen();
            assertThrows(NoSuchFileException.class, log::clear);
        }
        assertEquals(List.of("syslog WARN one\n", "syslog WARN two\n"), outlets.written("syslog"));
        assertEquals(0, outlets.open);
    }

    @Test
    void linesThatAnOutletDoesNotTakeAreCountedAndSaid() throws IOException {
        try (ActivityLog log = ActivityLog.open("fifo", 0, 0, LogLevel.INFO, false, NOON, outlets)) {
            outlets.full = true;
            log.log(LogLevel.INFO, "one");
            log.log(LogLevel.INFO, "two");
            outlets.full = false;
            log.log(LogLevel.INFO, "three");
        }
        assertEquals(
                List.of(
                        "fifo ERRO 2 lines of this log were lost because it could not be written\n",
                        "fifo INFO three\n"),
                outlets.written("fifo"));
    }

    @Test
    void lostLinesAreCountedAndSaidWhenItWorksAgain() throws IOException {
        Path logs = Files.createDirectory(dir.resolve("logs"));
        Path file = logs.resolve("l");
        try (ActivityLog log = ActivityLog.open(file.toString(), 1, 1, LogLevel.INFO, false, NOON, outlets)) {
            Files.delete(file);
            Files.delete(logs);
            log.log(LogLevel.INFO, "written to the removed file, and then the rotation fails");
            log.log(LogLevel.INFO, "lost");
            Files.createDirectory(logs);
            log.log(LogLevel.INFO, "back");
        }
        assertTrue(Files.readString(logs.resolve("l.1")).contains("back"), "the last line is there");
    }

    /** A machine where {@code fifo} is no file. Lines are kept without their time. */
    private static final class FakeOutlets implements Outlets {
        private final List<String> lines = new ArrayList<>();
        private int open;
        private boolean full;

        private List<String> written(String where) {
            return lines.stream().filter(line -> line.startsWith(where)).toList();
        }

        private Outlet outlet(String where) {
            open++;
            return new Outlet() {
                @Override
                public void write(byte[] line) throws IOException {
                    if (full) {
                        throw new IOException("full");
                    }
                    lines.add(where + new String(line, StandardCharsets.UTF_8).replaceFirst("^\\S+ \\S+", ""));
                }

                @Override
                public void close() {
                    open--;
                }
            };
        }

        @Override
        public Optional<Outlet> special(String path) {
            return path.equals("fifo") ? Optional.of(outlet("fifo")) : Optional.empty();
        }

        @Override
        public Outlet stdout() {
            return outlet("stdout");
        }

        @Override
        public Outlet syslog() {
            return outlet("syslog");
        }
    }
}
