package org.warden.doors;

/** A door could not be opened; the message is what stock prints after "Error: " before it exits with 2. */
public final class DoorException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Stock's words for an address that somebody else listens on. */
    static final String IN_USE = "Another program is already listening on a port that one of our HTTP servers is"
            + " configured to use.  Shut this program down first before starting supervisord.";

    private final boolean inUse;

    private DoorException(String message, boolean inUse, Throwable cause) {
        super(message, cause);
        this.inUse = inUse;
    }

    static DoorException inUse() {
        return new DoorException(IN_USE, true, null);
    }

    static DoorException of(String message, Throwable cause) {
        return new DoorException(message, false, cause);
    }

    /** Whether another program, perhaps another supervisord, has the address. */
    public boolean isInUse() {
        return inUse;
    }
}
