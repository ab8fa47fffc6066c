package org.warden.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.warden.core.config.LogLevel;
import org.warden.core.log.LogSink;

/**
 * The file that holds the daemon's or its keeper's pid: written over whatever is there, removed at the end if this run wrote
 * it. Any thread.
 */
final class Pidfile {
    private final Path path;
    private final LogSink log;
    private String text;
    private boolean written;

    Pidfile(Path path, LogSink log) {
        this.path = path;
        this.log = log;
    }

    synchronized void write(long pid) {
        text = pid + "\n";
        try {
            Files.writeString(path, text);
            written = true;
        } catch (IOException e) {
            log.log(LogLevel.CRITICAL, "could not write pidfile " + path);
            log.log(LogLevel.WARN, "the daemon goes on without a pidfile: " + e);
        }
    }

    synchronized void remove() {
        if (!written) {
            return;
        }
        try {
            // Whoever took over from a supervisor that hung has written its own.
            if (Files.exists(path) && !Files.readString(path).equals(text)) {
                return;
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            log.log(LogLevel.WARN, "could not remove pidfile " + path + ": " + e);
        }
    }
}
