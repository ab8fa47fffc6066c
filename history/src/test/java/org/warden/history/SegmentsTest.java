package org.warden.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.warden.core.api.HistoryEntry;
import org.warden.core.api.HistoryFilter;
import org.warden.core.config.HistoryConfig;
import org.warden.core.model.HistoryEvent;
import org.warden.core.model.HistoryEvent.Kind;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;

class SegmentsTest {
    private static final long NOON = 1_800_000_000_000L;
    private static final long HOUR = 3_600_000L;

    @TempDir
    private Path dir;

    private HistoryConfig config(int days, long maxBytes) {
        return new HistoryConfig(dir.resolve("h").toString(), days, maxBytes);
    }

    private static Segments.Timed event(long millis, String what) {
        return new Segments.Timed(millis, new HistoryEvent.Daemon(what));
    }

    private static List<String> words(Segments.Found found) {
        return found.entries().stream()
                .map(e -> ((HistoryEvent.Daemon) e.event()).what())
                .toList();
    }

    private static HistoryFilter filter(long since, long until, String group, String process, long before, int limit) {
        return new HistoryFilter(
                since,
                until,
                Optional.ofNullable(group),
                Optional.ofNullable(process),
                EnumSet.allOf(Kind.class),
                before,
                limit);
    }

    private long bytesOnDisk() throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(dir.resolve("h"))) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    @Test
    void whatWasKeptIsThereAfterTheNextStart() throws IOException {
        try (Segments segments = Segments.open(config(30, 50 << 20), NOON)) {
            segments.append(List.of(event(NOON, "one"), event(NOON, "two")), NOON);
            segments.append(List.of(event(NOON + 1, "three")), NOON + 1);
            assertEquals(List.of("three", "two", "one"), words(segments.find(HistoryFilter.newest(10), NOON)));
        }
        try (Segments segments = Segments.open(config(30, 50 << 20), NOON + HOUR)) {
            segments.append(List.of(event(NOON + HOUR, "four")), NOON + HOUR);
            assertEquals(
                    List.of("four", "three", "two", "one"),
                    words(segments.find(HistoryFilter.newest(10), NOON + HOUR)));
        }
    }

    @Test
    void whatWasWrittenBeforeACrashIsThere() throws IOException {
        Segments crashed = Segments.open(config(30, 50 << 20), NOON);
        crashed.append(List.of(event(NOON, "one")), NOON);
        crashed.giveUp();
        try (Segments segments = Segments.open(config(30, 50 << 20), NOON)) {
            segments.append(List.of(event(NOON, "two")), NOON);
            assertEquals(List.of("two", "one"), words(segments.find(HistoryFilter.newest(10), NOON)));
        }
    }

    @Test
    void theDiskIsNeverTakenForMoreThanIsAllowed() throws IOException {
        long most = 2 << 20;
        Random random = new Random(1);
        try (Segments segments = Segments.open(config(30, most), NOON)) {
            long now = NOON;
            for (int i = 0; i < 300; i++) {
                List<Segments.Timed> batch = new ArrayList<>();
                for (int j = 0; j < 100; j++) {
                    byte[] noise = new byte[60];
                    random.nextBytes(noise);
                    batch.add(event(now, java.util.HexFormat.of().formatHex(noise)));
                }
                segments.append(batch, now++);
                assertTrue(bytesOnDisk() <= most + (64 << 10), i + ": " + bytesOnDisk());
            }
            int kept = 0;
            long before = Long.MAX_VALUE;
            do {
                var found = segments.find(filter(0, Long.MAX_VALUE, null, null, before, 1000), now);
                kept += found.entries().size();
                before = found.next();
            } while (before != 0);
            assertTrue(kept > 5000 && kept < 30_000, kept + " entries");
        }
    }

    @Test
    void aSmallerLimitCountsFromTheNextStart() throws IOException {
        try (Segments segments = Segments.open(config(30, 50 << 20), NOON)) {
            for (int i = 0; i < 30; i++) {
                long now = NOON + i * 24 * HOUR;
                segments.append(List.of(event(now, "x".repeat(1900))), now);
            }
        }
        long now = NOON + 30 * 24 * HOUR;
        try (Segments segments = Segments.open(config(10, 50 << 20), now)) {
            assertEquals(
                    10, segments.find(HistoryFilter.newest(1000), now).entries().size());
            try (Stream<Path> files = Files.list(dir.resolve("h"))) {
                assertTrue(files.count() < 15);
            }
        }
        try (Segments segments = Segments.open(config(10, 60_000), now)) {
            assertTrue(bytesOnDisk() <= 60_000, bytesOnDisk() + " bytes");
            assertTrue(!segments.find(HistoryFilter.newest(1000), now).entries().isEmpty());
        }
    }

    @Test
    void whatIsTooOldIsRemovedAndNotShownEvenBefore() throws IOException {
        HistoryConfig config = config(2, 50 << 20);
        try (Segments segments = Segments.open(config, NOON)) {
            for (int hour = 0; hour < 100; hour++) {
                long now = NOON + hour * HOUR;
                segments.append(List.of(event(now, "h" + hour)), now);
            }
            long now = NOON + 99 * HOUR;
            List<String> words = words(segments.find(HistoryFilter.newest(1000), now));
            assertEquals("h99", words.get(0));
            assertEquals("h51", words.get(words.size() - 1));
            assertEquals(49, words.size());
            try (Stream<Path> files = Files.list(dir.resolve("h"))) {
                assertTrue(files.count() < 15);
            }
        }
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepetition() throws IOException {
        try (Segments segments = Segments.open(config(30, 50 << 20), NOON)) {
            for (int i = 0; i < 95; i++) {
                // All within one day, some in one millisecond; over several files.
                long now = NOON + i / 10 * 6 * HOUR;
                segments.append(List.of(event(now, "e" + i)), now);
            }
            List<String> all = new ArrayList<>();
            long before = Long.MAX_VALUE;
            int pages = 0;
            while (before != 0) {
                Segments.Found page =
                        segments.find(filter(0, Long.MAX_VALUE, null, null, before, 10), NOON + 60 * HOUR);
                all.addAll(words(page));
                before = page.next();
                pages++;
            }
            assertEquals(10, pages);
            for (int i = 0; i < 95; i++) {
                assertEquals("e" + (94 - i), all.get(i));
            }
        }
    }

    @Test
    void timesNamesAndKindsAreFiltered() throws IOException {
        ProcessName web = new ProcessName("shop", "web");
        ProcessName db = new ProcessName("shop", "db");
        try (Segments segments = Segments.open(config(30, 50 << 20), NOON)) {
            segments.append(
                    List.of(
                            state(NOON, web),
                            state(NOON + 10, db),
                            call(NOON + 20, "shop:*"),
                            call(NOON + 30, "shop:db"),
                            call(NOON + 40, "other"),
                            state(NOON + 50, web),
                            event(NOON + 60, "x")),
                    NOON);
            assertEquals(
                    List.of(50L, 20L, 0L), times(segments, filter(0, NOON + 100, "shop", "web", Long.MAX_VALUE, 9)));
            assertEquals(
                    List.of(50L, 30L, 20L, 10L, 0L),
                    times(segments, filter(0, NOON + 100, "shop", null, Long.MAX_VALUE, 9)));
            assertEquals(
                    List.of(40L, 30L, 20L),
                    times(segments, filter(NOON + 20, NOON + 40, null, null, Long.MAX_VALUE, 9)));
            HistoryFilter daemon = new HistoryFilter(
                    0, Long.MAX_VALUE, Optional.empty(), Optional.empty(), EnumSet.of(Kind.DAEMON), Long.MAX_VALUE, 9);
            assertEquals(List.of(60L), times(segments, daemon));
        }
    }

    private static Segments.Timed state(long millis, ProcessName name) {
        return new Segments.Timed(
                millis, new HistoryEvent.StateChanged(name, ProcessState.STARTING, ProcessState.RUNNING, 1, ""));
    }

    private static Segments.Timed call(long millis, String name) {
        return new Segments.Timed(
                millis, new HistoryEvent.Called("anna", "", "supervisor.stopProcess", List.of(name), "ok"));
    }

    private static List<Long> times(Segments segments, HistoryFilter filter) throws IOException {
        return segments.find(filter, NOON + 100).entries().stream()
                .map(e -> e.millis() - NOON)
                .toList();
    }

    @Test
    void aClockThatIsSetBackLosesNothing() throws IOException {
        try (Segments segments = Segments.open(config(30, 50 << 20), NOON)) {
            segments.append(List.of(event(NOON, "one")), NOON);
            segments.append(List.of(event(NOON - HOUR, "two")), NOON - HOUR);
            List<HistoryEntry> found =
                    segments.find(HistoryFilter.newest(9), NOON - HOUR).entries();
            assertEquals(2, found.size());
            assertEquals(NOON - HOUR, found.get(0).millis());
            assertTrue(found.get(0).id() > found.get(1).id());
        }
    }

    @Test
    void aDamagedFileCostsOnlyItself() throws IOException {
        HistoryConfig config = config(30, 50 << 20);
        try (Segments segments = Segments.open(config, NOON)) {
            segments.append(List.of(event(NOON, "one")), NOON);
        }
        try (Stream<Path> files = Files.list(dir.resolve("h"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".mv")).toList()) {
                Files.write(file, new byte[20_000], StandardOpenOption.WRITE);
            }
        }
        try (Segments segments = Segments.open(config, NOON + HOUR)) {
            segments.append(List.of(event(NOON + HOUR, "two")), NOON + HOUR);
            Segments.Found found = segments.find(HistoryFilter.newest(9), NOON + HOUR);
            assertEquals(List.of("two"), words(found));
            assertEquals(1, found.damaged());
        }
    }

    @Test
    void aDirectoryIsOneDaemonsOnly() throws IOException {
        HistoryConfig config = config(30, 50 << 20);
        Segments first = Segments.open(config, NOON);
        IOException refused = assertThrows(IOException.class, () -> Segments.open(config, NOON));
        assertTrue(refused.getMessage().contains("another daemon"), refused.getMessage());
        first.close();
        Segments.open(config, NOON).close();
    }

    @Test
    void theDirectoryIsTheOwnersOnly() throws IOException {
        Segments.open(config(30, 50 << 20), NOON).close();
        assertEquals(
                "rwx------",
                java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("h"))));
    }
}
