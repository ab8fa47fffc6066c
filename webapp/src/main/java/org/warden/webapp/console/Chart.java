package org.warden.webapp.console;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import org.warden.core.api.MetricsPoint;
import org.warden.core.api.MetricsPoint.Range;
import org.warden.core.api.MetricsSpan;

/**
 * One measure over time as SVG: a line of averages in a band from the least to the most. It is drawn in a box of fixed numbers
 * that the page stretches; what is written stands around it, so that it keeps its size.
 */
final class Chart {
    static final int WIDTH = 600;
    static final int HEIGHT = 100;

    private static final int DECIMALS = 10;

    private final MetricsSpan span;
    private final long endSeconds;
    private final List<Place> places = new ArrayList<>();
    private final double top;

    private record Place(long seconds, Range range) {}

    /**
     * A chart of what was seen.
     *
     * @param endSeconds Unix time at its right edge
     * @param least what its scale ends at where all values are less
     */
    Chart(MetricsSpan span, long endSeconds, List<MetricsPoint> points, Measure measure, double least) {
        this.span = span;
        this.endSeconds = endSeconds;
        double most = least;
        for (MetricsPoint point : points) {
            Range range = measure.of(point);
            if (!Float.isNaN(range.average()) && point.seconds() > endSeconds - span.seconds()) {
                places.add(new Place(point.seconds(), range));
                most = Math.max(most, range.most());
            }
        }
        top = measure.isBinary() ? niceBytes(most) : nice(most);
    }

    /** Whether anything was seen. */
    boolean isEmpty() {
        return places.isEmpty();
    }

    double top() {
        return top;
    }

    /** The last average. */
    double last() {
        return places.get(places.size() - 1).range().average();
    }

    double most() {
        return places.stream().mapToDouble(place -> place.range().most()).max().orElse(0);
    }

    double average() {
        return places.stream()
                .mapToDouble(place -> place.range().average())
                .average()
                .orElse(0);
    }

    /** The next number that is 1, 2 or 5 with zeros. */
    static double nice(double number) {
        double unit = Math.pow(10, Math.floor(Math.log10(Math.max(number, 1e-9))));
        for (int step : new int[] {1, 2, 5}) {
            if (number <= step * unit) {
                return step * unit;
            }
        }
        return 10 * unit;
    }

    /** The same with units of 1,024. */
    private static double niceBytes(double bytes) {
        double unit = 1;
        while (bytes / unit >= 1000) {
            unit *= 1024;
        }
        return nice(bytes / unit) * unit;
    }

    /** @param id of the element, for its title and description too */
    void svg(Html out, String id, String title, String description) {
        out.raw("<svg viewBox=\"0 0 ")
                .raw(WIDTH)
                .raw(" ")
                .raw(HEIGHT)
                .raw("\" preserveAspectRatio=\"none\" role=\"img\"");
        out.raw(" aria-labelledby=\"")
                .raw(id)
                .raw("-t ")
                .raw(id)
                .raw("-d\"><title id=\"")
                .raw(id)
                .raw("-t\">");
        out.text(title)
                .raw("</title><desc id=\"")
                .raw(id)
                .raw("-d\">")
                .text(description)
                .raw("</desc>");
        out.raw("<path class=\"grid\" d=\"M0 0H")
                .raw(WIDTH)
                .raw("M0 ")
                .raw(HEIGHT / 2)
                .raw("H")
                .raw(WIDTH);
        out.raw("M0 ").raw(HEIGHT).raw("H").raw(WIDTH).raw("\"/>");
        StringBuilder band = new StringBuilder();
        StringBuilder line = new StringBuilder();
        for (List<Place> run : runs()) {
            line(line, run, Range::average, "M");
            if (run.stream()
                    .anyMatch(place -> place.range().least() < place.range().most())) {
                line(band, run, Range::most, "M");
                List<Place> back = new ArrayList<>(run);
                Collections.reverse(back);
                line(band, back, Range::least, "L");
                band.append('Z');
            }
        }
        if (band.length() > 0) {
            out.raw("<path class=\"band\" d=\"").raw(band.toString()).raw("\"/>");
        }
        out.raw("<path class=\"line\" d=\"").raw(line.toString()).raw("\"/></svg>");
    }

    /** Without those in which the program did not run. */
    private List<List<Place>> runs() {
        List<List<Place>> runs = new ArrayList<>();
        long last = Long.MIN_VALUE;
        for (Place place : places) {
            if (runs.isEmpty() || place.seconds() - last > 2L * span.stepSeconds()) {
                runs.add(new ArrayList<>());
            }
            runs.get(runs.size() - 1).add(place);
            last = place.seconds();
        }
        return runs;
    }

    private interface Height {
        float of(Range range);
    }

    private void line(StringBuilder out, List<Place> run, Height height, String first) {
        String command = first;
        for (Place place : run) {
            double x = WIDTH - (endSeconds - place.seconds()) * (double) WIDTH / span.seconds();
            double y = HEIGHT - height.of(place.range()) / top * HEIGHT;
            out.append(command);
            number(out, x);
            out.append(' ');
            number(out, y);
            command = "L";
        }
        if (run.size() == 1) {
            // A point alone is a short line.
            out.append("h1");
        }
    }

    private static void number(StringBuilder out, double value) {
        long tenths = Math.max(0, Math.round(value * DECIMALS));
        out.append(tenths / DECIMALS);
        if (tenths % DECIMALS != 0) {
            out.append('.').append(tenths % DECIMALS);
        }
    }

    /** What is drawn. */
    enum Measure {
        CPU(percent -> decimals(percent) + " %"),
        MEMORY(bytes -> Sizes.bytes(Math.round(bytes))),
        DESCRIPTORS(Chart::decimals),
        THREADS(Chart::decimals);

        private final DoubleFunction<String> text;

        Measure(DoubleFunction<String> text) {
            this.text = text;
        }

        Range of(MetricsPoint point) {
            return switch (this) {
                case CPU -> point.cpuPercent();
                case MEMORY -> point.residentBytes();
                case DESCRIPTORS -> point.descriptors();
                case THREADS -> point.threads();
            };
        }

        boolean isBinary() {
            return this == MEMORY;
        }

        /** "" where there is no number. */
        String text(double value) {
            return Double.isNaN(value) ? "" : text.apply(value);
        }

        /** For keys and ids. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One place after the point, unless it is none. */
    private static String decimals(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
