package org.warden.ctl;

/** A command line that can't be understood; the message says why, and what was perhaps meant. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    /** @param near what was perhaps meant, or null */
    static UsageException unknown(String what, String near) {
        return new UsageException(what + (near == null ? "" : "; did you mean '" + near + "'?"));
    }
}
