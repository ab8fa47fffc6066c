package org.warden.webapp.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.warden.core.api.HistoryEntry;
import org.warden.core.api.ProcessView;
import org.warden.core.api.SupervisorView;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.HistoryEvent;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;
import org.warden.core.model.Signal;

/**
 * One event as a page shows it.
 *
 * @param moment in UTC, ISO 8601 with milliseconds
 * @param kind as addresses name it
 * @param name of the program or group it is about, or ""
 * @param link relative address of the program's page, or ""
 * @param from the state before, or ""
 * @param to the state it has come into, or ""
 * @param text what happened, beside the states
 * @param by who did it and from where, or ""
 * @param bad whether somebody should look at it
 */
public record EventLine(
        String moment,
        String kind,
        String name,
        String link,
        String from,
        String to,
        String text,
        String by,
        boolean bad) {
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Set<Integer> ORDERLY = Set.of(
            Signal.TERM.number(), Signal.INT.number(), Signal.QUIT.number(), Signal.HUP.number(), Signal.USR2.number());
    private static final double MICROS = 1e6;

    static String moment(long millis) {
        return MOMENT.format(Instant.ofEpochMilli(millis));
    }

    /** The moment as people read it where no script says it in their own zone. */
    public String getTime() {
        return time(moment);
    }

    static String time(String moment) {
        return moment.replace('T', ' ').substring(0, "uuuu-MM-dd HH:mm:ss".length());
    }

    /** @param view for what programs there are, and which exit codes they may have */
    static EventLine of(HistoryEntry entry, SupervisorView view, Texts texts) {
        HistoryEvent event = entry.event();
        String moment = moment(entry.millis());
        String kind = EventsQuery.word(event.kind());
        if (event instanceof HistoryEvent.StateChanged changed) {
            boolean bad = changed.to() == ProcessState.FATAL || changed.to() == ProcessState.BACKOFF;
            String pid = changed.pid() == 0 || !changed.why().isEmpty() ? "" : texts.get("events.pid", changed.pid());
            String text = changed.why().isEmpty() ? pid : changed.why();
            return about(
                    changed.name(),
                    moment,
                    kind,
                    changed.from().name(),
                    changed.to().name(),
                    text,
                    bad);
        } else if (event instanceof HistoryEvent.Exited exited) {
            return about(exited.name(), moment, kind, "", "", exit(exited, texts), isBad(exited, view));
        } else if (event instanceof HistoryEvent.Called called) {
            return call(called, moment, view, texts);
        } else if (event instanceof HistoryEvent.Daemon daemon) {
            return new EventLine(moment, kind, "", "", "", "", daemon.what(), "", false);
        }
        long lost = ((HistoryEvent.Lost) event).events();
        return new EventLine(moment, kind, "", "", "", "", texts.get("events.lost", lost), "", true);
    }

    private static EventLine about(
            ProcessName name, String moment, String kind, String from, String to, String text, boolean bad) {
        return new EventLine(moment, kind, name.namespec(), link(name.namespec()), from, to, text, "", bad);
    }

    private static String link(String name) {
        return "program?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    /** An exit code that is not expected, or a signal that nobody sends to have a program end in order. */
    static boolean isBad(HistoryEvent.Exited exited, SupervisorView view) {
        ExitStatus status = exited.status();
        return switch (status.kind()) {
            case EXITED ->
                !view.process(exited.name())
                        .map(process -> process.config().exitcodes())
                        .orElse(List.of(0))
                        .contains(status.value());
            case SIGNALED -> !ORDERLY.contains(status.value());
            case UNKNOWN -> false;
        };
    }

    private static String exit(HistoryEvent.Exited exited, Texts texts) {
        return exited.status().describe()
                + ", "
                + texts.get(
                        "events.used",
                        exited.pid(),
                        String.format(Locale.ROOT, "%.2f", (exited.userMicros() + exited.systemMicros()) / MICROS));
    }

    private static EventLine call(HistoryEvent.Called called, String moment, SupervisorView view, Texts texts) {
        boolean failed = !called.result().equals("ok");
        List<String> rest = new ArrayList<>(called.arguments());
        String name = rest.isEmpty() ? "" : rest.remove(0);
        String call = called.method() + (rest.isEmpty() ? "" : " (" + String.join(", ", rest) + ")");
        return new EventLine(
                moment,
                EventsQuery.word(called.kind()),
                name,
                ProgramsPage.known(view, List.of(name)).isEmpty() ? "" : link(name),
                "",
                "",
                call + ": " + called.result(),
                called.from().isEmpty() ? called.who() : texts.get("events.from", called.who(), called.from()),
                failed);
    }

    /** What is known of a program where no history is kept: when it was started last, and when it ended. */
    static List<Known> known(ProcessView process, Texts texts) {
        List<Known> lines = new ArrayList<>();
        if (process.startSeconds() > 0) {
            lines.add(new Known(
                    process.startSeconds(),
                    about(
                            process.name(),
                            moment(process.startSeconds() * 1000),
                            "state",
                            "",
                            "",
                            process.state().isSignallable()
                                    ? texts.get("events.startedpid", process.pid())
                                    : texts.get("events.started"),
                            false)));
        }
        if (process.stopSeconds() > 0) {
            boolean signalled = process.exitstatus() < 0;
            boolean bad = !process.config().exitcodes().contains(process.exitstatus());
            lines.add(new Known(
                    process.stopSeconds(),
                    about(
                            process.name(),
                            moment(process.stopSeconds() * 1000),
                            "exit",
                            "",
                            "",
                            signalled ? texts.get("js.signal") : texts.get("js.exit", process.exitstatus()),
                            bad)));
        }
        return lines;
    }

    /** @param seconds Unix time */
    record Known(long seconds, EventLine line) {}
}
