package org.warden.core.api;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.List;

/** Looking around in logs, for people: rotated files too, both logs of a program as one, search. On the caller's thread. */
public interface LogReader {

    /**
     * Opens both logs of a program to be followed as one. Each line begins with {@code 1} for what was written to stdout and
     * {@code 2} for stderr, and stands where it came. Of what was there before, the last {@code head} bytes of each, the order
     * goes by the time stamps that lines begin with; without those stdout is first. A line without end comes after a second.
     *
     * @param stdout path, or "" when there is none
     * @param stderr path, or "" when there is none
     * @throws java.nio.file.NoSuchFileException when both are missing
     */
    Logs.Follower followBoth(String stdout, String stderr, int head) throws IOException;

    /** The files that a log consists of, the newest first: as many as are there, none when there is no regular file. */
    List<LogFile> files(String path) throws IOException;

    /** Opens one of them for reading. What was rotated away is not followed where it is a symbolic link. */
    SeekableByteChannel open(LogFile file) throws IOException;

    /**
     * What is around a place, in whole lines where they are not longer than the window.
     *
     * @param before how many bytes before the place at most
     * @param after how many bytes from the place on at most
     */
    Window window(LogFile file, long offset, int before, int after) throws IOException;

    /** A piece of a log: where it begins, and how large the file is. */
    record Window(long from, byte[] bytes, long size) {
        /** Where it ends. */
        public long to() {
            return from + bytes.length;
        }
    }

    /** Searches the {@link #files} of a log. Takes as long as the query allows, and a second more. */
    LogHits search(String path, LogQuery query) throws IOException;
}
