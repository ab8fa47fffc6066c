package org.warden.core.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RingTest {
    private static final int COLUMNS = 12;
    private static final int ROWS_PER_PAGE = Pages.NUMBERS / COLUMNS;

    private final Pages pages = new Pages(100);

    private static float[] row(float first) {
        float[] row = new float[COLUMNS];
        for (int i = 0; i < COLUMNS; i++) {
            row[i] = first + i;
        }
        return row;
    }

    private static float[] gap() {
        float[] row = new float[COLUMNS];
        java.util.Arrays.fill(row, Float.NaN);
        return row;
    }

    private static float[] get(Ring ring, long slice) {
        float[] into = new float[COLUMNS];
        ring.get(slice, into);
        return into;
    }

    @Test
    void whatWasPutIsThereAndWhatWasNotIsAGap() {
        Ring ring = new Ring(pages, COLUMNS, 1440);
        ring.put(1_000_000, row(1), 25);
        ring.put(1_000_002, row(100), 25);
        assertArrayEquals(row(1), get(ring, 1_000_000));
        assertArrayEquals(gap(), get(ring, 1_000_001));
        assertArrayEquals(row(100), get(ring, 1_000_002));
        assertEquals(1_000_002, ring.last());
    }

    @Test
    void allSlicesAreKeptAndNoMoreMemoryIsTakenHoweverLongItGoesOn() {
        int slices = 3 * ROWS_PER_PAGE;
        Ring ring = new Ring(pages, COLUMNS, slices);
        for (int i = 0; i < 20 * slices; i++) {
            ring.put(i, row(i), 100);
            for (int back = 0; back < slices && back <= i; back += 7) {
                assertArrayEquals(row(i - back), get(ring, i - back));
            }
        }
        assertEquals(4, ring.pagesHeld());
        assertEquals(4, ring.pagesWanted());
        assertEquals(20 * slices - slices, ring.first());
    }

    @Test
    void aLongGapLeavesNothingOldBehind() {
        Ring ring = new Ring(pages, COLUMNS, 2 * ROWS_PER_PAGE);
        ring.put(5, row(1), 3);
        long later = 5 + 1000L * ROWS_PER_PAGE;
        ring.put(later, row(2), 3);
        assertArrayEquals(row(2), get(ring, later));
        assertArrayEquals(gap(), get(ring, later - 1));
        assertTrue(ring.first() > 5);
    }

    @Test
    void withoutMemoryForMoreTheOldestGivesWay() {
        Pages few = new Pages(2);
        Ring ring = new Ring(few, COLUMNS, 10 * ROWS_PER_PAGE);
        for (int i = 0; i < 5 * ROWS_PER_PAGE; i++) {
            ring.put(i, row(i), 11);
        }
        assertEquals(2, ring.pagesHeld());
        assertEquals(3 * ROWS_PER_PAGE, ring.first());
        assertArrayEquals(row(3 * ROWS_PER_PAGE), get(ring, 3 * ROWS_PER_PAGE));
        assertArrayEquals(gap(), get(ring, 3 * ROWS_PER_PAGE - 1));
    }

    @Test
    void withNoMemoryAtAllNothingIsKept() {
        Ring ring = new Ring(new Pages(0), COLUMNS, 100);
        ring.put(1, row(1), 11);
        assertTrue(ring.isEmpty());
        assertArrayEquals(gap(), get(ring, 1));
    }

    @Test
    void aSmallerShareGivesPagesBack() {
        Ring ring = new Ring(pages, COLUMNS, 10 * ROWS_PER_PAGE);
        for (int i = 0; i < 6 * ROWS_PER_PAGE; i++) {
            ring.put(i, row(i), 11);
        }
        assertEquals(6, ring.pagesHeld());
        ring.put(6L * ROWS_PER_PAGE, row(7), 2);
        assertEquals(2, ring.pagesHeld());
        Ring other = new Ring(new Pages(0), COLUMNS, 1);
        other.release();
        ring.release();
        assertTrue(ring.isEmpty());
    }

    @Test
    void pagesThatCameBackAreGivenOutAgainAndEmpty() {
        Pages one = new Pages(1);
        int page = one.take();
        one.put(page, 5, 42);
        assertEquals(-1, one.take());
        one.give(page);
        assertEquals(page, one.take());
        assertTrue(Float.isNaN(one.get(page, 5)));
    }
}
