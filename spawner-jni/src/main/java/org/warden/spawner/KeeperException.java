package org.warden.spawner;

import java.util.OptionalInt;

/** There is no keeper for this supervisor; the message says why and what to do. */
public final class KeeperException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean another;
    private final int holder;

    KeeperException(String message) {
        this(message, false, 0);
    }

    private KeeperException(String message, boolean another, int holder) {
        super(message);
        this.another = another;
        this.holder = holder;
    }

    /** @param holder the process that is attached to it, or 0 */
    static KeeperException ofAnother(String message, int holder) {
        return new KeeperException(message, true, holder);
    }

    /** Who is attached to it, and will have to go before this supervisor can be. */
    public OptionalInt holder() {
        return holder == 0 ? OptionalInt.empty() : OptionalInt.of(holder);
    }

    /** Whether it lives and is not this supervisor's, or not any more. */
    boolean isOfAnother() {
        return another;
    }
}
