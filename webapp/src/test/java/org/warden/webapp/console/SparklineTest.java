package org.warden.webapp.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SparklineTest {
    private static final float NONE = Float.NaN;

    @Test
    void valuesAreLettersAndRunsAreCounted() {
        assertEquals("AZz", Sparkline.of(new float[] {0, 25, 51}, 51));
        assertEquals("A4Bz3", Sparkline.of(new float[] {0, 0, 0, 0, 1, 51, 51, 51}, 51));
        assertEquals("BB", Sparkline.of(new float[] {1, 1}, 51));
    }

    @Test
    void gapsAreKeptButNotTheFirst() {
        assertEquals("A..A", Sparkline.of(new float[] {NONE, NONE, 0, NONE, NONE, 0}, 51));
        assertEquals("", Sparkline.of(new float[] {NONE, NONE}, 51));
    }

    @Test
    void theScaleIsTheMostOfAllOrMore() {
        assertEquals(7, Sparkline.scale(new float[] {NONE, 7, 3}, 5));
        assertEquals(5, Sparkline.scale(new float[] {NONE, 2}, 5));
        assertEquals("A3", Sparkline.of(new float[] {0, 0, 0}, 0));
    }
}
