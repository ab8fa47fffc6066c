package org.warden.core.log;

import java.util.function.LongSupplier;

/**
 * A line that an expression may look at for so long. An expression can take exponential time for a line, and a thread that is
 * busy with one can't be stopped from outside.
 */
final class DeadlineText implements CharSequence {
    /** So many characters are looked at between two looks at the clock. */
    private static final int STRIDE = 4096;

    private final LongSupplier nanos;
    private String text = "";
    private long deadlineNanos;
    private int left;

    /** The time is up. */
    static final class TooLate extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLate() {
            super("", null, false, false);
        }
    }

    DeadlineText(LongSupplier nanos) {
        this.nanos = nanos;
    }

    DeadlineText of(String line, long deadlineNanos) {
        this.text = line;
        this.deadlineNanos = deadlineNanos;
        left = STRIDE;
        return this;
    }

    @Override
    public char charAt(int index) {
        if (--left <= 0) {
            left = STRIDE;
            if (nanos.getAsLong() - deadlineNanos > 0) {
                throw new TooLate();
            }
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
