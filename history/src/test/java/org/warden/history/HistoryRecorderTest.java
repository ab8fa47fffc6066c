package org.warden.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.warden.core.api.History;
import org.warden.core.api.HistoryEntry;
import org.warden.core.api.HistoryFilter;
import org.warden.core.config.HistoryConfig;
import org.warden.core.config.LogLevel;
import org.warden.core.log.LogSink;
import org.warden.core.model.HistoryEvent;
import org.warden.core.port.Clock;

@Timeout(60)
class HistoryRecorderTest {
    private static final long NOON = 1_800_000_000_000L;
    private static final long SOON_NANOS = 20_000_000;

    @TempDir
    private Path dir;

    private final LinkedBlockingQueue<String> log = new LinkedBlockingQueue<>();

    private final Clock clock = new Clock() {
        @Override
        public long nowNanos() {
            return System.nanoTime();
        }

        @Override
        public Instant wallTime() {
            return Instant.ofEpochMilli(NOON);
        }
    };

    private final LogSink lines = new LogSink() {
        @Override
        public void log(LogLevel level, String text) {
            log.add(level + " " + text);
        }

        @Override
        public boolean isOn(LogLevel level) {
            return true;
        }
    };

    private HistoryRecorder start(Path directory, long retryNanos) {
        return HistoryRecorder.start(new HistoryConfig(directory.toString(), 30, 50 << 20), clock, lines, retryNanos);
    }

    private static List<HistoryEntry> newest(HistoryRecorder recorder, int limit) {
        return recorder.find(HistoryFilter.newest(limit))
                .toCompletableFuture()
                .join()
                .entries();
    }

    private String nextLine() throws InterruptedException {
        String line = log.poll(30, TimeUnit.SECONDS);
        assertTrue(line != null, "a line in the log");
        return line;
    }

    @Test
    void aQuestionSeesWhatWasToldBefore() {
        try (HistoryRecorder recorder = start(dir.resolve("h"), SOON_NANOS)) {
            for (int i = 0; i < 3000; i++) {
                recorder.record(NOON, new HistoryEvent.Daemon("e" + i));
            }
            List<HistoryEntry> found = newest(recorder, 1000);
            assertEquals(1000, found.size());
            assertEquals(new HistoryEvent.Daemon("e2999"), found.get(0).event());
        }
    }

    @Test
    void theEndWritesWhatWaits() {
        HistoryRecorder recorder = start(dir.resolve("h"), SOON_NANOS);
        for (int i = 0; i < 2000; i++) {
            recorder.record(NOON, new HistoryEvent.Daemon("e" + i));
        }
        recorder.close();
        recorder.record(NOON, new HistoryEvent.Daemon("too late"));
        try (HistoryRecorder next = start(dir.resolve("h"), SOON_NANOS)) {
            assertEquals(
                    new HistoryEvent.Daemon("e1999"), newest(next, 1).get(0).event());
        }
    }

    @Test
    void nothingIsTouchedBeforeThereIsSomethingToKeep() {
        start(dir.resolve("h"), SOON_NANOS).close();
        assertFalse(Files.exists(dir.resolve("h")));
    }

    @Test
    void noThreadIsLeft() {
        try (HistoryRecorder recorder = start(dir.resolve("h"), SOON_NANOS)) {
            recorder.record(NOON, new HistoryEvent.Daemon("x"));
            newest(recorder, 1);
        }
        List<String> left = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("warden-history") || name.contains("H2") || name.contains("MVStore"))
                .toList();
        assertEquals(List.of(), left);
    }

    /** A file in the place of the directory's parent: so not even root can make it. */
    @Test
    void whatCannotBeWrittenWaitsAndIsWrittenWhenItCan() throws Exception {
        Path parent = dir.resolve("p");
        Files.writeString(parent, "no directory");
        try (HistoryRecorder recorder = start(parent.resolve("h"), SOON_NANOS)) {
            recorder.record(NOON, new HistoryEvent.Daemon("one"));
            String line = nextLine();
            assertTrue(line.startsWith("ERROR history can't be kept in " + parent), line);
            recorder.record(NOON, new HistoryEvent.Daemon("two"));
            assertInstanceOf(
                    IOException.class,
                    assertThrows(CompletionException.class, () -> newest(recorder, 9))
                            .getCause());
            Files.delete(parent);
            Files.createDirectory(parent);
            assertEquals("INFO history is kept again in " + parent.resolve("h"), nextLine());
            assertEquals(2, newest(recorder, 9).size());
            assertTrue(log.isEmpty(), "said once: " + log);
        }
    }

    @Test
    void whatIsTooMuchIsCountedAndNobodyWaits() throws Exception {
        Path parent = dir.resolve("p");
        Files.writeString(parent, "no directory");
        try (HistoryRecorder recorder = start(parent.resolve("h"), SOON_NANOS)) {
            for (int i = 0; i < HistoryRecorder.MOST_WAITING + 7; i++) {
                recorder.record(NOON, new HistoryEvent.Daemon("e" + i));
            }
            nextLine();
            Files.delete(parent);
            Files.createDirectory(parent);
            assertEquals("INFO history is kept again in " + parent.resolve("h") + "; 7 events were lost", nextLine());
            HistoryFilter lost = new HistoryFilter(
                    0,
                    Long.MAX_VALUE,
                    java.util.Optional.empty(),
                    java.util.Optional.empty(),
                    java.util.Set.of(HistoryEvent.Kind.LOST),
                    Long.MAX_VALUE,
                    9);
            History.Page page = recorder.find(lost).toCompletableFuture().join();
            assertEquals(1, page.entries().size());
            assertEquals(new HistoryEvent.Lost(7), page.entries().get(0).event());
            assertEquals(
                    new HistoryEvent.Daemon("e" + (HistoryRecorder.MOST_WAITING - 1)),
                    newest(recorder, 1).get(0).event());
        }
    }
}
