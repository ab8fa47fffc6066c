package org.warden.spawner;

/** The native library can't be loaded; the message says why and what to do about it. */
public final class LibraryException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    LibraryException(String message, Throwable cause) {
        super(message, cause);
    }
}
