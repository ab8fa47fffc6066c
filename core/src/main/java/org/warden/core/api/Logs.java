package org.warden.core.api;

import java.io.IOException;
import java.util.Optional;

/** Reading of log files, on the caller's thread, with stock's rules for offsets. Bytes are raw. */
public interface Logs {

    /** Path of the activity log as people and {@code readLog} name it, or empty when there is no such file (syslog). */
    Optional<String> mainLog();

    /**
     * Bytes {@code [offset, offset+length)}; length 0 means to the end; a negative offset with length 0 counts from the
     * end.
     *
     * @throws IllegalArgumentException for a negative length, or a negative offset with another length than 0
     * @throws java.nio.file.NoSuchFileException when the file is missing
     * @throws LogTooLargeException when that is more than 8 MiB
     */
    byte[] read(String path, long offset, long length) throws IOException;

    /** The last {@code length} bytes when more than that came since {@code offset}; never fails for a missing file. */
    Tail tail(String path, long offset, long length) throws IOException;

    /** Opens a log to be followed, starting with its last {@code head} bytes. */
    Follower follow(String path, int head) throws IOException;

    /**
     * Data, the new offset (the file's size) and whether something was skipped.
     */
    record Tail(byte[] bytes, long offset, boolean overflow) {}

    /** A log being followed over rotation, removal and truncation. One thread at a time. */
    interface Follower extends AutoCloseable {

        /** When the file was last changed, in milliseconds since 1970. */
        long lastModifiedMillis();

        /** Whether the file that was read last has changed in length; cheaper than {@link #next}, but blind to a new file. */
        boolean hasMore() throws IOException;

        /** What has come since the last call, at most {@code limit} bytes; empty when nothing. */
        byte[] next(int limit) throws IOException;

        @Override
        void close() throws IOException;
    }
}
