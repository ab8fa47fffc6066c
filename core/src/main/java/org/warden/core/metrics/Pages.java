package org.warden.core.metrics;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Pages of numbers outside the heap, where no garbage collection has to look at them. A page that was given back is given
 * out again; the memory goes when this object does.
 */
final class Pages {
    /** Numbers in a page. */
    static final int NUMBERS = 720;

    static final int PAGE_BYTES = NUMBERS * Float.BYTES;

    private static final int PAGES_PER_SLAB = 100;

    private final int most;
    private final List<FloatBuffer> slabs = new ArrayList<>();
    private final Deque<Integer> free = new ArrayDeque<>();
    private int made;

    /** @param most how many pages there may be */
    Pages(int most) {
        this.most = most;
    }

    /** A page, every number of it NaN; -1 when there is none to be had. */
    int take() {
        Integer again = free.poll();
        if (again == null && (made == most || !hasSlabFor(made))) {
            return -1;
        }
        int page = again == null ? made++ : again;
        clear(page);
        return page;
    }

    void give(int page) {
        free.add(page);
    }

    void clear(int page) {
        for (int i = 0; i < NUMBERS; i++) {
            put(page, i, Float.NaN);
        }
    }

    void put(int page, int index, float number) {
        slabs.get(page / PAGES_PER_SLAB).put(page % PAGES_PER_SLAB * NUMBERS + index, number);
    }

    float get(int page, int index) {
        return slabs.get(page / PAGES_PER_SLAB).get(page % PAGES_PER_SLAB * NUMBERS + index);
    }

    /** Memory in use, pages that were given back included. */
    long bytes() {
        return (long) slabs.size() * PAGES_PER_SLAB * PAGE_BYTES;
    }

    private boolean hasSlabFor(int page) {
        if (page / PAGES_PER_SLAB < slabs.size()) {
            return true;
        }
        try {
            slabs.add(ByteBuffer.allocateDirect(PAGES_PER_SLAB * PAGE_BYTES).asFloatBuffer());
            return true;
        } catch (OutOfMemoryError limit) {
            // Of -XX:MaxDirectMemorySize, which other parts of the JVM share. The heap is as it was.
            return false;
        }
    }
}
