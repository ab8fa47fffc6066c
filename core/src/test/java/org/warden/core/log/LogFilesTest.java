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
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.warden.core.api.Logs;

class LogFilesTest {
    private static final String TEXT = "alpha\nbeta\ngamma\n";

    @TempDir
    Path dir;

    private Path file;
    private final LogFiles logs = new LogFiles(Optional.empty());

    @BeforeEach
    void seventeenBytes() throws IOException {
        file = Files.writeString(dir.resolve("o"), TEXT);
    }

    private String read(long offset, long length) throws IOException {
        return new String(logs.read(file.toString(), offset, length), StandardCharsets.UTF_8);
    }

    private String tail(long offset, long length) throws IOException {
        Logs.Tail tail = logs.tail(file.toString(), offset, length);
        return new String(tail.bytes(), StandardCharsets.UTF_8) + "|" + tail.offset() + "|" + tail.overflow();
    }

    private static String next(Logs.Follower follower) throws IOException {
        return new String(follower.next(4096), StandardCharsets.UTF_8);
    }

    private void append(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        append(bytes, 0, bytes.length);
    }

    private void append(byte[] bytes, int from, int to) throws IOException {
        Files.write(file, Arrays.copyOfRange(bytes, from, to), StandardOpenOption.APPEND, StandardOpenOption.CREATE);
    }

    @Test
    void readTakesOffsetsFromTheStartAndFromTheEnd() throws IOException {
        assertEquals(TEXT, read(0, 0));
        assertEquals("beta", read(6, 4));
        assertEquals("gamma\n", read(11, 100));
        assertEquals("", read(100, 5));
        assertEquals("gamma\n", read(-6, 0));
        assertEquals(TEXT, read(-100, 0));
        assertThrows(IllegalArgumentException.class, () -> read(-6, 2));
        assertThrows(IllegalArgumentException.class, () -> read(0, -1));
        assertThrows(
                NoSuchFileException.class, () -> logs.read(dir.resolve("none").toString(), 0, 0));
    }

    @Test
    void moreThanEightMegabytesAtOnceAreRefusedAndPiecesAreNot() throws IOException {
        try (java.io.RandomAccessFile big = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            big.setLength((8 << 20) + 1);
        }
        assertThrows(org.warden.core.api.LogTooLargeException.class, () -> read(0, 0));
        assertEquals(8 << 20, logs.read(file.toString(), 1, 0).length);
        assertEquals(100, logs.read(file.toString(), 0, 100).length);
        assertEquals(8 << 20, logs.tail(file.toString(), 0, Long.MAX_VALUE).bytes().length);
    }

    @Test
    void tailAlwaysEndsAtTheEndOfTheFile() throws IOException {
        assertEquals(TEXT + "|17|false", tail(0, 100));
        assertEquals("amma\n|17|true", tail(0, 5));
        assertEquals(TEXT + "|17|false", tail(6, 100));
        assertEquals("amma\n|17|false", tail(12, 5));
        assertEquals("|17|false", tail(17, 10));
        assertEquals("|17|false", tail(100, 10));
        assertEquals("|17|true", tail(0, -3));
        assertEquals("|17|false", tail(Long.MAX_VALUE - 1, Long.MAX_VALUE));
    }

    @Test
    void tailOfAMissingFileIsEmpty() throws IOException {
        Files.delete(file);
        assertEquals("|0|false", tail(0, 100));
    }

    @Test
    void followerStartsWithTheEndAndGoesOn() throws IOException {
        try (Logs.Follower follower = logs.follow(file.toString(), 6)) {
            assertEquals("gamma\n", next(follower));
            assertEquals("", next(follower));
            append("delta\n");
            assertEquals("delta\n", next(follower));
        }
    }

    @Test
    void followerSeesGrowthAndTruncationWithoutReading() throws IOException {
        try (Logs.Follower follower = logs.follow(file.toString(), 0)) {
            assertFalse(follower.hasMore());
            append("delta\n");
            assertTrue(follower.hasMore());
            next(follower);
            assertFalse(follower.hasMore());
            Files.writeString(file, "");
            assertTrue(follower.hasMore());
        }
    }

    @Test
    void followerReadsTheRestOfARotatedFileBeforeItsSuccessor() throws IOException {
        try (Logs.Follower follower = logs.follow(file.toString(), 0)) {
            append("rest\n");
            Files.move(file, dir.resolve("o.1"));
            append("fresh\n");
            assertEquals("rest\n", next(follower));
            assertEquals("fresh\n", next(follower));
        }
    }

    @Test
    void followerAnnouncesATruncationAndStartsOver() throws IOException {
        try (Logs.Follower follower = logs.follow(file.toString(), 100)) {
            assertEquals(TEXT, next(follower));
            Files.writeString(file, "");
            assertEquals("==> File truncated <==\n", next(follower));
            append("again\n");
            assertEquals("again\n", next(follower));
        }
    }

    @Test
    void followerOfARemovedFileWaitsForItsSuccessor() throws IOException {
        try (Logs.Follower follower = logs.follow(file.toString(), 0)) {
            Files.delete(file);
            assertEquals("", next(follower));
            append("new\n");
            assertEquals("new\n", next(follower));
        }
    }

    @Test
    void followerShowsACharacterWhenAllItsBytesAreThere() throws IOException {
        byte[] snowman = "\u2603".getBytes(StandardCharsets.UTF_8);
        try (Logs.Follower follower = logs.follow(file.toString(), 0)) {
            append("a");
            append(snowman, 0, 2);
            assertEquals("a", next(follower));
            assertEquals("", next(follower));
            append(snowman, 2, 3);
            append("z\n");
            assertEquals("\u2603z\n", next(follower));
            append("\uD83D\uDE00\u00e4");
            assertEquals("\uD83D\uDE00", new String(follower.next(5), StandardCharsets.UTF_8));
            assertEquals("\u00e4", next(follower));
        }
    }

    @Test
    void followerBeginsWithAWholeCharacter() throws IOException {
        append("\u2603z\n");
        for (int head = 3; head <= 5; head++) {
            try (Logs.Follower follower = logs.follow(file.toString(), head)) {
                assertEquals("\u2603z\n", next(follower), "from " + head + " bytes before the end");
            }
        }
    }

    @Test
    void followerShowsBytesThatAreNoTextToo() throws IOException {
        try (Logs.Follower follower = logs.follow(file.toString(), 0)) {
            append(new byte[] {(byte) 0xe9, '\n', (byte) 0x80, (byte) 0xff}, 0, 4);
            assertEquals(4, follower.next(100).length);
            append(new byte[] {'x', (byte) 0xe9}, 0, 2);
            assertEquals("x", next(follower));
            Files.move(file, dir.resolve("o.1"));
            append("fresh\n");
            assertEquals(1, follower.next(100).length, "the end of the old file, whatever it is");
            assertEquals("fresh\n", next(follower));
        }
    }
}
