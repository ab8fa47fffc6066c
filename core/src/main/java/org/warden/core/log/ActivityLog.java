package org.warden.core.log;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.warden.core.config.LogLevel;
import org.warden.core.model.OsText;
import org.warden.core.port.Clock;
import org.warden.core.port.Outlets;

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
    private final LineFile file;
    private final Outlets.Outlet copy;
    private long lost;

    private ActivityLog(LogLevel level, LineFormat format, LineFile file, Outlets.Outlet copy) {
        this.level = level;
        this.format = format;
        this.file = file;
        this.copy = copy;
    }

    /**
     * Opens the log.
     *
     * @param logfile the path, which may lead to a FIFO or a device; {@code syslog} for the system's log
     * @param maxBytes rotate a file at this size; 0 never
     * @param backups rotated files to keep; 0 truncates
     * @param onStdout whether lines are copied to stdout
     * @throws IOException when the file can't be opened
     */
    public static ActivityLog open(
            String logfile, long maxBytes, int backups, LogLevel level, boolean onStdout, Clock clock, Outlets outlets)
            throws IOException {
        LineFile file = LineFile.open(logfile, maxBytes, backups, outlets);
        return new ActivityLog(level, new LineFormat(clock), file, onStdout ? stdout(outlets) : null);
    }

    /** A daemon that was started without a stdout has no copy. */
    private static Outlets.Outlet stdout(Outlets outlets) {
        try {
            return outlets.stdout();
        } catch (IOException closed) {
            return null;
        }
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

    private void writeCopy(byte[] line) {
        if (copy == null) {
            return;
        }
        try {
            copy.write(line);
        } catch (IOException gone) {
            // Whoever reads our stdout has left or does not read; the file has the line.
            return;
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
            file.clear();
        } finally {
            lock.unlock();
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
