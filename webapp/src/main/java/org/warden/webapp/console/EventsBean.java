package org.warden.webapp.console;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.warden.core.api.History;
import org.warden.core.model.HistoryEvent.Kind;

/** {@code events}: what has happened, newest first. */
@Named("events")
@RequestScoped
public class EventsBean {
    private static final int PAGE = 100;
    private static final int MOST_NAMES = 2000;
    private static final int HOURS_A_DAY = 24;
    private static final int DAYS_A_WEEK = 7;

    private final FrameBean frame;
    private EventsQuery query;
    private List<EventLine> lines = List.of();
    private long next;
    private String trouble = "";

    /** For the proxy. */
    EventsBean() {
        this(null);
    }

    @Inject
    EventsBean(FrameBean frame) {
        this.frame = frame;
    }

    @PostConstruct
    void look() {
        query = EventsQuery.of(FrameBean.outside().getRequestParameterValuesMap()::get);
        History history = frame.graph().history();
        if (!history.isOn()) {
            lines = known();
            return;
        }
        try {
            History.Page page = EventSearch.page(history, query.filter(PAGE));
            lines = page.entries().stream()
                    .map(entry -> EventLine.of(entry, frame.view(), frame.texts()))
                    .toList();
            next = page.next();
        } catch (IOException e) {
            trouble = e.getMessage();
        }
    }

    private List<EventLine> known() {
        List<EventLine.Known> known = new ArrayList<>();
        frame.view().processes().forEach(process -> known.addAll(EventLine.known(process, frame.texts())));
        return known.stream()
                .sorted(Comparator.comparing(EventLine.Known::seconds).reversed())
                .limit(PAGE)
                .map(EventLine.Known::line)
                .toList();
    }

    /** Before anything is drawn. */
    public void check() {
        if (!trouble.isEmpty()) {
            FrameBean.outside().setResponseStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }

    public boolean isOn() {
        return frame.graph().history().isOn();
    }

    /** Why there is no answer, or "". */
    public String getTrouble() {
        return trouble;
    }

    public List<EventLine> getLines() {
        return lines;
    }

    public EventsQuery getQuery() {
        return query;
    }

    public boolean isFiltering() {
        return query.isFiltering();
    }

    public boolean isNewest() {
        return query.before() == 0;
    }

    public boolean isMore() {
        return next != 0;
    }

    public String getNewestLink() {
        return query.from(0).link("events");
    }

    public String getNewerLink() {
        return query.newer().link("events");
    }

    public String getOlderLink() {
        return query.older(next).link("events");
    }

    /** @param format csv or json */
    public String exportLink(String format) {
        return query.from(0).link("events." + format);
    }

    /** A kind that can be chosen. */
    public record Choice(String word, String text, boolean chosen) {}

    public List<Choice> getChoices() {
        return EventsQuery.CHOICES.stream().map(this::choice).toList();
    }

    private Choice choice(Kind kind) {
        String word = EventsQuery.word(kind);
        return new Choice(word, frame.text("events.kind." + word), query.kinds().contains(kind));
    }

    /** The zone's id, for the form. */
    public String getZone() {
        return query.zone().getId();
    }

    /** Unix time of the beginning in milliseconds, or "". */
    public String getFromMillis() {
        return query.from().isEmpty() ? "" : Long.toString(query.filter(1).sinceMillis());
    }

    /** The same of the end. */
    public String getUntilMillis() {
        return query.until().isEmpty() ? "" : Long.toString(query.filter(1).untilMillis());
    }

    /** A link to what has happened lately. */
    public record Span(String text, String link) {}

    public List<Span> getSpans() {
        return List.of(
                new Span(frame.text("events.hour"), since(1)),
                new Span(frame.fill("events.hours", HOURS_A_DAY), since(HOURS_A_DAY)),
                new Span(frame.fill("events.days", DAYS_A_WEEK), since(DAYS_A_WEEK * HOURS_A_DAY)));
    }

    private String since(int hours) {
        LocalDateTime from = Instant.ofEpochSecond(frame.nowSeconds())
                .atZone(query.zone())
                .toLocalDateTime()
                .truncatedTo(ChronoUnit.MINUTES)
                .minusHours(hours);
        return query.during(from.toString(), "").link("events");
    }

    /** Programs and groups to choose from. */
    public List<String> getNames() {
        List<String> names = new ArrayList<>();
        frame.view().groups().stream()
                .filter(group -> frame.view().processes().stream()
                                .filter(process -> process.name().group().equals(group))
                                .limit(2)
                                .count()
                        > 1)
                .forEach(group -> names.add(group + ":*"));
        frame.view().processes().stream()
                .limit(MOST_NAMES)
                .forEach(process -> names.add(process.name().namespec()));
        return names;
    }
}
