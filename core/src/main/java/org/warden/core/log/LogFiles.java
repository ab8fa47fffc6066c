package org.warden.core.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.warden.core.api.LogTooLargeException;
import org.warden.core.api.Logs;

/** Reads log files with stock's rules for offsets. Any thread; each call opens and closes the file. */
public final class LogFiles implements Logs {
    /** One answer holds at most this many bytes, so that a client can't have a whole disk read into memory. */
    private static final int MOST = 8 << 20;

    private final Optional<String> mainLog;

    public LogFiles(Optional<String> mainLog) {
        this.mainLog = mainLog;
    }

    @Override
    public Optional<String> mainLog() {
        return mainLog;
    }

    @Override
    public byte[] read(String path, long offset, long length) throws IOException {
        if (length < 0 || (offset < 0 && length != 0)) {
            throw new IllegalArgumentException("offset " + offset + " with length " + length);
        }
        requireThere(path);
        if (!Files.isRegularFile(Path.of(path))) {
            return new byte[0];
        }
        try (RandomAccessFile file = new RandomAccessFile(path, "r")) {
            long size = file.length();
            long from = offset < 0 ? Math.max(0, size + offset) : Math.min(offset, size);
            long wanted = length == 0 ? size - from : Math.min(length, size - from);
            if (wanted > MOST) {
                throw new LogTooLargeException(wanted + " bytes are more than the " + MOST
                        + " that are sent at once; ask for them in pieces, by offset and length");
            }
            return bytes(file, from, wanted);
        }
    }

    @Override
    public Tail tail(String path, long offset, long length) throws IOException {
        Path file = Path.of(path);
        if (!Files.isRegularFile(file)) {
            return new Tail(new byte[0], 0, false);
        }
        try (RandomAccessFile in = new RandomAccessFile(path, "r")) {
            return tail(in, Math.max(offset, 0), Math.max(length, 0));
        } catch (NoSuchFileException | java.io.FileNotFoundException goneMeanwhile) {
            return new Tail(new byte[0], 0, false);
        }
    }

    /** The window is moved so that it ends at the end of the file: what came between two polls may be skipped by design. */
    private static Tail tail(RandomAccessFile file, long offset, long length) throws IOException {
        long size = file.length();
        boolean overflow = size > saturatedSum(offset, length);
        if (!overflow && offset >= size) {
            return new Tail(new byte[0], size, false);
        }
        long from = Math.max(0, size - Math.min(length, MOST));
        return new Tail(bytes(file, from, size - from), size, overflow);
    }

    private static long saturatedSum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    private static byte[] bytes(RandomAccessFile file, long from, long length) throws IOException {
        byte[] out = new byte[(int) length];
        file.seek(from);
        int got = 0;
        while (got < out.length) {
            int n = file.read(out, got, out.length - got);
            if (n < 0) {
                return java.util.Arrays.copyOf(out, got);
            }
            got += n;
        }
        return out;
    }

    @Override
    public Follower follow(String path, int head) throws IOException {
        requireThere(path);
        return LogFollower.open(Path.of(path), head);
    }

    private static void requireThere(String path) throws IOException {
        if (!Files.exists(Path.of(path))) {
            throw new NoSuchFileException(path);
        }
    }
}
