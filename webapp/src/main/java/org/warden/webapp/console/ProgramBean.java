package org.warden.webapp.console;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.ProcessView;
import org.warden.core.config.Inspection;
import org.warden.core.config.Secrets;
import org.warden.core.model.Channel;
import org.warden.core.model.ProcessName;
import org.warden.rpc.Audit;
import org.warden.rpc.Caller;
import org.warden.webapp.console.ProgramActions.Result;
import org.warden.webapp.console.ProgramActions.Verb;

/** {@code program?name=}: one program, and what can be done with it. */
@Named("program")
@RequestScoped
public class ProgramBean {
    /** How long an answer is waited for; what takes longer is shown by the state. */
    private static final long PATIENCE_SECONDS = 10;

    private static final int LAST_BYTES = 4096;
    private static final int LAST_LINES = 8;

    /** Those that programs give a meaning to; to end a program there are buttons. */
    private static final List<String> SIGNALS =
            List.of("SIGHUP", "SIGUSR1", "SIGUSR2", "SIGWINCH", "SIGCONT", "SIGINT", "SIGQUIT", "SIGTERM", "SIGKILL");

    private final FrameBean frame;
    private String name;
    private boolean all;
    private Optional<ProcessView> process = Optional.empty();
    private ProgramSettings settings;
    private String asked = "";
    private String signal = SIGNALS.get(0);
    private String said = "";
    private boolean failed;

    /** For the proxy. */
    ProgramBean() {
        this(null);
    }

    @Inject
    ProgramBean(FrameBean frame) {
        this.frame = frame;
    }

    @PostConstruct
    void find() {
        Map<String, String> given = FrameBean.outside().getRequestParameterMap();
        name = given.getOrDefault("name", "");
        all = "1".equals(given.get("all"));
        asked = Verb.parse(given.getOrDefault("asked", "")).map(Verb::word).orElse("");
        look();
    }

    private void look() {
        process = ProgramsPage.known(frame.view(), List.of(name)).stream()
                .findFirst()
                .flatMap(known -> frame.graph().supervisor().view().process(known));
    }

    /** Before anything is drawn: there may be no such program (any more). */
    public void check() {
        if (process.isEmpty()) {
            FrameBean.outside().setResponseStatus(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    public String getName() {
        return name;
    }

    public boolean isThere() {
        return process.isPresent();
    }

    private ProcessView view() {
        return process.orElseThrow();
    }

    public String getState() {
        return view().state().name();
    }

    public boolean isAttention() {
        return ProgramRow.of(view()).attention();
    }

    public String getDetail() {
        return ProgramRow.of(view()).detail(frame.texts());
    }

    public int getPid() {
        return view().pid();
    }

    public long getSince() {
        return ProgramRow.of(view()).since();
    }

    public boolean isUp() {
        return view().state().isSignallable();
    }

    public String getGroup() {
        return view().name().group();
    }

    /** The rest of the group, which may be hit by what is done to it. */
    public List<Overview.Need> getNeighbours() {
        return frame.view().processes().stream()
                .filter(p -> p.name().group().equals(getGroup()) && !p.name().equals(view().name()))
                .limit(50)
                .map(p -> new Overview.Need(
                        p.state().name(),
                        p.name().namespec(),
                        "program?name=" + encoded(p.name().namespec()),
                        "",
                        0))
                .toList();
    }

    public String getCommand() {
        return secret(view().config().command());
    }

    public String getUser() {
        return view().config().user().map(user -> user.name()).orElse("");
    }

    public String getDirectory() {
        return view().config().directory().map(this::secret).orElse("");
    }

    private String secret(String text) {
        Map<String, String> variables = new HashMap<>(frame.graph().environment());
        variables.putAll(view().config().environment());
        return Secrets.of(variables, List.of()).masked(text);
    }

    public String getStdout() {
        return view().stdoutLogfile();
    }

    public String getStderr() {
        return view().stderrLogfile();
    }

    public String logLink(String channel) {
        return "log?name=" + encoded(name) + "&channel=" + channel;
    }

    /** The last lines of a log, without colours; "" where there is nothing. */
    public String lastLines(String channel) {
        String path = channel.equals(Channel.STDERR.word()) ? getStderr() : getStdout();
        if (path.isEmpty()) {
            return "";
        }
        try {
            return LogPage.lastLines(frame.graph().logs().read(path, -LAST_BYTES, 0), LAST_LINES);
        } catch (IOException missing) {
            return "";
        }
    }

    /** Read once for a request, and only where it is shown. */
    private ProgramSettings settings() {
        if (settings == null) {
            Inspection inspection = frame.graph().inspect();
            Secrets secrets = Secrets.of(frame.graph().environment(), inspection.sections());
            settings = ProgramSettings.of(view(), inspection, secrets);
        }
        return settings;
    }

    public String getSection() {
        return settings().section();
    }

    public boolean isCurrent() {
        return settings().current();
    }

    public List<String> getErrors() {
        return settings().errors();
    }

    /** A list that the table may sort. */
    public List<ProgramSettings.Row> getRows() {
        return new ArrayList<>(
                settings().rows().stream().filter(row -> all || row.isGiven()).toList());
    }

    public int getDefaults() {
        return (int) settings().rows().stream().filter(row -> !row.isGiven()).count();
    }

    public boolean isAll() {
        return all;
    }

    public String link(boolean everything) {
        return "program?name=" + encoded(name) + (everything ? "&all=1" : "");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    public List<String> getSignals() {
        return SIGNALS;
    }

    public String getSignal() {
        return signal;
    }

    public void setSignal(String signal) {
        this.signal = signal;
    }

    /** The verb that is asked about, or "". */
    public String getAsked() {
        return asked;
    }

    public String getSaid() {
        return said;
    }

    public boolean isFailed() {
        return failed;
    }

    /** A button: what needs a question is asked first. */
    public void press(String word) {
        asked = "";
        Verb.parse(word).ifPresent(verb -> {
            if (verb.needsConfirmation(1)) {
                asked = verb.word();
            } else {
                act(verb);
            }
        });
    }

    /** The answer yes. */
    public void confirm() {
        Optional<Verb> verb = Verb.parse(asked);
        asked = "";
        verb.ifPresent(this::act);
    }

    /** The answer no. */
    public void cancel() {
        asked = "";
    }

    private void act(Verb verb) {
        if (!frame.isActing()) {
            return;
        }
        if (process.isEmpty()) {
            say(true, frame.text("program.gone"));
            return;
        }
        ProcessName target = view().name();
        log(verb.word() + " " + target);
        // The core answers on a thread of its own, where there are no beans of this request.
        Texts texts = frame.texts();
        Audit audit = frame.graph().rpc().audit();
        Caller caller = frame.caller();
        answer(new ProgramActions(frame.graph().supervisor())
                .act(verb, List.of(target))
                .toCompletableFuture()
                .thenApply(results -> {
                    Result result = results.get(0);
                    result.keep(audit, caller, verb);
                    return new Said(!result.done(), result.text(verb, texts));
                }));
    }

    /** Sends the signal that was chosen. */
    public void send() {
        if (!frame.isActing() || process.isEmpty() || !SIGNALS.contains(signal)) {
            return;
        }
        ProcessName target = view().name();
        log("signal " + signal + " " + target);
        Texts texts = frame.texts();
        Audit audit = frame.graph().rpc().audit();
        Caller caller = frame.caller();
        List<String> arguments = List.of(target.namespec(), signal);
        answer(frame.graph()
                .supervisor()
                .ask(new Command.SignalProcess(target, signal))
                .toCompletableFuture()
                .thenApply(sent -> {
                    if (sent instanceof Answer.Refused<Boolean> refused) {
                        audit.called(
                                caller,
                                "console.signal",
                                arguments,
                                refused.why().name());
                        return new Said(
                                true, texts.get("refused." + refused.why().name()));
                    }
                    audit.called(caller, "console.signal", arguments, "ok");
                    return new Said(false, texts.get("program.sent", arguments.get(1)));
                }));
    }

    private record Said(boolean failed, String text) {}

    private void answer(CompletableFuture<Said> coming) {
        try {
            Said came = coming.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            say(came.failed(), came.text());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            say(true, frame.text("program.unknown"));
        } catch (ExecutionException e) {
            say(true, frame.text("program.unknown"));
        } catch (TimeoutException e) {
            say(false, frame.text("program.underway"));
        }
        look();
    }

    private void say(boolean bad, String text) {
        failed = bad;
        said = name + ": " + text;
    }

    private static void log(String what) {
        HttpServletRequest request = (HttpServletRequest) FrameBean.outside().getRequest();
        FrameBean.outside().log(request.getRemoteUser() + " at " + request.getRemoteAddr() + ": " + what);
    }
}
