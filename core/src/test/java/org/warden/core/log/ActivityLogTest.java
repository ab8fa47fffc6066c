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
import org.warden.core.port.Syslog;

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

    private static final Syslog NO_SYSLOG = message -> {
        throw new AssertionError("nothing is for syslog");
    };

    private ActivityLog open(long maxBytes, int backups) throws IOException {
        return ActivityLog.open(
                Optional.of(dir.resolve("l")), maxBytes, backups, LogLevel.INFO, false, NOON, NO_SYSLOG);
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
    void devicesAreNeverRotated() throws IOException {
        try (ActivityLog log =
                ActivityLog.open(Optional.of(Path.of("/dev/null")), 1, 3, LogLevel.INFO, false, NOON, NO_SYSLOG)) {
            log.log(LogLevel.INFO, "one");
            log.log(LogLevel.INFO, "two");
        }
        assertFalse(Files.exists(Path.of("/dev/null.1")));
    }

    @Test
    void aFileBehindABorrowedNameIsNeverRotated() throws IOException {
        Path file = dir.resolve("l");
        try (var held = Files.newOutputStream(file)) {
            held.flush();
            Path link = Files.createSymbolicLink(dir.resolve("link"), descriptorOf(file));
            try (ActivityLog log = ActivityLog.open(Optional.of(link), 1, 3, LogLevel.INFO, false, NOON, NO_SYSLOG)) {
                log.log(LogLevel.INFO, "one");
                log.log(LogLevel.INFO, "two");
                log.clear();
            }
        }
        assertEquals(List.of("l", "link"), files());
        assertEquals(2, text("l").lines().count());
    }

    /** The name that the kernel has for an open file of this process. */
    private static Path descriptorOf(Path file) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(fd -> leadsTo(fd, file)).findFirst().orElseThrow();
        }
    }

    private static boolean leadsTo(Path fd, Path file) {
        try {
            return Files.readSymbolicLink(fd).equals(file.toRealPath());
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    @Test
    void aRotationThatFailsLosesNoLine() throws IOException {
        Files.createDirectories(dir.resolve("l.1/not empty"));
        try (ActivityLog log = open(100, 1)) {
            for (int i = 0; i < 5; i++) {
                log.log(LogLevel.INFO, "line " + i + " of a text that is long enough to fill it");
            }
        }
        assertEquals(5, text("l").lines().count());
        assertFalse(text("l").contains("lost"), text("l"));
    }

    @Test
    void aFifoThatNobodyReadsHoldsNobodyUpAndTellsWhatWasLostWhenSomebodyDoes() throws Exception {
        Path fifo = dir.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        String line = "x".repeat(60_000);
        StringBuilder read = new StringBuilder();
        try (ActivityLog log = ActivityLog.open(Optional.of(fifo), 1, 3, LogLevel.INFO, false, NOON, NO_SYSLOG)) {
            // More than the FIFO (64 KiB) and what may wait (1 MiB) hold together.
            for (int i = 0; i < 40; i++) {
                log.log(LogLevel.INFO, line);
            }
            try (var reader = Files.newBufferedReader(fifo)) {
                String first = reader.readLine();
                assertTrue(first.endsWith(line), "the first line is whole");
                while (!read.toString().contains("lines of this log were lost")) {
                    log.log(LogLevel.INFO, "more");
                    read.append(reader.readLine()).append('\n');
                }
            }
            log.reopen();
        }
        assertEquals(List.of("fifo"), files());
    }

    @Test
    void lostLinesAreCountedAndSaidWhenItWorksAgain() throws IOException {
        Path logs = Files.createDirectory(dir.resolve("logs"));
        Path file = logs.resolve("l");
        try (ActivityLog log = ActivityLog.open(Optional.of(file), 1, 1, LogLevel.INFO, false, NOON, NO_SYSLOG)) {
            Files.delete(file);
            Files.delete(logs);
            log.log(LogLevel.INFO, "written to the removed file, and then the rotation fails");
            log.log(LogLevel.INFO, "lost");
            Files.createDirectory(logs);
            log.log(LogLevel.INFO, "back");
        }
        assertTrue(Files.readString(logs.resolve("l.1")).contains("back"), "the last line is there");
    }

    @Test
    void syslogGetsAMessageForEachLineWithTheSamePrefix() throws IOException {
        List<String> sent = new ArrayList<>();
        Syslog syslog = message -> {
            if (sent.size() == 2) {
                sent.add("nobody took it");
                throw new IOException("nobody takes it");
            }
            sent.add(new String(message, StandardCharsets.UTF_8).replaceFirst("^\\S+ \\S+ ", ""));
        };
        try (ActivityLog log = ActivityLog.open(Optional.empty(), 1, 3, LogLevel.INFO, false, NOON, syslog)) {
            log.log(LogLevel.WARN, "one\ntwo\n");
            log.reopen();
            assertThrows(NoSuchFileException.class, log::clear);
            log.log(LogLevel.INFO, "lost");
            log.log(LogLevel.INFO, "three");
        }
        assertEquals(
                List.of(
                        "WARN one",
                        "WARN two",
                        "nobody took it",
                        "ERRO 1 lines of this log were lost because it could not be written",
                        "INFO three"),
                sent);
    }
}
