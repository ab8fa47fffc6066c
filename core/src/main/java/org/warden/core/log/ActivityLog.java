package org.warden.core.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.warden.core.config.LogLevel;
import org.warden.core.model.OsText;
import org.warden.core.port.Clock;
import org.warden.core.port.Syslog;

/**
 * The daemon's own log: stock's line shapes, rotation by size, reopening, and a copy on stdout in the foreground.
 *
 * <p>Lines come from the loop and from the doors, so one lock guards the file; it is the only one in this room, held for
 * one write. A file that can't be written costs lines, never supervision: what was lost is counted and said when it
 * works again.
 */
public final class ActivityLog implements MainLog, AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final LogLevel level;
    private final LineFormat format;
    private final Optional<Path> path;
    private final LogOutput file;
    private final PatientStream copy;
    private long lost;

    private ActivityLog(LogLevel level, LineFormat format, Optional<Path> path, LogOutput file, PatientStream copy) {
        this.level = level;
        this.format = format;
        this.path = path;
        this.file = file;
        this.copy = copy;
    }

    /**
     * Opens the log.
     *
     * @param path the file, or empty for syslog
     * @param maxBytes rotate at this size; 0 never
     * @param backups rotated files to keep; 0 truncates
     * @param onStdout whether lines are copied to stdout
     * @throws IOException when the file can't be opened
     */
    public static ActivityLog open(
            Optional<Path> path,
            long maxBytes,
            int backups,
            LogLevel level,
            boolean onStdout,
            Clock clock,
            Syslog syslog)
            throws IOException {
        LogOutput file = path.isPresent() ? LogOutput.open(path.get(), maxBytes, backups) : new SyslogOutput(syslog);
        PatientStream copy = onStdout ? new PatientStream(new KeptOpen(FileDescriptor.out)) : null;
        return new ActivityLog(level, new LineFormat(clock), path, file, copy);
    }

    @Override
    public boolean isOn(LogLevel asked) {
        return asked.weight() >= level.weight();
    }

    @Override
    public void log(LogLevel at, String text) {
        if (!isOn(at)) {
            return;
        }
        lock.lock();
        try {
            writeCopy(OsText.encode(format.line(at, text)));
            if (file.isMessages()) {
                text.lines().forEach(part -> writeFile(at, part));
            } else {
                writeFile(at, text);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Where nobody reads stdout the file has the line. */
    private void writeCopy(byte[] line) {
        if (copy != null) {
            copy.offer(line);
        }
    }

    private void writeFile(LogLevel at, String text) {
        try {
            if (lost > 0) {
                file.write(OsText.encode(format.line(
                        LogLevel.ERROR, lost + " lines of this log were lost because it could not be written")));
                lost = 0;
            }
            file.write(OsText.encode(format.line(at, text)));
        } catch (IOException full) {
            lost++;
        }
    }

    @Override
    public void reopen() throws IOException {
        lock.lock();
        try {
            file.reopen();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void clear() throws IOException {
        lock.lock();
        try {
            if (path.isEmpty() || !Files.exists(path.get())) {
                throw new NoSuchFileException(path.map(Path::toString).orElse(""));
            }
            file.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Stdout as a stream that a restart does not close. */
    private static final class KeptOpen extends FileOutputStream {
        KeptOpen(FileDescriptor descriptor) {
            super(descriptor);
        }

        @Override
        public void close() {
            // It was there before this log and is there after it.
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            file.close();
            if (copy != null) {
                copy.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
