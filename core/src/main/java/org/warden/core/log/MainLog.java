package org.warden.core.log;

import java.io.IOException;

/** The activity log as the loop sees it. */
public interface MainLog extends LogSink {

    /** Closes the file and opens the same path again. */
    void reopen() throws IOException;

    /**
     * Removes the file and starts a new one.
     *
     * @throws java.nio.file.NoSuchFileException when there is no such file
     */
    void clear() throws IOException;
}
