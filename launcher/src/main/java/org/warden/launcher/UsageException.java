package org.warden.launcher;

/** A command line that can't be understood; the message is what comes after "Error: ". */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
