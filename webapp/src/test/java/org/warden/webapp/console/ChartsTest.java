package org.warden.webapp.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.warden.core.api.MetricsPoint;
import org.warden.core.api.MetricsPoint.Range;
import org.warden.core.api.MetricsSpan;

class ChartsTest {
    private static final long NOW = 100_000 * 3600L;
    private static final Range NONE = new Range(Float.NaN, Float.NaN, Float.NaN);

    private final List<MetricsPoint> points = new ArrayList<>();

    private static Range exactly(float value) {
        return new Range(value, value, value);
    }

    private String charts(MetricsSpan span) {
        return new Charts(Texts.of(Locale.ENGLISH), span, Instant.ofEpochSecond(NOW), points).html();
    }

    private void point(long secondsAgo, Range cpu, Range descriptors) {
        points.add(new MetricsPoint(NOW - secondsAgo, cpu, exactly(3 << 20), exactly(2), descriptors));
    }

    @Test
    void aLineEndsWhereTheProgramDidNotRun() {
        point(900 - 5, exactly(0), exactly(4));
        point(450, exactly(5), exactly(4));
        point(445, exactly(0), exactly(4));
        point(0, exactly(2.5f), exactly(4));
        String page = charts(MetricsSpan.RECENT);
        assertTrue(page.contains("<path class=\"line\" d=\"M3.3 100h1M300 0L303.3 100M600 50h1\"/>"), page);
        assertFalse(page.contains("class=\"band\""), page);
    }

    @Test
    void minutesHaveABandFromTheLeastToTheMost() {
        point(12 * 3600, new Range(0, 5, 10), exactly(4));
        point(12 * 3600 - 60, new Range(2, 4, 8), exactly(4));
        String page = charts(MetricsSpan.DAY);
        assertTrue(page.contains("<path class=\"band\" d=\"M300 0L300.4 20L300.4 80L300 100Z\"/>"), page);
        assertTrue(page.contains("<path class=\"line\" d=\"M300 50L300.4 60\"/>"), page);
        assertTrue(page.contains("now 4 %, average 4.5 %, most 10 %"), page);
    }

    @Test
    void theTableSaysTheSame() {
        point(130, exactly(1), exactly(4));
        point(125, exactly(3), NONE);
        point(5, exactly(7), NONE);
        String page = charts(MetricsSpan.RECENT);
        assertTrue(page.contains("<td class=\"num\">1 % to 3 %, average 2 %</td><td class=\"num\">3.0 MB</td>"), page);
        assertTrue(page.contains("<td class=\"num\">7 %</td>") && page.contains("<td class=\"num\"></td>"), page);
        assertEquals(
                2, Pattern.compile("<th scope=\"row\">").matcher(page).results().count());
    }

    @Test
    void whatMayNotBeKnownIsNotDrawn() {
        point(5, exactly(1), NONE);
        String page = charts(MetricsSpan.RECENT);
        assertTrue(page.contains("Not known yet, or not to this supervisor"), page);
        assertEquals(3, Pattern.compile("<svg ").matcher(page).results().count());
    }

    @Test
    void aPageOfADayIsSmall() {
        for (int minute = 1440; minute > 0; minute--) {
            point(minute * 60L, new Range(1, minute % 7, 9), exactly(minute % 50));
        }
        assertTrue(charts(MetricsSpan.DAY).length() < 200_000);
    }

    @ParameterizedTest
    @CsvSource({"0.3,0.5", "1,1", "1.1,2", "4,5", "51,100", "100,100"})
    void scalesEndAtRoundNumbers(double most, double top) {
        assertEquals(top, Chart.nice(most), 1e-9);
    }
}
