package org.warden.webapp.console;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.warden.core.api.MetricsPoint;
import org.warden.core.api.MetricsPoint.Range;
import org.warden.core.api.MetricsSpan;
import org.warden.webapp.console.Chart.Measure;

/** The charts of a program, and a table of the same for whoever can't see them. */
final class Charts {
    /** So that the least noise is no mountain: percent, bytes, numbers. */
    private static final double LEAST_CPU = 5;

    private static final double LEAST_MEMORY = 1 << 20;
    private static final double LEAST_COUNT = 5;

    /** The table has a row for so many seconds; of each the least, the average and the most. */
    private static final long RECENT_ROW_SECONDS = 60;

    private static final long DAY_ROW_SECONDS = 3600;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);

    private final Texts texts;
    private final MetricsSpan span;
    private final Instant now;
    private final List<MetricsPoint> points;

    Charts(Texts texts, MetricsSpan span, Instant now, List<MetricsPoint> points) {
        this.texts = texts;
        this.span = span;
        this.now = now;
        this.points = points;
    }

    String html() {
        Html out = new Html(32768);
        out.raw("<div class=\"charts\">");
        for (Measure measure : Measure.values()) {
            figure(out, measure);
        }
        out.raw("</div>\n");
        table(out);
        return out.toString();
    }

    private static double least(Measure measure) {
        return switch (measure) {
            case CPU -> LEAST_CPU;
            case MEMORY -> LEAST_MEMORY;
            case DESCRIPTORS, THREADS -> LEAST_COUNT;
        };
    }

    private void figure(Html out, Measure measure) {
        Chart chart = new Chart(span, now.getEpochSecond(), points, measure, least(measure));
        String title = texts.get("charts." + measure.word());
        out.raw("<figure class=\"chart\"><figcaption><strong>").text(title).raw("</strong> ");
        if (chart.isEmpty()) {
            out.raw("<span class=\"dim\">").text(texts.get("charts.unknown")).raw("</span></figcaption></figure>");
            return;
        }
        String now = measure.text(chart.last());
        String average = measure.text(chart.average());
        String most = measure.text(chart.most());
        out.raw("<span class=\"num\">").text(now).raw("</span> <span class=\"dim num\">");
        out.text(texts.get("charts.summary", average, most)).raw("</span></figcaption>");
        out.raw("<div class=\"plot\"><div class=\"scale\" aria-hidden=\"true\"><span>");
        out.text(measure.text(chart.top())).raw("</span><span>").text(measure.text(chart.top() / 2));
        out.raw("</span><span>0</span></div>");
        chart.svg(
                out,
                "chart-" + measure.word(),
                title,
                texts.get("charts.described", texts.get(isDay() ? "charts.day" : "charts.recent"), now, average, most));
        out.raw("<div class=\"axis\" aria-hidden=\"true\"><span>");
        out.raw(isDay() ? "−24 h" : "−15 min").raw("</span><span>").raw(isDay() ? "−12 h" : "−7.5 min");
        out.raw("</span><span>").text(texts.get("charts.now")).raw("</span></div></div></figure>\n");
    }

    private boolean isDay() {
        return span == MetricsSpan.DAY;
    }

    private void table(Html out) {
        String title = texts.get("charts.table");
        out.raw("<details id=\"chart-table\"><summary>")
                .text(title)
                .raw("</summary><div class=\"scroll\" tabindex=\"0\"");
        out.raw(" role=\"region\" aria-label=\"").text(title).raw("\"><table><thead><tr><th scope=\"col\">");
        out.text(texts.get("charts.time")).raw("</th>");
        for (Measure measure : Measure.values()) {
            out.raw("<th scope=\"col\">")
                    .text(texts.get("charts." + measure.word()))
                    .raw("</th>");
        }
        out.raw("</tr></thead><tbody>");
        long step = isDay() ? DAY_ROW_SECONDS : RECENT_ROW_SECONDS;
        List<MetricsPoint> row = new ArrayList<>();
        for (MetricsPoint point : points) {
            if (!row.isEmpty() && point.seconds() / step != row.get(0).seconds() / step) {
                row(out, row, step);
                row.clear();
            }
            row.add(point);
        }
        if (!row.isEmpty()) {
            row(out, row, step);
        }
        out.raw("</tbody></table></div></details>\n");
    }

    private void row(Html out, List<MetricsPoint> row, long step) {
        Instant begin = Instant.ofEpochSecond(row.get(0).seconds() / step * step);
        out.raw("<tr><th scope=\"row\"><time datetime=\"").raw(begin.toString()).raw("\">");
        out.raw(TIME.format(begin)).raw("</time></th>");
        for (Measure measure : Measure.values()) {
            DoubleSummaryStatistics averages = numbers(row, measure, Range::average);
            String average = averages.getCount() == 0 ? "" : measure.text(averages.getAverage());
            String least = measure.text(numbers(row, measure, Range::least).getMin());
            String most = measure.text(numbers(row, measure, Range::most).getMax());
            out.raw("<td class=\"num\">");
            out.text(
                    average.isEmpty()
                            ? ""
                            : least.equals(most) ? average : texts.get("charts.cell", least, average, most));
            out.raw("</td>");
        }
        out.raw("</tr>\n");
    }

    private static DoubleSummaryStatistics numbers(
            List<MetricsPoint> row, Measure measure, ToDoubleFunction<Range> part) {
        return row.stream()
                .map(measure::of)
                .mapToDouble(part)
                .filter(number -> !Double.isNaN(number))
                .summaryStatistics();
    }
}
