package org.warden.core.api;

import java.io.IOException;

/** More of a log was asked for than is sent in one answer; the message says how to get it. */
public final class LogTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    public LogTooLargeException(String message) {
        super(message);
    }
}
