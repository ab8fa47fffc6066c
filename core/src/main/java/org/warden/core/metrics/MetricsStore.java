package org.warden.core.metrics;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.warden.core.api.MetricsPoint;
import org.warden.core.api.MetricsSpan;
import org.warden.core.api.ProcessMetrics;
import org.warden.core.api.UseLine;
import org.warden.core.model.ProcessName;
import org.warden.core.port.Usage;

/**
 * What processes have used in the last 24 hours. At most 80 MB outside the heap; where there are more than 1,000 processes
 * each has its share of that, and remembers less. One thread at a time.
 */
public final class MetricsStore {
    private static final int MOST_BYTES = 80_000_000;
    private static final int MOST_PAGES = MOST_BYTES / Pages.PAGE_BYTES;
    private static final int FEWEST_PAGES = 2;

    private final Pages pages = new Pages(MOST_PAGES);
    private final Map<ProcessName, ProcessSeries> series = new HashMap<>();

    /** @param nanos monotonic time at which the process was looked at; not less than at an earlier call for it */
    public void add(ProcessName name, long nanos, Usage usage) {
        ProcessSeries one = series.computeIfAbsent(name, n -> new ProcessSeries(pages));
        int share = MOST_PAGES / series.size();
        one.add(nanos, usage, Math.max(FEWEST_PAGES, Math.min(share, one.pagesWanted())));
    }

    /** What the process used when it was last looked at; null when the present child never was. */
    public ProcessMetrics latest(ProcessName name, int child, long nowNanos) {
        ProcessSeries one = series.get(name);
        return one == null ? null : one.latest(name, child, nowNanos);
    }

    /** The slices in which the process was seen, oldest first. */
    public List<MetricsPoint> points(ProcessName name, MetricsSpan span, long nowNanos, Instant wall) {
        ProcessSeries one = series.get(name);
        return one == null ? List.of() : one.points(span, nowNanos, wall);
    }

    /** What the process used in the last 15 minutes; null when it was not seen in them. */
    public UseLine recentUse(ProcessName name, long nowNanos) {
        ProcessSeries one = series.get(name);
        return one == null ? null : one.recentUse(name, nowNanos);
    }

    /** Forgets all other processes. */
    public void retain(Set<ProcessName> names) {
        series.entrySet().removeIf(entry -> {
            boolean gone = !names.contains(entry.getKey());
            if (gone) {
                entry.getValue().release();
            }
            return gone;
        });
    }

    /** Memory outside the heap. */
    public long bytes() {
        return pages.bytes();
    }
}
