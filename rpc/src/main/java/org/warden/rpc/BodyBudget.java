package org.warden.rpc;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that request bodies of all connections may take together. The last part is kept for small ones, so that a
 * few large bodies that never end can't lock out everybody's {@code status}. Any thread.
 */
public final class BodyBudget {

    /** The largest single body, in bytes. */
    public static final int MOST_EACH = 8 << 20;

    private static final long MOST_TOGETHER = 32L << 20;
    private static final long KEPT_FOR_SMALL = 4L << 20;

    /** What counts as a small body, in bytes. */
    private static final int SMALL = 64 << 10;

    private final AtomicLong used = new AtomicLong();

    /** Takes {@code more} bytes for a body that has {@code already}; false when there is no room for it now. */
    public boolean take(long already, long more) {
        long limit = already + more <= SMALL ? MOST_TOGETHER : MOST_TOGETHER - KEPT_FOR_SMALL;
        long now = used.get();
        while (now + more <= limit) {
            if (used.compareAndSet(now, now + more)) {
                return true;
            }
            now = used.get();
        }
        return false;
    }

    public void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }

    /** Bytes taken now. */
    long used() {
        return used.get();
    }
}
