package org.warden.core.api;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.warden.core.model.HistoryEvent;
import org.warden.core.model.ProcessName;

/**
 * What is wanted of the history.
 *
 * @param sinceMillis nothing older, Unix time in milliseconds
 * @param untilMillis nothing newer
 * @param group only what concerns this group, and the whole of it
 * @param process of that group
 * @param kinds only these
 * @param who only calls of this user
 * @param text only what has this in it, in any case: in a name, a state, a reason, a method, an argument, a result
 * @param before only entries with a smaller id, for the next page
 * @param limit how many at most, 1 to {@link #MOST}
 */
public record HistoryFilter(
        long sinceMillis,
        long untilMillis,
        Optional<String> group,
        Optional<String> process,
        Set<HistoryEvent.Kind> kinds,
        Optional<String> who,
        Optional<String> text,
        long before,
        int limit) {

    /** The most entries in an answer. */
    public static final int MOST = 1000;

    /** The newest entries of all kinds. */
    public static HistoryFilter newest(int limit) {
        return new HistoryFilter(
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                Optional.empty(),
                Optional.empty(),
                EnumSet.allOf(HistoryEvent.Kind.class),
                Long.MAX_VALUE,
                limit);
    }

    /** Whoever it was, whatever it says. */
    public HistoryFilter(
            long sinceMillis,
            long untilMillis,
            Optional<String> group,
            Optional<String> process,
            Set<HistoryEvent.Kind> kinds,
            long before,
            int limit) {
        this(sinceMillis, untilMillis, group, process, kinds, Optional.empty(), Optional.empty(), before, limit);
    }

    public HistoryFilter {
        kinds = Set.copyOf(kinds);
        text = text.map(part -> part.toLowerCase(Locale.ROOT));
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit " + limit);
        }
    }

    /** The same from another place on. */
    public HistoryFilter from(long otherBefore, int otherLimit) {
        return new HistoryFilter(sinceMillis, untilMillis, group, process, kinds, who, text, otherBefore, otherLimit);
    }

    /** Whether an entry is wanted; the id and the limit are not looked at. */
    public boolean wants(HistoryEntry entry) {
        return entry.millis() >= sinceMillis
                && entry.millis() <= untilMillis
                && kinds.contains(entry.event().kind())
                && (group.isEmpty() || concerns(entry.event()))
                && (who.isEmpty() || isBy(entry.event()))
                && (text.isEmpty() || says(entry.event()));
    }

    private boolean isBy(HistoryEvent event) {
        return event instanceof HistoryEvent.Called called && called.who().equals(who.get());
    }

    private boolean says(HistoryEvent event) {
        return words(event).toLowerCase(Locale.ROOT).contains(text.get());
    }

    private static String words(HistoryEvent event) {
        if (event instanceof HistoryEvent.StateChanged changed) {
            return changed.name() + " " + changed.from() + " " + changed.to() + " " + changed.why();
        } else if (event instanceof HistoryEvent.Exited exited) {
            return exited.name() + " " + exited.status().describe();
        } else if (event instanceof HistoryEvent.Called called) {
            return called.who() + " " + called.from() + " " + called.method() + " "
                    + String.join(" ", called.arguments()) + " " + called.result();
        } else if (event instanceof HistoryEvent.Daemon daemon) {
            return daemon.what();
        }
        return "";
    }

    private boolean concerns(HistoryEvent event) {
        if (event instanceof HistoryEvent.StateChanged changed) {
            return isMeant(changed.name());
        } else if (event instanceof HistoryEvent.Exited exited) {
            return isMeant(exited.name());
        } else if (event instanceof HistoryEvent.Called called) {
            return isForAll(called.method()) || isNamed(called.arguments());
        }
        return false;
    }

    /** Such as {@code supervisor.stopAllProcesses}, whatever its namespace is called. */
    private static boolean isForAll(String method) {
        return method.endsWith("AllProcesses");
    }

    private boolean isMeant(ProcessName name) {
        return name.group().equals(group.get())
                && (process.isEmpty() || name.process().equals(process.get()));
    }

    /** A call names a process or group first; one for the whole group concerns each process of it. */
    private boolean isNamed(List<String> arguments) {
        String first = arguments.isEmpty() ? "" : arguments.get(0);
        int colon = first.indexOf(':');
        String givenGroup = colon < 0 ? first : first.substring(0, colon);
        String givenProcess = colon < 0 ? first : first.substring(colon + 1);
        boolean whole = givenProcess.isEmpty() || givenProcess.equals("*") || colon < 0;
        return givenGroup.equals(group.get()) && (whole || process.isEmpty() || givenProcess.equals(process.get()));
    }
}
