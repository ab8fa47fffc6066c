package org.warden.webapp.console;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.MetricsPoint;
import org.warden.core.api.MetricsSpan;

/** What a program has used over time: the part {@code charts.xhtml} of its page. */
@Named("charts")
@RequestScoped
public class ChartsBean {
    /** How long numbers are waited for. */
    private static final long PATIENCE_SECONDS = 5;

    private final FrameBean frame;
    private String name;
    private MetricsSpan span;
    private List<MetricsPoint> points = List.of();

    /** For the proxy. */
    ChartsBean() {
        this(null);
    }

    @Inject
    ChartsBean(FrameBean frame) {
        this.frame = frame;
    }

    @PostConstruct
    void look() {
        var given = FrameBean.outside().getRequestParameterMap();
        name = given.getOrDefault("name", "");
        span = "day".equals(given.get("span")) ? MetricsSpan.DAY : MetricsSpan.RECENT;
        ProgramsPage.known(frame.view(), List.of(name)).stream()
                .findFirst()
                .ifPresent(known -> points = points(new Command.MetricsHistory(known, span)));
    }

    private List<MetricsPoint> points(Command.MetricsHistory command) {
        try {
            var answer = frame.graph().supervisor().ask(command).toCompletableFuture();
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS) instanceof Answer.Ok<List<MetricsPoint>> ok
                    ? ok.value()
                    : List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (ExecutionException | TimeoutException e) {
            return List.of();
        }
    }

    public boolean isSeen() {
        return !points.isEmpty();
    }

    public boolean isDay() {
        return span == MetricsSpan.DAY;
    }

    public String getSpan() {
        return isDay() ? "day" : "recent";
    }

    public String link(String other) {
        return "program?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "&span=" + other + "#charts";
    }

    /** The pictures, and the same numbers as a table. */
    public String getMarkup() {
        return new Charts(frame.texts(), span, Instant.ofEpochSecond(frame.nowSeconds()), points).html();
    }
}
