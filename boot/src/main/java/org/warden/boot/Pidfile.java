package org.warden.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.warden.core.config.LogLevel;
import org.warden.core.log.LogSink;

/** The file that holds the daemon's pid: written over whatever is there, removed at the end if this run wrote it. */
final class Pidfile {
    private final Path path;
    private final LogSink log;
    private boolean written;

    Pidfile(Path path, LogSink log) {
        this.path = path;
        this.log = log;
    }

    void write(long pid) {
        try {
            Files.writeString(path, pid + "\n");
            written = true;
        } catch (IOException e) {
            log.log(LogLevel.CRITICAL, "could not write pidfile " + path);
            log.log(LogLevel.WARN, "the daemon goes on without a pidfile: " + e);
        }
    }

    void remove() {
        if (!written) {
            return;
        }
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            log.log(LogLevel.WARN, "could not remove pidfile " + path + ": " + e);
        }
    }
}
