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
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.warden.core.api.LogFile;
import org.warden.core.api.LogHits;
import org.warden.core.api.LogPlace;
import org.warden.core.api.LogQuery;
import org.warden.core.api.LogReader;
import org.warden.core.api.Logs;

class LogReaderTest {
    private static final LongSupplier STILL = () -> 0;

    @TempDir
    Path dir;

    private final LogFiles logs = new LogFiles(Optional.empty());

    private String write(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text).toString();
    }

    private static LogQuery query(String expression, int most, LogPlace from) {
        return new LogQuery(Pattern.compile(expression), 1, most, Duration.ofSeconds(5), Optional.ofNullable(from));
    }

    private LogHits search(String path, LogQuery query) throws IOException {
        return new LogSearch(logs, query, STILL).search(logs.files(path));
    }

    private static List<String> texts(LogHits hits) {
        return hits.hits().stream().map(LogHits.Hit::text).toList();
    }

    @Test
    void rotatedFilesAreKnownUpToTheFirstGap() throws IOException {
        String path = write("o", "c\n");
        write("o.1", "b\n");
        write("o.2", "a\n");
        write("o.4", "x\n");
        assertEquals(
                List.of(0, 1, 2), logs.files(path).stream().map(LogFile::number).toList());
        assertEquals(List.of(), logs.files(dir.resolve("none").toString()));
        assertEquals(List.of(), logs.files(""));
    }

    @Test
    void aLinkInTheNameOfARotatedFileLeadsNowhere() throws IOException {
        String path = write("o", "c\n");
        Files.createSymbolicLink(dir.resolve("o.1"), Path.of(write("secret", "secret\n")));
        assertEquals(1, logs.files(path).size());
        assertEquals(List.of(), texts(search(path, query("secret", 10, null))));
    }

    @Test
    void theNewestIsFoundFirstAndRotatedFilesTooWithLineAndContext() throws IOException {
        String path = write("o", "one\nhit two\nthree\nhit four");
        write("o.1", "zero\nhit minus\n");
        LogHits hits = search(path, query("hit", 10, null));
        assertEquals(List.of("hit four", "hit two", "hit minus"), texts(hits));
        assertEquals(
                List.of(4L, 2L, 2L), hits.hits().stream().map(LogHits.Hit::line).toList());
        LogHits.Hit two = hits.hits().get(1);
        assertEquals(List.of("one"), two.before());
        assertEquals(List.of("three"), two.after());
        assertEquals(new LogPlace(0, two.place().id(), 4), two.place());
        assertEquals(1, hits.hits().get(2).place().number());
        assertEquals(Optional.empty(), hits.next());
        assertEquals(26 + 15, hits.bytes());
    }

    @Test
    void whatIsWantedInPartsIsFoundWhereTheFileIsRotatedMeanwhile() throws IOException {
        String path = write("o", "hit 1\nhit 2\nhit 3\n");
        LogHits first = search(path, query("hit", 2, null));
        assertEquals(List.of("hit 3", "hit 2"), texts(first));
        Files.move(Path.of(path), dir.resolve("o.1"));
        write("o", "hit 4\n");
        LogHits second = search(path, query("hit", 2, first.next().orElseThrow()));
        assertEquals(List.of("hit 1"), texts(second));
        assertEquals(1, second.hits().get(0).place().number());
    }

    @Test
    void everyLineOfALogOfManyPiecesIsLookedAtOnce() throws IOException {
        String text = IntStream.range(0, 300_000).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
        String path = write("o", text);
        LogHits hits = search(
                path,
                new LogQuery(Pattern.compile("^line \\d*7$"), 0, 50_000, Duration.ofSeconds(5), Optional.empty()));
        assertEquals(30_000, hits.hits().size());
        assertEquals(30_000, texts(hits).stream().distinct().count());
        assertEquals(299_998, hits.hits().get(0).line());
        assertEquals(text.length(), hits.bytes());
    }

    @Test
    void coloursAreNoObstacleAndLongLinesAreCutAroundTheFind() throws IOException {
        String path =
                write("o", "\u001b[31mER\u001b[0mROR\n" + "x".repeat(3_000_000) + "needle" + "y".repeat(5000) + "\n");
        assertEquals(List.of("ERROR"), texts(search(path, query("^ERROR$", 10, null))));
        LogHits.Hit needle = search(path, query("needle", 10, null)).hits().get(0);
        assertEquals("needle", needle.text().substring(needle.start(), needle.end()));
        assertEquals(1000, needle.text().length());
    }

    @Test
    void anExpressionThatRunsAwayIsStoppedAndTheOtherLinesAreSearched() throws IOException {
        String path = write("o", "b\n" + "a".repeat(60) + "!\nb\n");
        AtomicLong looks = new AtomicLong();
        // Each look at the clock takes a millisecond: so the expression has used up its second after a thousand of
        // them.
        LogSearch search = new LogSearch(
                logs,
                query("(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)z|b", 10, null),
                () -> looks.getAndIncrement() * 1_000_000L);
        LogHits hits = search.search(logs.files(path));
        assertEquals(List.of("b", "b"), texts(hits));
        assertEquals(
                List.of(2L), hits.passedOver().stream().map(LogPlace::offset).toList());
    }

    @Test
    void anExpressionThatIsTooDeepForALineIsReported() throws IOException {
        String path = write("o", "ab".repeat(400_000) + "\nabc\n");
        LogHits hits = search(path, query("^(a|b|c)*$", 10, null));
        assertEquals(List.of("abc"), texts(hits));
        assertEquals(1, hits.passedOver().size());
    }

    @Test
    void aSearchThatTakesTooLongGoesOnWhereItStopped() throws IOException {
        String path = write("o", "hit 1\nhit 2\nhit 3\n");
        AtomicLong looks = new AtomicLong();
        LogQuery query = query("hit", 10, null);
        LogHits first =
                new LogSearch(logs, query, () -> looks.getAndIncrement() * 2_000_000_000L).search(logs.files(path));
        assertFalse(first.hits().isEmpty());
        assertTrue(first.hits().size() < 3, first.toString());
        LogHits rest = search(path, query("hit", 10, first.next().orElseThrow()));
        assertEquals(3, first.hits().size() + rest.hits().size());
    }

    private String window(String path, long offset, int before, int after) throws IOException {
        LogReader.Window window = logs.window(logs.files(path).get(0), offset, before, after);
        return window.from() + ":" + new String(window.bytes(), StandardCharsets.UTF_8) + ":" + window.to();
    }

    @Test
    void aWindowHasWholeLines() throws IOException {
        String path = write("o", "one\ntwo\nthree\nfour\n");
        assertEquals("0:one\ntwo\n:8", window(path, 0, 0, 10));
        assertEquals("4:two\nthree\n:14", window(path, 9, 7, 8));
        assertEquals("14:four\n:19", window(path, 1000, 7, 0));
        assertEquals("8:three\n:14", window(path, 14, 8, 0));
    }

    @Test
    void aWindowInALineThatIsTooLongForItHasWholeCharacters() throws IOException {
        String path = write("o", "äöüäöü");
        assertEquals("4:üäö:10", window(path, 5, 2, 6));
        assertEquals(12, Files.size(Path.of(path)));
    }

    private static String next(Logs.Follower follower) throws IOException {
        return new String(follower.next(4096), StandardCharsets.UTF_8);
    }

    private void append(String path, String text) throws IOException {
        Files.writeString(Path.of(path), text, StandardOpenOption.APPEND);
    }

    @Test
    void bothLogsAreOneInTheOrderOfTheirTimesAndThenOfTheirArrival() throws IOException {
        String out = write("o", "2026-11-28 10:00:00,100 a\n more of a\n2026-11-28 10:00:02,000 c\n");
        String err = write("e", "[2026-11-28T10:00:01] b\n2026-11-28 10:00:03,5 d\n");
        try (Logs.Follower both = logs.followBoth(out, err, 4096)) {
            assertEquals(
                    "12026-11-28 10:00:00,100 a\n1 more of a\n2[2026-11-28T10:00:01] b\n"
                            + "12026-11-28 10:00:02,000 c\n22026-11-28 10:00:03,5 d\n",
                    next(both));
            append(err, "begun");
            assertEquals("", next(both));
            append(out, "x\n");
            assertEquals("1x\n", next(both));
            append(err, " and ended\n");
            assertTrue(both.hasMore());
            assertEquals("2begun and ended\n", next(both));
        }
    }

    @Test
    void bothLogsBeginWithWholeLinesAndALineWithoutEndIsNotKeptBackForEver() throws IOException {
        String out = write("o", "first\nsecond\n");
        try (Logs.Follower both = logs.followBoth(out, "", 8)) {
            assertEquals("1second\n", next(both));
            append(out, "prompt>");
            StringBuilder come = new StringBuilder();
            for (int looks = 0; looks <= 11; looks++) {
                come.append(next(both));
            }
            assertEquals("1prompt>\n", come.toString());
        }
        assertThrows(NoSuchFileException.class, () -> logs.followBoth("", "", 8));
    }

    @Test
    void aLineThatFallsOnTheBeginningOfWhatIsWantedIsWhole() throws IOException {
        String out = write("o", "first\nsecond\n");
        try (Logs.Follower both = logs.followBoth(out, "", 7)) {
            assertEquals("1second\n", next(both));
        }
    }
}
