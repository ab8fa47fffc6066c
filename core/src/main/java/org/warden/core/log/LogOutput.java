package org.warden.core.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the activity log goes. One thread at a time. */
interface LogOutput {

    /**
     * Opens what the path names: a file of that name, made if it is not there, or what is there already, such as a FIFO or
     * {@code /dev/stdout}.
     */
    static LogOutput open(Path path, long maxBytes, int backups) throws IOException {
        boolean ownFile = !Files.exists(path) || (Files.isRegularFile(path) && !SpecialFile.isBorrowed(path));
        return ownFile ? RotatingFile.open(path, maxBytes, backups) : SpecialFile.open(path);
    }

    /** Whether each line of a text is written for itself, with time and level before it. */
    default boolean isMessages() {
        return false;
    }

    /** Writes one line, or throws when it can't be taken: it is lost then. */
    void write(byte[] line) throws IOException;

    /** Closes it and opens what the path names now. */
    void reopen() throws IOException;

    /** Starts it anew, where that means something. */
    void clear() throws IOException;

    void close();
}
