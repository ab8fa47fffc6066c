package org.warden.webapp.console;

import jakarta.servlet.ServletContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.warden.core.api.ProcessView;
import org.warden.core.api.SupervisorView;
import org.warden.core.model.ProcessName;
import org.warden.webapp.console.ProgramUse.Use;

/**
 * What has changed in the list of programs since a page was drawn. Each look that finds a change gets a number; a page
 * tells the number it stands at and gets what came after. One feed serves all browsers. Any thread.
 */
public final class ProgramFeed {
    /** So many programs that are gone are remembered; who has missed more gets the whole list. */
    private static final int MOST_GONE = 10_000;

    private static final String IN_CONTEXT = ProgramFeed.class.getName();

    private final String run;
    private final Map<ProcessName, Entry> entries = new TreeMap<>();
    private final Map<ProcessName, Long> gone = new HashMap<>();
    private SupervisorView last;
    private Map<ProcessName, Use> lastUses = Map.of();
    private long number;
    private long oldest;

    /** @param run differs from that of every other feed, so that a page of an earlier one is not misled */
    public ProgramFeed(String run) {
        this.run = run;
    }

    /** The one feed of a web application. */
    public static ProgramFeed of(ServletContext context) {
        synchronized (ProgramFeed.class) {
            if (context.getAttribute(IN_CONTEXT) instanceof ProgramFeed feed) {
                return feed;
            }
            ProgramFeed feed = new ProgramFeed(UUID.randomUUID().toString().substring(0, 8));
            context.setAttribute(IN_CONTEXT, feed);
            return feed;
        }
    }

    private record Entry(ProgramRow row, long number, Use use, long useNumber) {}

    /** Looks; the number it stands at now. */
    public synchronized long look(SupervisorView view) {
        return look(view, lastUses);
    }

    /** The same, with what programs use. */
    public synchronized long look(SupervisorView view, Map<ProcessName, Use> uses) {
        if (view == last && uses == lastUses) {
            return number;
        }
        last = view;
        lastUses = uses;
        long next = number + 1;
        boolean changed = false;
        Set<ProcessName> left = new HashSet<>(entries.keySet());
        for (ProcessView p : view.processes()) {
            ProgramRow row = ProgramRow.of(p);
            left.remove(p.name());
            Entry before = entries.get(p.name());
            Use use = uses.getOrDefault(p.name(), Use.NONE);
            boolean news = before == null || !before.row().equals(row);
            boolean used =
                    before == null ? !use.equals(Use.NONE) : !before.use().equals(use);
            if (news || used) {
                long useNumber = used ? next : before == null ? 0 : before.useNumber();
                entries.put(p.name(), new Entry(row, news ? next : before.number(), use, useNumber));
                gone.remove(p.name());
                changed = true;
            }
        }
        for (ProcessName name : left) {
            entries.remove(name);
            gone.put(name, next);
            changed = true;
        }
        if (gone.size() > MOST_GONE) {
            gone.clear();
            oldest = next;
        }
        if (changed) {
            number = next;
        }
        return number;
    }

    /** Where a page that shows this view shall have its stream go on. */
    public String markOf(SupervisorView view) {
        return mark(look(view));
    }

    /** The same, with what programs use. */
    public String markOf(SupervisorView view, Map<ProcessName, Use> uses) {
        return mark(look(view, uses));
    }

    /** The place a page stands at after {@code number}, as it is told. */
    public String mark(long at) {
        return run + "-" + at;
    }

    /** The number in a mark of this feed; -1 for a mark that is none, for which everything is new. */
    public synchronized long number(String mark) {
        if (mark == null || !mark.startsWith(run + "-")) {
            return -1;
        }
        try {
            long at = Long.parseLong(mark.substring(run.length() + 1));
            return at < oldest || at > number ? -1 : at;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /**
     * One JSON object with all that came after {@code since}.
     *
     * @param withUse whether what programs use is wanted too
     */
    public synchronized String after(long since, boolean withUse) {
        StringBuilder json = new StringBuilder(256).append("{\"seq\":");
        boolean full = since < oldest || since < 0;
        Html.json(json, mark(number));
        json.append(",\"full\":").append(full).append(",\"rows\":[");
        boolean first = true;
        for (Entry entry : entries.values()) {
            if (full || entry.number() > since) {
                json.append(first ? "" : ",");
                entry.row().json(json);
                first = false;
            }
        }
        json.append("],\"gone\":[");
        first = true;
        for (Map.Entry<ProcessName, Long> entry : gone.entrySet()) {
            if (!full && entry.getValue() > since) {
                json.append(first ? "" : ",");
                Html.json(json, entry.getKey().namespec());
                first = false;
            }
        }
        json.append(']');
        if (withUse) {
            uses(json, full ? 0 : since);
        }
        return json.append('}').toString();
    }

    private void uses(StringBuilder json, long since) {
        json.append(",\"use\":[");
        boolean first = true;
        for (Map.Entry<ProcessName, Entry> entry : entries.entrySet()) {
            if (entry.getValue().useNumber() > since) {
                json.append(first ? "[" : ",[");
                Html.json(json, entry.getKey().namespec());
                Use use = entry.getValue().use();
                json.append(',')
                        .append(use.cpuTenths())
                        .append(',')
                        .append(use.memoryKib())
                        .append(']');
                first = false;
            }
        }
        json.append(']');
    }
}
