package org.warden.core.metrics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.warden.core.api.MetricsPoint;
import org.warden.core.api.MetricsSpan;
import org.warden.core.api.ProcessMetrics;
import org.warden.core.api.UseLine;
import org.warden.core.model.ProcessName;
import org.warden.core.port.Usage;

/** What one process has used, over all the children it has been. */
final class ProcessSeries {
    private static final long SECOND_NANOS = 1_000_000_000L;

    /** CPU, resident memory, threads, descriptors. */
    private static final int METRICS = 4;

    private static final int LEAST = 0;
    private static final int AVERAGE = METRICS;
    private static final int MOST = 2 * METRICS;

    private final Ring recent;
    private final Ring day;

    private long lastNanos;
    private Usage last;
    private float cpuPercent = Float.NaN;

    /** The minute that is being filled. */
    private long minute = Long.MIN_VALUE;

    private final float[] row = new float[METRICS];
    private final float[] minuteRow = new float[3 * METRICS];
    private final double[] sums = new double[METRICS];
    private final int[] counts = new int[METRICS];

    ProcessSeries(Pages pages) {
        recent = new Ring(pages, METRICS, slices(MetricsSpan.RECENT));
        day = new Ring(pages, 3 * METRICS, slices(MetricsSpan.DAY));
    }

    private static int slices(MetricsSpan span) {
        return span.seconds() / span.stepSeconds();
    }

    /** How many pages one process takes when nothing is short. */
    int pagesWanted() {
        return recent.pagesWanted() + day.pagesWanted();
    }

    /** @param mostPages how many pages this process may use from now on */
    void add(long nanos, Usage usage, int mostPages) {
        cpuPercent = percentSince(nanos, usage);
        last = usage;
        lastNanos = nanos;
        row[0] = cpuPercent;
        row[1] = usage.residentBytes();
        row[2] = usage.threads();
        row[3] = usage.descriptors() < 0 ? Float.NaN : usage.descriptors();
        int forRecent = Math.min(recent.pagesWanted(), Math.max(1, mostPages / 2));
        recent.put(slice(nanos, MetricsSpan.RECENT), row, forRecent);
        addToMinute(slice(nanos, MetricsSpan.DAY));
        day.put(minute, minuteRow, Math.max(1, mostPages - forRecent));
    }

    private static long slice(long nanos, MetricsSpan span) {
        return Math.floorDiv(nanos, span.stepSeconds() * SECOND_NANOS);
    }

    private float percentSince(long nanos, Usage usage) {
        if (last == null || last.child() != usage.child() || nanos <= lastNanos) {
            return Float.NaN;
        }
        long micros = usage.userMicros() + usage.systemMicros() - last.userMicros() - last.systemMicros();
        return Math.max(0, micros * 1000f * 100f / (nanos - lastNanos));
    }

    private void addToMinute(long now) {
        if (now != minute) {
            minute = now;
            Arrays.fill(minuteRow, Float.NaN);
            Arrays.fill(sums, 0);
            Arrays.fill(counts, 0);
        }
        for (int i = 0; i < METRICS; i++) {
            if (Float.isNaN(row[i])) {
                continue;
            }
            sums[i] += row[i];
            counts[i]++;
            minuteRow[LEAST + i] = counts[i] == 1 ? row[i] : Math.min(minuteRow[LEAST + i], row[i]);
            minuteRow[AVERAGE + i] = (float) (sums[i] / counts[i]);
            minuteRow[MOST + i] = counts[i] == 1 ? row[i] : Math.max(minuteRow[MOST + i], row[i]);
        }
    }

    /** Null when it was never seen, or its child is another one by now. */
    ProcessMetrics latest(ProcessName name, int child, long nowNanos) {
        if (last == null || last.child() != child) {
            return null;
        }
        return new ProcessMetrics(
                name,
                last.pid(),
                (nowNanos - lastNanos) / (double) SECOND_NANOS,
                cpuPercent,
                last.userMicros(),
                last.systemMicros(),
                last.residentBytes(),
                last.threads(),
                last.descriptors());
    }

    /** The slices in which something was seen, oldest first. */
    List<MetricsPoint> points(MetricsSpan span, long nowNanos, Instant wall) {
        Ring ring = span == MetricsSpan.RECENT ? recent : day;
        List<MetricsPoint> points = new ArrayList<>();
        if (ring.isEmpty()) {
            return points;
        }
        long present = slice(nowNanos, span);
        long presentSeconds = Math.floorDiv(wall.getEpochSecond(), (long) span.stepSeconds()) * span.stepSeconds();
        long oldest = Math.max(ring.first(), present - slices(span) + 1);
        float[] numbers = new float[span == MetricsSpan.RECENT ? METRICS : 3 * METRICS];
        for (long slice = oldest; slice <= ring.last(); slice++) {
            ring.get(slice, numbers);
            if (isGap(numbers)) {
                continue;
            }
            long seconds = presentSeconds - (present - slice) * span.stepSeconds();
            points.add(new MetricsPoint(
                    seconds, range(numbers, 0), range(numbers, 1), range(numbers, 2), range(numbers, 3)));
        }
        return points;
    }

    /** Null when nothing was seen. */
    UseLine recentUse(ProcessName name, long nowNanos) {
        long oldest = Math.floorDiv(nowNanos, UseLine.STEP_SECONDS * SECOND_NANOS) - UseLine.STEPS + 1;
        int each = UseLine.STEP_SECONDS / MetricsSpan.RECENT.stepSeconds();
        if (recent.isEmpty() || recent.last() < oldest * each) {
            return null;
        }
        float[] cpu = new float[UseLine.STEPS];
        float[] resident = new float[UseLine.STEPS];
        Arrays.fill(cpu, Float.NaN);
        Arrays.fill(resident, Float.NaN);
        float[] numbers = new float[METRICS];
        for (long slice = Math.max(oldest * each, recent.first()); slice <= recent.last(); slice++) {
            recent.get(slice, numbers);
            int step = (int) (Math.floorDiv(slice, (long) each) - oldest);
            if (step < UseLine.STEPS) {
                cpu[step] = most(cpu[step], numbers[0]);
                resident[step] = most(resident[step], numbers[1]);
            }
        }
        return new UseLine(name, cpu, resident);
    }

    private static float most(float a, float b) {
        return Float.isNaN(a) || b > a ? b : a;
    }

    /** Threads are always seen. */
    private static boolean isGap(float[] numbers) {
        return Float.isNaN(numbers[2]);
    }

    private static MetricsPoint.Range range(float[] numbers, int metric) {
        return numbers.length == METRICS
                ? new MetricsPoint.Range(numbers[metric], numbers[metric], numbers[metric])
                : new MetricsPoint.Range(numbers[LEAST + metric], numbers[AVERAGE + metric], numbers[MOST + metric]);
    }

    void release() {
        recent.release();
        day.release();
    }
}
