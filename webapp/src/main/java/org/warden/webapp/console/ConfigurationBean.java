package org.warden.webapp.console;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.Refusal;
import org.warden.core.config.ConfigPlan;
import org.warden.core.config.ConfigWarning;
import org.warden.core.config.Inspection;
import org.warden.core.config.Secrets;

/** {@code configuration}: what the files say that does not count yet, and its being applied. */
@Named("configuration")
@RequestScoped
public class ConfigurationBean {
    /** How long an answer is waited for. */
    private static final long PATIENCE_SECONDS = 10;

    private static final int MOST_WARNINGS = 50;

    private final FrameBean frame;
    private ConfigUpdates updates;
    private Set<String> picked = Set.of();
    private String asked = "";
    private String print = "";
    private String typed = "";
    private String said = "";
    private ConfigChanges changes;
    private List<Fault> errors = List.of();
    private Inspection inspection;
    private Secrets secrets;

    /** For the proxy. */
    ConfigurationBean() {
        this(null);
    }

    @Inject
    ConfigurationBean(FrameBean frame) {
        this.frame = frame;
    }

    @PostConstruct
    void look() {
        Map<String, String> given = FrameBean.outside().getRequestParameterMap();
        updates = ConfigUpdates.of((ServletContext) FrameBean.outside().getContext());
        asked = given.getOrDefault("asked", "");
        print = given.getOrDefault("print", "");
        typed = given.getOrDefault("typed", "").strip();
        String[] names = FrameBean.outside()
                .getRequestParameterValuesMap()
                .getOrDefault(asked.isEmpty() ? "group" : "picked", new String[0]);
        picked = new LinkedHashSet<>(List.of(names));
    }

    /** The files are read once for a request, and only where that is shown. */
    private ConfigChanges changes() {
        if (changes == null) {
            changes = new ConfigChanges(List.of(), List.of(), "");
            try {
                Answer<ConfigPlan> answer = frame.graph()
                        .supervisor()
                        .ask(new Command.PlanUpdate())
                        .toCompletableFuture()
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                take(answer);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                errors = List.of(new Fault("", frame.text("program.unknown")));
            } catch (ExecutionException | CompletionException | TimeoutException e) {
                errors = List.of(new Fault("", frame.text("configuration.late")));
            }
        }
        return changes;
    }

    private void take(Answer<ConfigPlan> answer) {
        if (answer instanceof Answer.Ok<ConfigPlan> ok) {
            changes = ConfigChanges.of(ok.value(), frame.texts());
            return;
        }
        Answer.Refused<ConfigPlan> refused = (Answer.Refused<ConfigPlan>) answer;
        errors = refused.why() == Refusal.CANT_REREAD && refused.detail() != null
                ? refused.detail().lines().map(Fault::of).toList()
                : List.of(new Fault("", frame.text("refused." + refused.why().name())));
    }

    /**
     * What is wrong or odd at a place.
     *
     * @param place file and line, or ""
     */
    public record Fault(String place, String text) {
        /** @param line place and text with a colon and a blank between them */
        static Fault of(String line) {
            int colon = line.indexOf(": ");
            return colon < 0 ? new Fault("", line) : new Fault(line.substring(0, colon), line.substring(colon + 2));
        }
    }

    /** Why the files can't be used. */
    public List<Fault> getErrors() {
        changes();
        return errors;
    }

    public List<ConfigChanges.Group> getGroups() {
        return changes().groups();
    }

    public List<ConfigChanges.Section> getSections() {
        return changes().sections();
    }

    public boolean isApplicable() {
        return changes().isApplicable();
    }

    public boolean isPicked(String group) {
        return picked.contains(group);
    }

    private Inspection inspection() {
        if (inspection == null) {
            inspection = frame.graph().inspect();
            secrets = Secrets.of(frame.graph().environment(), inspection.sections());
        }
        return inspection;
    }

    public List<String> getFiles() {
        return inspection().files();
    }

    /** What can be used and is probably not meant. */
    public List<Fault> getWarnings() {
        return inspection().warnings().stream()
                .limit(MOST_WARNINGS)
                .map(this::fault)
                .toList();
    }

    private Fault fault(ConfigWarning warning) {
        String place = warning.file() == null ? "" : warning.file() + (warning.line() > 0 ? ":" + warning.line() : "");
        String where = warning.section() == null ? "" : "[" + warning.section() + "] ";
        String key = warning.key() == null ? "" : warning.key() + ": ";
        String remedy = warning.remedy() == null ? "" : "; " + warning.remedy();
        return new Fault(place, secrets.masked(where + key + warning.text() + remedy));
    }

    /** Whether the question is open. */
    public boolean isAsked() {
        return !asked.isEmpty();
    }

    /** What the question is about. */
    public List<ConfigChanges.Group> getChosen() {
        return changes().chosen(picked);
    }

    /** How many processes it would stop. */
    public int getHit() {
        return getChosen().stream().mapToInt(ConfigChanges.Group::hit).sum();
    }

    /** Whether their number has to be typed. */
    public boolean isToType() {
        return getHit() >= ProgramActions.MANY;
    }

    public String getPrint() {
        return changes().print();
    }

    /** Why nothing was done, or "". */
    public String getSaid() {
        return said;
    }

    /** The button for all groups. */
    public void askAll() {
        Set<String> all = new LinkedHashSet<>();
        changes().groups().forEach(group -> all.add(group.name()));
        picked = all;
        ask(changes().isApplicable());
    }

    /** The button for the groups that were chosen. */
    public void askChosen() {
        ask(!getChosen().isEmpty());
    }

    private void ask(boolean something) {
        asked = something ? "yes" : "";
        said = something ? "" : frame.text("configuration.nothing");
    }

    /** The answer no. */
    public void cancel() {
        asked = "";
    }

    /** The answer yes. */
    public void confirm() {
        if (!frame.isAdmin() || asked.isEmpty()) {
            asked = "";
            return;
        }
        if (!print.equals(getPrint())) {
            // What was asked about is no longer what would be done.
            said = frame.text("configuration.moved");
            ask(changes().isApplicable() && (picked.isEmpty() || !getChosen().isEmpty()));
            said = frame.text("configuration.moved");
        } else if (isToType() && !typed.equals(Integer.toString(getHit()))) {
            said = frame.text("confirm.mistyped");
        } else {
            apply();
        }
    }

    private void apply() {
        HttpServletRequest request = (HttpServletRequest) FrameBean.outside().getRequest();
        FrameBean.outside()
                .log(request.getRemoteUser() + " at " + request.getRemoteAddr() + ": update "
                        + getChosen().stream().map(ConfigChanges.Group::name).toList());
        Optional<ConfigUpdates.Run> run =
                updates.begin(frame.graph().supervisor(), frame.graph().rpc().audit(), frame.caller(), getChosen());
        asked = "";
        if (run.isEmpty()) {
            said = frame.text("configuration.busy");
            return;
        }
        try {
            run.get().ended().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            FrameBean.outside().log("an update takes longer than its page waits");
        }
        // So that loading the page again repeats nothing.
        FrameBean.outside().setResponseStatus(HttpServletResponse.SC_SEE_OTHER);
        FrameBean.outside().setResponseHeader("Location", "./configuration#last");
        FacesContext.getCurrentInstance().responseComplete();
    }

    /** Whether there was an update, or is one. */
    public boolean isUpdated() {
        return updates.last().isPresent();
    }

    public boolean isUnderway() {
        return !updates.last().orElseThrow().ended().isDone();
    }

    public String getUpdatedBy() {
        return updates.last().orElseThrow().who();
    }

    public String getUpdatedMoment() {
        return EventLine.moment(updates.last().orElseThrow().millis());
    }

    public String getUpdatedTime() {
        return EventLine.time(getUpdatedMoment());
    }

    /** Why nothing of it was done, or "". */
    public String getTrouble() {
        return updates.last().orElseThrow().trouble();
    }

    /** A group and what became of it. */
    public record Result(String group, String text, boolean failed) {}

    public List<Result> getResults() {
        return updates.last().orElseThrow().items().stream()
                .map(item -> new Result(item.group(), item.text(frame.texts()), item.isFailed()))
                .toList();
    }
}
