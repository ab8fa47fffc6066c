package org.warden.core.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.warden.core.api.LogFile;
import org.warden.core.api.LogHits;
import org.warden.core.api.LogQuery;
import org.warden.core.api.LogReader;
import org.warden.core.api.LogTooLargeException;
import org.warden.core.api.Logs;

/** Reads log files with stock's rules for offsets. Any thread; each call opens and closes the file. */
public final class LogFiles implements Logs, LogReader {
    /** One answer holds at most this many bytes, so that a client can't have a whole disk read into memory. */
    private static final int MOST = 8 << 20;

    private static final int MOST_FILES = 1000;

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
                return Arrays.copyOf(out, got);
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

    @Override
    public Follower followBoth(String stdout, String stderr, int head) throws IOException {
        return MergedFollower.open(stdout, stderr, head);
    }

    @Override
    public List<LogFile> files(String path) throws IOException {
        List<LogFile> files = new ArrayList<>();
        if (path.isEmpty() || !Files.isRegularFile(Path.of(path))) {
            return files;
        }
        files.add(file(path, 0, Files.readAttributes(Path.of(path), BasicFileAttributes.class)));
        for (int number = 1; number <= MOST_FILES; number++) {
            String rotated = path + "." + number;
            try {
                BasicFileAttributes attributes =
                        Files.readAttributes(Path.of(rotated), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (!attributes.isRegularFile()) {
                    break;
                }
                files.add(file(rotated, number, attributes));
            } catch (NoSuchFileException noMore) {
                break;
            }
        }
        return files;
    }

    private static LogFile file(String path, int number, BasicFileAttributes attributes) {
        return new LogFile(
                path,
                number,
                attributes.size(),
                attributes.lastModifiedTime().toMillis(),
                String.valueOf(attributes.fileKey()));
    }

    @Override
    public SeekableByteChannel open(LogFile file) throws IOException {
        Set<OpenOption> options = file.number() == 0
                ? Set.of(StandardOpenOption.READ)
                : Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        return Files.newByteChannel(Path.of(file.path()), options);
    }

    @Override
    public Window window(LogFile file, long offset, int before, int after) throws IOException {
        try (SeekableByteChannel in = open(file)) {
            long size = in.size();
            long at = Math.max(0, Math.min(offset, size));
            long from = Math.max(0, at - before);
            byte[] bytes = LogSearch.bytes(in, from, (int) (Math.min(size, at + after) - from));
            int begin = from == 0 ? 0 : LineCut.begin(bytes, (int) (at - from));
            int end = from + bytes.length >= size ? bytes.length : LineCut.end(bytes, (int) (at - from));
            return new Window(from + begin, Arrays.copyOfRange(bytes, begin, Math.max(begin, end)), size);
        }
    }

    @Override
    public LogHits search(String path, LogQuery query) throws IOException {
        return new LogSearch(this, query, System::nanoTime).search(files(path));
    }

    private static void requireThere(String path) throws IOException {
        if (!Files.exists(Path.of(path))) {
            throw new NoSuchFileException(path);
        }
    }
}
