package org.warden.webapp.console;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import org.warden.core.api.History;
import org.warden.core.api.HistoryEntry;
import org.warden.core.api.HistoryFilter;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.HistoryEvent;
import org.warden.core.model.ProcessName;

/**
 * Writes the history as a file, in parts, so that no more than one part is in memory. The names are those of {@code
 * warden.getHistory}.
 */
public final class EventExport {
    /** As many entries as a file has at most. */
    static final int MOST = 100_000;

    private static final double MILLIS = 1000;
    private static final double MICROS = 1e6;

    /** What a spreadsheet would take for the beginning of a formula. */
    private static final String FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    /** What a file looks like. */
    public enum Format {
        CSV("text/csv;charset=utf-8"),
        JSON("application/json");

        private final String type;

        Format(String type) {
            this.type = type;
        }

        /** For the header {@code Content-Type}. */
        public String type() {
            return type;
        }
    }

    private final Format format;
    private final Writer out;
    private long written;

    private EventExport(Format format, Writer out) {
        this.format = format;
        this.out = out;
    }

    /**
     * Writes all entries that are asked for, newest first. Blocks, on the store and on the writer.
     *
     * @throws IOException when the store does not answer or the writer fails; what was written until then is a part
     */
    public static void write(History history, EventsQuery query, Format format, Writer out) throws IOException {
        new EventExport(format, out).write(history, query.filter(HistoryFilter.MOST));
    }

    private void write(History history, HistoryFilter filter) throws IOException {
        out.write(
                format == Format.CSV
                        ? "id,time,kind,group,name,pid,from,to,who,address,method,arguments,result,cpu_seconds,"
                                + "maxrss_kib\r\n"
                        : "{\"entries\":[");
        HistoryFilter rest = filter;
        while (true) {
            History.Page page = EventSearch.once(history, rest);
            for (HistoryEntry entry : page.entries()) {
                out.write(format == Format.CSV ? csv(entry) : json(entry));
                written++;
            }
            out.flush();
            if (page.next() == 0 || written >= MOST) {
                end(page.next());
                return;
            }
            rest = filter.from(page.next(), (int) Math.min(HistoryFilter.MOST, MOST - written));
        }
    }

    /** Says where to go on, if anywhere. */
    private void end(long next) throws IOException {
        if (format == Format.JSON) {
            out.write("\n],\"next\":\"" + (next == 0 ? "" : next) + "\"}\n");
        } else if (next != 0) {
            out.write(row(new String[] {
                "", "", "more", "", "", "", "", "", "", "", "", "", "older entries follow with before=" + next, "", ""
            }));
        }
        out.flush();
    }

    private static String row(String[] fields) {
        StringBuilder row = new StringBuilder(128);
        for (String field : fields) {
            if (row.length() > 0) {
                row.append(',');
            }
            row.append('"').append(harmless(field).replace("\"", "\"\"")).append('"');
        }
        return row.append("\r\n").toString();
    }

    /** As OWASP advises against formulas: an apostrophe before what could be one. */
    static String harmless(String field) {
        return !field.isEmpty() && FORMULA.indexOf(field.charAt(0)) >= 0 ? "'" + field : field;
    }

    private static String csv(HistoryEntry entry) {
        String[] f = new String[15];
        java.util.Arrays.fill(f, "");
        HistoryEvent event = entry.event();
        f[0] = Long.toString(entry.id());
        f[1] = EventLine.moment(entry.millis());
        f[2] = EventsQuery.word(event.kind());
        if (event instanceof HistoryEvent.StateChanged changed) {
            name(f, changed.name(), changed.pid());
            f[6] = changed.from().name();
            f[7] = changed.to().name();
            f[12] = changed.why();
        } else if (event instanceof HistoryEvent.Exited exited) {
            name(f, exited.name(), exited.pid());
            f[12] = exited.status().describe();
            f[13] = seconds(exited.userMicros() + exited.systemMicros());
            f[14] = Long.toString(exited.maxRssKib());
        } else if (event instanceof HistoryEvent.Called called) {
            f[8] = called.who();
            f[9] = called.from();
            f[10] = called.method();
            f[11] = String.join(" ", called.arguments());
            f[12] = called.result();
        } else if (event instanceof HistoryEvent.Daemon daemon) {
            f[12] = daemon.what();
        } else if (event instanceof HistoryEvent.Lost lost) {
            f[12] = Long.toString(lost.events());
        }
        return row(f);
    }

    private static void name(String[] fields, ProcessName name, int pid) {
        fields[3] = name.group();
        fields[4] = name.process();
        fields[5] = pid == 0 ? "" : Integer.toString(pid);
    }

    private static String seconds(long micros) {
        return String.format(Locale.ROOT, "%.6f", micros / MICROS);
    }

    private String json(HistoryEntry entry) {
        StringBuilder json = new StringBuilder(200).append(written == 0 ? "\n" : ",\n");
        HistoryEvent event = entry.event();
        json.append("{\"id\":\"").append(entry.id()).append("\",\"time\":");
        json.append(String.format(Locale.ROOT, "%.3f", entry.millis() / MILLIS));
        member(json, "kind", EventsQuery.word(event.kind()));
        if (event instanceof HistoryEvent.StateChanged changed) {
            members(json, changed.name(), changed.pid());
            member(json, "from", changed.from().name());
            member(json, "to", changed.to().name());
            member(json, "why", changed.why());
        } else if (event instanceof HistoryEvent.Exited exited) {
            members(json, exited.name(), exited.pid());
            exit(json, exited);
        } else if (event instanceof HistoryEvent.Called called) {
            member(json, "who", called.who());
            member(json, "from", called.from());
            member(json, "method", called.method());
            json.append(",\"arguments\":[");
            for (int i = 0; i < called.arguments().size(); i++) {
                json.append(i == 0 ? "" : ",");
                Html.json(json, called.arguments().get(i));
            }
            json.append(']');
            member(json, "result", called.result());
        } else if (event instanceof HistoryEvent.Daemon daemon) {
            member(json, "what", daemon.what());
        } else if (event instanceof HistoryEvent.Lost lost) {
            json.append(",\"events\":").append(lost.events());
        }
        return json.append('}').toString();
    }

    private static void exit(StringBuilder json, HistoryEvent.Exited exited) {
        ExitStatus status = exited.status();
        member(json, "result", status.describe());
        json.append(",\"exitstatus\":").append(status.code());
        json.append(",\"signal\":").append(status.kind() == ExitStatus.Kind.SIGNALED ? status.value() : 0);
        json.append(",\"core\":").append(status.coreDumped());
        json.append(",\"cpu_user_seconds\":").append(seconds(exited.userMicros()));
        json.append(",\"cpu_system_seconds\":").append(seconds(exited.systemMicros()));
        json.append(",\"maxrss_kib\":").append(exited.maxRssKib());
    }

    private static void members(StringBuilder json, ProcessName name, int pid) {
        member(json, "name", name.process());
        member(json, "group", name.group());
        json.append(",\"pid\":").append(pid);
    }

    private static void member(StringBuilder json, String name, String value) {
        json.append(",\"").append(name).append("\":");
        Html.json(json, value);
    }
}
