package org.warden.webapp.console;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.warden.core.api.HistoryEntry;
import org.warden.core.api.SupervisorView;
import org.warden.core.model.HistoryEvent;
import org.warden.core.model.ProcessState;

/**
 * The states of one program over time, with how its processes ended and who or what caused each.
 *
 * @param bands from left to right, without gaps
 * @param steps the newest first
 */
public record Timeline(List<Band> bands, List<Step> steps) {
    /** How wide all bands are together. */
    static final int WIDTH = 1000;

    /** Where nothing is known. */
    private static final String UNKNOWN = "";

    /**
     * A time in one state.
     *
     * @param state "" where it is not known
     * @param x where it begins, of {@link #WIDTH}
     */
    public record Band(String state, double x, double width) {}

    /**
     * A change of the state.
     *
     * @param detail how the process ended, or why it could not be started, or its id
     * @param cause who or what, or ""
     * @param lasted how long, as people read it
     * @param bad whether somebody should look at it
     */
    public record Step(String moment, String state, String detail, String cause, String lasted, boolean bad) {
        /** The moment as people read it where no script says it in their own zone. */
        public String getTime() {
            return EventLine.time(moment);
        }
    }

    /**
     * Draws it.
     *
     * @param newestFirst what concerns the program
     * @param whole whether that is everything since the beginning
     * @param since the beginning, Unix time in milliseconds
     * @param state the present one, for where nothing has happened
     * @param view for the exit codes that the program may have
     */
    static Timeline of(
            List<HistoryEntry> newestFirst,
            boolean whole,
            long since,
            long now,
            ProcessState state,
            SupervisorView view,
            Texts texts) {
        List<HistoryEntry> entries = new ArrayList<>(newestFirst);
        Collections.reverse(entries);
        List<Change> changes = changes(entries, texts);
        List<Band> bands = new ArrayList<>();
        String before = changes.isEmpty()
                ? (whole ? state.name() : UNKNOWN)
                : whole ? changes.get(0).changed().from().name() : UNKNOWN;
        long at = since;
        for (Change change : changes) {
            add(bands, before, at, change.millis(), since, now);
            before = change.changed().to().name();
            at = change.millis();
        }
        add(bands, before, at, now, since, now);
        List<Step> steps = new ArrayList<>();
        long end = now;
        for (int i = changes.size() - 1; i >= 0; i--) {
            Change change = changes.get(i);
            steps.add(change.step(end, view, texts));
            end = change.millis();
        }
        return new Timeline(List.copyOf(bands), List.copyOf(steps));
    }

    private static void add(List<Band> bands, String state, long from, long to, long since, long now) {
        double scale = (double) WIDTH / Math.max(1, now - since);
        double x = Math.max(0, (from - since) * scale);
        double width = Math.min(WIDTH, (to - since) * scale) - x;
        if (width > 0) {
            bands.add(new Band(state, rounded(x), rounded(width)));
        }
    }

    private static double rounded(double number) {
        return Math.round(number * 100) / 100.0;
    }

    /** A change that is being understood. */
    private static final class Change {
        private final long millis;
        private final HistoryEvent.StateChanged changed;
        private HistoryEvent.Exited exit;
        private String cause = "";

        Change(long millis, HistoryEvent.StateChanged changed) {
            this.millis = millis;
            this.changed = changed;
        }

        long millis() {
            return millis;
        }

        HistoryEvent.StateChanged changed() {
            return changed;
        }

        private Step step(long end, SupervisorView view, Texts texts) {
            boolean failed = changed.to() == ProcessState.FATAL || changed.to() == ProcessState.BACKOFF;
            String detail = changed.why();
            if (detail.isEmpty() && exit != null) {
                detail = exit.status().describe();
            } else if (detail.isEmpty() && changed.to() == ProcessState.RUNNING && changed.pid() != 0) {
                detail = texts.get("events.pid", changed.pid());
            }
            boolean ended = changed.to() == ProcessState.EXITED && exit != null && EventLine.isBad(exit, view);
            return new Step(
                    EventLine.moment(millis),
                    changed.to().name(),
                    detail,
                    cause,
                    ProgramsPage.duration((end - millis) / 1000),
                    failed || ended);
        }
    }

    /** A call is told when it has ended, an exit about when the state has changed: each is put to the change it belongs to. */
    private static List<Change> changes(List<HistoryEntry> entries, Texts texts) {
        List<Change> changes = new ArrayList<>();
        Deque<Change> open = new ArrayDeque<>();
        Map<Integer, HistoryEvent.Exited> exits = new HashMap<>();
        for (HistoryEntry entry : entries) {
            HistoryEvent event = entry.event();
            if (event instanceof HistoryEvent.StateChanged changed) {
                Change change = new Change(entry.millis(), changed);
                change.cause = byItself(changed, texts);
                if (isEnd(changed.to())) {
                    change.exit = exits.remove(changed.pid());
                }
                changes.add(change);
                open.push(change);
            } else if (event instanceof HistoryEvent.Exited exited) {
                Change last = changes.isEmpty() ? null : changes.get(changes.size() - 1);
                if (last != null
                        && last.exit == null
                        && isEnd(last.changed.to())
                        && last.changed.pid() == exited.pid()) {
                    last.exit = exited;
                } else {
                    exits.put(exited.pid(), exited);
                }
            } else if (event instanceof HistoryEvent.Called called
                    && called.result().equals("ok")) {
                cause(called, open, texts);
            }
        }
        return changes;
    }

    private static boolean isEnd(ProcessState state) {
        return state == ProcessState.EXITED || state == ProcessState.STOPPED || state == ProcessState.BACKOFF;
    }

    private static String byItself(HistoryEvent.StateChanged changed, Texts texts) {
        if (changed.to() != ProcessState.STARTING) {
            return "";
        }
        return switch (changed.from()) {
            case BACKOFF -> texts.get("timeline.again");
            case EXITED -> texts.get("timeline.autorestart");
            default -> "";
        };
    }

    /** The newest stop or start that nobody else has claimed. */
    private static void cause(HistoryEvent.Called called, Deque<Change> open, Texts texts) {
        String method =
                called.method().substring(called.method().lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        boolean both = method.startsWith("restart") || method.startsWith("update");
        claim(
                called,
                both || method.startsWith("start") || method.startsWith("add"),
                ProcessState.STARTING,
                open,
                texts);
        claim(called, both || method.startsWith("stop"), ProcessState.STOPPING, open, texts);
    }

    private static void claim(
            HistoryEvent.Called called, boolean could, ProcessState state, Deque<Change> open, Texts texts) {
        if (!could) {
            return;
        }
        for (Change change : open) {
            if (change.changed.to() == state) {
                String by =
                        called.from().isEmpty() ? called.who() : texts.get("events.from", called.who(), called.from());
                change.cause = texts.get("timeline.by", called.method(), by);
                open.remove(change);
                return;
            }
        }
    }
}
