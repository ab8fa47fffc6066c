package org.warden.webapp.console;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.faces.event.PhaseId;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.warden.core.api.History;
import org.warden.core.api.HistoryFilter;
import org.warden.core.api.ProcessView;
import org.warden.core.api.SupervisorView;
import org.warden.core.model.HistoryEvent.Kind;

/** The part of {@code program} that tells what the program has done. */
@Named("timeline")
@RequestScoped
public class TimelineBean {
    private static final int MOST_EVENTS = 500;
    private static final int MOST_STEPS = 20;
    private static final long HOUR_MILLIS = 3_600_000;

    /** Hours by the word in the address; the first one where there is none. */
    private static final List<Choice> SPANS =
            List.of(new Choice("day", 24), new Choice("hour", 1), new Choice("week", 7 * 24));

    private final FrameBean frame;
    private final ProgramBean program;
    private Choice span = SPANS.get(0);
    private Timeline timeline = new Timeline(List.of(), List.of());
    private String trouble = "";
    private boolean cut;
    private boolean looked;

    private record Choice(String word, int hours) {}

    /** For the proxy. */
    TimelineBean() {
        this(null, null);
    }

    @Inject
    TimelineBean(FrameBean frame, ProgramBean program) {
        this.frame = frame;
        this.program = program;
    }

    @PostConstruct
    void choose() {
        Map<String, String> given = FrameBean.outside().getRequestParameterMap();
        SPANS.stream().filter(one -> one.word().equals(given.get("past"))).forEach(one -> span = one);
    }

    /** Looked for once, and not before what a button of this request does is done. */
    private Timeline timeline() {
        PhaseId phase = FacesContext.getCurrentInstance().getCurrentPhaseId();
        if (!looked && phase == PhaseId.RENDER_RESPONSE) {
            looked = true;
            look();
        }
        return timeline;
    }

    private void look() {
        SupervisorView now = frame.graph().supervisor().view();
        Optional<ProcessView> process = ProgramsPage.known(now, List.of(program.getName())).stream()
                .findFirst()
                .flatMap(now::process);
        if (process.isEmpty() || !isOn()) {
            return;
        }
        ProcessView view = process.get();
        long millis = System.currentTimeMillis();
        long since = millis - span.hours() * HOUR_MILLIS;
        HistoryFilter filter = new HistoryFilter(
                since,
                Long.MAX_VALUE,
                Optional.of(view.name().group()),
                Optional.of(view.name().process()),
                Set.of(Kind.STATE, Kind.EXIT, Kind.CALL),
                Long.MAX_VALUE,
                MOST_EVENTS);
        try {
            History.Page page = EventSearch.page(frame.graph().history(), filter);
            cut = page.next() != 0;
            timeline = Timeline.of(page.entries(), !cut, since, millis, view.state(), now, frame.texts());
        } catch (IOException e) {
            trouble = e.getMessage();
        }
    }

    public boolean isOn() {
        return frame.graph().history().isOn();
    }

    /** Why there is no answer, or "". */
    public String getTrouble() {
        timeline();
        return trouble;
    }

    /** Whether more has happened than is shown. */
    public boolean isCut() {
        timeline();
        return cut;
    }

    public List<Timeline.Band> getBands() {
        return timeline().bands();
    }

    public List<Timeline.Step> getSteps() {
        return timeline().steps().stream().limit(MOST_STEPS).toList();
    }

    /** A span that can be chosen. */
    public record Link(String text, String link, boolean current) {}

    public List<Link> getSpans() {
        return List.of(
                new Link(frame.text("events.hour"), link("hour"), span.word().equals("hour")),
                new Link(
                        frame.fill("events.hours", 24), link("day"), span.word().equals("day")),
                new Link(frame.fill("events.days", 7), link("week"), span.word().equals("week")));
    }

    private String link(String word) {
        return "program?name=" + encoded() + "&past=" + word + "#past";
    }

    public String getEventsLink() {
        return "events?name=" + encoded();
    }

    private String encoded() {
        return URLEncoder.encode(program.getName(), StandardCharsets.UTF_8);
    }

    /** The word for the span, which a form brings back. */
    public String getPast() {
        return span.word();
    }
}
