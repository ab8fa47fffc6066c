package org.warden.core.kept;

/** A note was damaged, or written by a version that says things in another way. */
public final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message, Throwable cause) {
        super(message, cause);
    }
}
