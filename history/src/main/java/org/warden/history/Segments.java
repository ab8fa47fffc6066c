package org.warden.history;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.warden.core.api.HistoryEntry;
import org.warden.core.api.HistoryFilter;
import org.warden.core.config.HistoryConfig;
import org.warden.core.model.HistoryEvent;

/**
 * The files of a history: the newest is written to, the oldest is removed when it is too old or all together are too large.
 * So the limits hold without ever rewriting anything, and a damaged file costs only itself. One thread at a time.
 */
final class Segments implements AutoCloseable {
    /** Shares of the size and of the time that one file may have. */
    private static final int PARTS = 8;

    /** Ids grow with time, so many within a millisecond. */
    private static final int ID_BITS = 10;

    /** How many entries are looked at for one question, at most. */
    private static final int MOST_EXAMINED = 100_000;

    private static final String PREFIX = "history-";
    private static final String SUFFIX = ".mv";

    private final Path directory;
    private final long maxBytes;
    private final long maxMillis;
    private final long partMillis;
    private final FileChannel lockFile;
    private Segment current;
    private long currentFirst;
    private long lastId;

    private Segments(HistoryConfig config, FileChannel lockFile) {
        this.directory = Path.of(config.directory());
        this.lockFile = lockFile;
        this.maxBytes = config.maxBytes();
        this.maxMillis = TimeUnit.DAYS.toMillis(config.days());
        this.partMillis = Math.min(TimeUnit.DAYS.toMillis(1), maxMillis / PARTS);
    }

    /** Makes the directory where there is none and takes it for this process. */
    static Segments open(HistoryConfig config, long nowMillis) throws IOException {
        Path directory = Path.of(config.directory());
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        FileChannel lockFile = lock(directory);
        Segments segments = new Segments(config, lockFile);
        try {
            segments.begin(nowMillis);
            return segments;
        } catch (IOException e) {
            lockFile.close();
            throw e;
        }
    }

    private static FileChannel lock(Path directory) throws IOException {
        FileChannel file =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException heldInThisProcess) {
            // As if another process had it.
        } finally {
            if (lock == null) {
                file.close();
            }
        }
        if (lock == null) {
            throw new IOException("another daemon keeps its history in " + directory);
        }
        return file;
    }

    private void begin(long nowMillis) throws IOException {
        TreeMap<Long, Path> files = files();
        lastId = files.isEmpty() ? 0 : files.lastKey();
        if (!files.isEmpty()) {
            try {
                current = Segment.open(files.lastEntry().getValue());
                currentFirst = files.lastKey();
                lastId = current.lastId(lastId);
            } catch (IOException damaged) {
                // It can still be looked into as far as it is whole; the next one begins behind it.
                current = null;
            }
        }
        settle(nowMillis);
        // The limits may have been others before.
        makeRoom(nowMillis);
    }

    private TreeMap<Long, Path> files() throws IOException {
        TreeMap<Long, Path> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.toList()) {
                String name = file.getFileName().toString();
                if (name.matches(PREFIX + "[0-9]{1,18}\\" + SUFFIX)) {
                    files.put(Long.valueOf(name.substring(PREFIX.length(), name.length() - SUFFIX.length())), file);
                }
            }
        }
        return files;
    }

    /** Keeps events; all or, when it throws, none of them. */
    void append(List<Timed> events, long nowMillis) throws IOException {
        settle(nowMillis);
        long id = lastId;
        for (Timed event : events) {
            id = Math.max(id + 1, event.millis() << ID_BITS);
            current.append(id, EntryBytes.of(event.millis(), event.event()));
        }
        current.commit();
        lastId = id;
    }

    /** An event and its time, Unix time in milliseconds. */
    record Timed(long millis, HistoryEvent event) {}

    /** Sees to it that there is a file to write to, and that the limits are kept. */
    private void settle(long nowMillis) throws IOException {
        if (current != null
                && (current.bytes() >= maxBytes / PARTS || (currentFirst >> ID_BITS) + partMillis < nowMillis)) {
            Segment full = current;
            current = null;
            full.close();
        }
        if (current == null) {
            currentFirst = Math.max(lastId + 1, nowMillis << ID_BITS);
            makeRoom(nowMillis);
            current = Segment.open(directory.resolve(PREFIX + currentFirst + SUFFIX));
        }
    }

    /** Removes what is too old, and the oldest as long as there is no room for one more part. */
    private void makeRoom(long nowMillis) throws IOException {
        TreeMap<Long, Path> files = files();
        long bytes = 0;
        for (Path file : files.values()) {
            bytes += Files.size(file);
        }
        while (!files.isEmpty() && (current == null || files.firstKey() != currentFirst)) {
            Path oldest = files.pollFirstEntry().getValue();
            // Everything in a file is older than the first entry of the next one.
            long endMillis = (files.isEmpty() ? currentFirst : files.firstKey()) >> ID_BITS;
            if (endMillis >= nowMillis - maxMillis && bytes <= maxBytes - maxBytes / PARTS) {
                return;
            }
            bytes -= Files.size(oldest);
            Files.deleteIfExists(oldest);
        }
    }

    /** An answer, and how many files could not be read. */
    record Found(List<HistoryEntry> entries, long next, int damaged) {}

    /** Looks from the newest entry backwards. */
    Found find(HistoryFilter filter, long nowMillis) throws IOException {
        long since = Math.max(filter.sinceMillis(), nowMillis - maxMillis);
        Search search = new Search(filter, since);
        int damaged = 0;
        for (var file : files().descendingMap().entrySet()) {
            if (search.isOver || file.getKey() >= filter.before()) {
                continue;
            }
            try {
                descend(file.getKey(), file.getValue(), filter.before(), search);
            } catch (IOException e) {
                damaged++;
            }
        }
        return new Found(search.found, search.next, damaged);
    }

    private void descend(long first, Path file, long before, Search search) throws IOException {
        if (current != null && first == currentFirst) {
            current.descend(before, search);
            return;
        }
        try (Segment segment = Segment.openToRead(file)) {
            segment.descend(before, search);
        }
    }

    private static final class Search implements Segment.Visitor {
        private final HistoryFilter filter;
        private final long since;
        private final List<HistoryEntry> found = new ArrayList<>();
        private int examined;
        private long next;
        private boolean isOver;

        Search(HistoryFilter filter, long since) {
            this.filter = filter;
            this.since = since;
        }

        @Override
        public boolean visit(long id, byte[] bytes) throws IOException {
            // An id is never less than its time, whatever the clock does.
            if (id >> ID_BITS < since) {
                isOver = true;
                return false;
            }
            if (found.size() == filter.limit() || examined == MOST_EXAMINED) {
                next = id + 1;
                isOver = true;
                return false;
            }
            examined++;
            HistoryEntry entry = EntryBytes.read(id, bytes);
            if (entry.millis() >= since && filter.wants(entry)) {
                found.add(entry);
            }
            return true;
        }
    }

    /** After trouble: what was not committed is given up. */
    void giveUp() {
        if (current != null) {
            current.giveUp();
        }
        current = null;
        try {
            lockFile.close();
        } catch (IOException released) {
            // The lock is gone with the descriptor in any case.
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (current != null) {
                current.close();
            }
        } finally {
            current = null;
            lockFile.close();
        }
    }
}
