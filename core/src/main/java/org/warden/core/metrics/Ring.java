package org.warden.core.metrics;

/**
 * Rows of numbers by the number of their slice of time; the oldest give way. Slices that nothing was put into are gaps.
 */
final class Ring {
    private static final long NONE = Long.MIN_VALUE;

    private final Pages pages;
    private final int columns;
    private final int rowsPerPage;
    private final int slices;

    /** The pages in use, oldest first: each holds the slices from {@code numbers[i] * rowsPerPage} on. */
    private final int[] held;

    private final long[] numbers;
    private int count;
    private long last = NONE;

    /** @param slices how many it keeps at least, while it gets the pages for them */
    Ring(Pages pages, int columns, int slices) {
        this.pages = pages;
        this.columns = columns;
        this.slices = slices;
        this.rowsPerPage = Pages.NUMBERS / columns;
        // One more, for the page that is being filled.
        int most = (slices + rowsPerPage - 1) / rowsPerPage + 1;
        this.held = new int[most];
        this.numbers = new long[most];
    }

    int pagesHeld() {
        return count;
    }

    /** How many pages it takes to hold all. */
    int pagesWanted() {
        return held.length;
    }

    /**
     * Puts a row in its place. One that is older than the newest page is passed over, and so is one for which there is no
     * memory.
     *
     * @param mostPages how many pages it may use from now on, at least 1
     */
    void put(long slice, float[] row, int mostPages) {
        long number = Math.floorDiv(slice, (long) rowsPerPage);
        if (count > 0 && number < numbers[count - 1]) {
            return;
        }
        if ((count == 0 || number > numbers[count - 1]) && !turnTo(number, Math.min(mostPages, held.length))) {
            return;
        }
        int at = Math.floorMod(slice, rowsPerPage) * columns;
        for (int i = 0; i < columns; i++) {
            pages.put(held[count - 1], at + i, row[i]);
        }
        last = Math.max(last, slice);
    }

    private boolean turnTo(long number, int mostPages) {
        while (count > mostPages) {
            pages.give(dropOldest());
        }
        int page = count < mostPages ? pages.take() : -1;
        if (page < 0) {
            if (count == 0) {
                return false;
            }
            page = dropOldest();
            pages.clear(page);
        }
        held[count] = page;
        numbers[count++] = number;
        return true;
    }

    private int dropOldest() {
        int oldest = held[0];
        count--;
        System.arraycopy(held, 1, held, 0, count);
        System.arraycopy(numbers, 1, numbers, 0, count);
        return oldest;
    }

    /** The newest slice that something was put into. Only when {@link #isEmpty} is false. */
    long last() {
        return last;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The oldest slice that may hold something. Only when {@link #isEmpty} is false. */
    long first() {
        return Math.max(numbers[0] * rowsPerPage, last - slices + 1);
    }

    /** Reads a row; all NaN where nothing was put. */
    void get(long slice, float[] into) {
        long number = Math.floorDiv(slice, (long) rowsPerPage);
        int at = count - 1;
        while (at >= 0 && numbers[at] != number) {
            at--;
        }
        for (int i = 0; i < columns; i++) {
            into[i] = at < 0 ? Float.NaN : pages.get(held[at], Math.floorMod(slice, rowsPerPage) * columns + i);
        }
    }

    void release() {
        while (count > 0) {
            pages.give(dropOldest());
        }
    }
}
