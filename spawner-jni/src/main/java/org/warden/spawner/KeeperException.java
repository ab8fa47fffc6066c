package org.warden.spawner;

/** There is no keeper for this supervisor; the message says why and what to do. */
public final class KeeperException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean another;

    KeeperException(String message) {
        this(message, false);
    }

    private KeeperException(String message, boolean another) {
        super(message);
        this.another = another;
    }

    static KeeperException ofAnother(String message) {
        return new KeeperException(message, true);
    }

    /** Whether it lives and is not this supervisor's, or not any more. */
    boolean isOfAnother() {
        return another;
    }
}
