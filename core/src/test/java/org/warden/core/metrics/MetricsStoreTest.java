package org.warden.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.warden.core.api.MetricsPoint;
import org.warden.core.api.MetricsSpan;
import org.warden.core.model.ProcessName;
import org.warden.core.port.Usage;

class MetricsStoreTest {
    private static final long STEP = 5_000_000_000L;
    private static final ProcessName WEB = new ProcessName("web", "web");
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final MetricsStore store = new MetricsStore();

    /** Monotonic time at the n-th look, and the wall clock then. */
    private static long nanos(int look) {
        return 1_200_000_000_000L + look * STEP;
    }

    private static Instant wall(int look) {
        return START.plusSeconds(5L * look);
    }

    private static Usage usage(int child, long cpuMicros, long resident) {
        return new Usage(child, 1000 + child, cpuMicros, 0, resident, 3, 7);
    }

    private List<MetricsPoint> points(MetricsSpan span, int look) {
        return store.points(WEB, span, nanos(look), wall(look));
    }

    @Test
    void cpuIsTheShareOfOneProcessorBetweenTwoLooks() {
        store.add(WEB, nanos(0), usage(1, 100_000, 1 << 20));
        assertTrue(Float.isNaN(store.latest(WEB, 1, nanos(0)).cpuPercent()));
        store.add(WEB, nanos(1), usage(1, 100_000 + 1_250_000, 1 << 20));
        assertEquals(25, store.latest(WEB, 1, nanos(1)).cpuPercent(), 1e-3);
        assertEquals(1_350_000, store.latest(WEB, 1, nanos(1)).userMicros());
        assertEquals(2, store.latest(WEB, 1, nanos(1) + 2_000_000_000L).ageSeconds(), 1e-9);
    }

    @Test
    void anotherChildStartsAnewAndIsNotTakenForTheOld() {
        store.add(WEB, nanos(0), usage(1, 900_000_000, 1 << 20));
        assertNull(store.latest(WEB, 2, nanos(0)));
        store.add(WEB, nanos(1), usage(2, 10_000, 1 << 20));
        assertTrue(Float.isNaN(store.latest(WEB, 2, nanos(1)).cpuPercent()));
        store.add(WEB, nanos(2), usage(2, 60_000, 1 << 20));
        assertEquals(1, store.latest(WEB, 2, nanos(2)).cpuPercent(), 1e-3);
        assertEquals(3, points(MetricsSpan.RECENT, 2).size());
    }

    @Test
    void theLastQuarterOfAnHourIsThereStepByStep() {
        for (int look = 0; look < 1000; look++) {
            store.add(WEB, nanos(look), usage(1, look * 50_000L, look));
        }
        List<MetricsPoint> points = points(MetricsSpan.RECENT, 999);
        assertEquals(180, points.size());
        for (int i = 0; i < 180; i++) {
            MetricsPoint point = points.get(i);
            assertEquals(wall(820 + i).getEpochSecond(), point.seconds());
            assertEquals(820 + i, point.residentBytes().average());
            assertEquals(1, point.cpuPercent().average(), 1e-3);
            assertEquals(new MetricsPoint.Range(3, 3, 3), point.threads());
            assertEquals(new MetricsPoint.Range(7, 7, 7), point.descriptors());
        }
    }

    @Test
    void aMinuteHoldsLeastAverageAndMost() {
        int[] resident = {50, 10, 30, 20, 40, 60, 70, 80, 90, 100, 110, 120};
        for (int look = 0; look < 12; look++) {
            store.add(WEB, nanos(look), usage(1, look * look * 100_000L, resident[look]));
        }
        store.add(WEB, nanos(12), usage(1, 0, 1));
        List<MetricsPoint> points = points(MetricsSpan.DAY, 12);
        assertEquals(2, points.size());
        assertEquals(START.getEpochSecond(), points.get(0).seconds());
        assertEquals(new MetricsPoint.Range(10, 65, 120), points.get(0).residentBytes());
        // The first look knows no CPU; after that 2n+1 times a tenth of a second in five.
        assertEquals(2, points.get(0).cpuPercent().least(), 1e-3);
        assertEquals(22, points.get(0).cpuPercent().average(), 1e-3);
        assertEquals(42, points.get(0).cpuPercent().most(), 1e-3);
        assertEquals(new MetricsPoint.Range(1, 1, 1), points.get(1).residentBytes());
    }

    @Test
    void aDayIsThereMinuteByMinuteAndNoMore() {
        int looks = 30 * 3600 / 5;
        for (int look = 0; look < looks; look++) {
            store.add(WEB, nanos(look), usage(1, 0, look / 12));
        }
        List<MetricsPoint> points = points(MetricsSpan.DAY, looks - 1);
        assertEquals(24 * 60, points.size());
        assertEquals(30 * 60 - 1, points.get(points.size() - 1).residentBytes().average());
        assertEquals(6 * 60, points.get(0).residentBytes().average());
        assertEquals(START.getEpochSecond() + 6 * 3600, points.get(0).seconds());
    }

    @Test
    void timeInWhichItDidNotRunIsAGapAndGrowsOld() {
        store.add(WEB, nanos(0), usage(1, 0, 1));
        store.add(WEB, nanos(100), usage(2, 0, 2));
        assertEquals(2, points(MetricsSpan.RECENT, 100).size());
        assertEquals(1, points(MetricsSpan.RECENT, 200).size());
        assertEquals(0, points(MetricsSpan.RECENT, 300).size());
        assertEquals(2, points(MetricsSpan.DAY, 300).size());
    }

    @Test
    void descriptorsThatMayNotBeSeenAreNoNumber() {
        store.add(WEB, nanos(0), new Usage(1, 2, 0, 0, 1, 1, -1));
        assertTrue(
                Float.isNaN(points(MetricsSpan.RECENT, 0).get(0).descriptors().average()));
        assertTrue(Float.isNaN(points(MetricsSpan.DAY, 0).get(0).descriptors().most()));
        assertEquals(-1, store.latest(WEB, 1, nanos(0)).descriptors());
    }

    @Test
    void aThousandProcessesOverADayStayWithinTheLimit() {
        for (int hour = 0; hour < 26; hour++) {
            for (int i = 0; i < 1000; i++) {
                // Two looks an hour turn every page that all looks would.
                store.add(name(i), nanos(hour * 720), usage(1, 0, hour));
                store.add(name(i), nanos(hour * 720 + 400), usage(1, 0, hour));
            }
        }
        assertTrue(store.bytes() <= 80_000_000, store.bytes() + " bytes");
        List<MetricsPoint> day = store.points(name(999), MetricsSpan.DAY, nanos(25 * 720 + 400), START);
        assertEquals(2, day.get(0).residentBytes().average());
        assertEquals(48, day.size());
    }

    @Test
    void moreProcessesRememberLessEach() {
        for (int hour = 0; hour < 26; hour++) {
            for (int i = 0; i < 3000; i++) {
                store.add(name(i), nanos(hour * 720), usage(1, 0, hour));
            }
        }
        assertTrue(store.bytes() <= 80_000_000, store.bytes() + " bytes");
        for (int i = 0; i < 3000; i += 500) {
            int hours = store.points(name(i), MetricsSpan.DAY, nanos(25 * 720), START)
                    .size();
            assertTrue(hours >= 6 && hours <= 8, hours + " hours");
        }
    }

    @Test
    void whoIsGoneIsForgottenAndItsMemoryUsedAgain() {
        for (int i = 0; i < 1000; i++) {
            store.add(name(i), nanos(0), usage(1, 0, 1));
        }
        long before = store.bytes();
        store.retain(Set.of(name(3)));
        assertNull(store.latest(name(4), 1, nanos(0)));
        assertEquals(List.of(), store.points(name(4), MetricsSpan.DAY, nanos(0), START));
        assertEquals(1, store.points(name(3), MetricsSpan.DAY, nanos(0), START).size());
        for (int i = 1001; i < 2000; i++) {
            store.add(name(i), nanos(1), usage(1, 0, 1));
        }
        assertEquals(before, store.bytes());
    }

    private static ProcessName name(int i) {
        return new ProcessName("g" + i, "p");
    }
}
