package org.warden.rpc;

import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.warden.core.api.History;
import org.warden.core.api.HistoryEntry;
import org.warden.core.api.HistoryFilter;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.HistoryEvent;
import org.warden.core.model.Role;

/** What has happened. */
final class HistoryMethods {
    private static final double MILLIS = 1000;
    private static final double MICROS = 1e6;
    private static final int USUAL = 100;
    private static final Set<String> MEMBERS = Set.of("name", "kinds", "since", "until", "before", "limit");

    private final History history;

    HistoryMethods(History history) {
        this.history = history;
    }

    void addTo(Namespace n) {
        n.method("getHistory", "Tells what has happened, the newest first, also before this daemon was started.")
                .optional(
                        "struct",
                        "filter",
                        "what is wanted; each member may be left out: name (a process, or a group as NAME:*), kinds (an array of"
                                + " state, exit, call, daemon, lost), since and until (Unix time), before (the next of the"
                                + " answer before), limit (1 to 1000, else 100)")
                .returns(
                        "struct",
                        "entries, an array of structs, and next, a string: what before has to be for more, or \"\" when there"
                                + " are none. Every entry has id, time, kind; state: name, group, from, to, pid, why; exit:"
                                + " name, group, pid, result, exitstatus, signal, core, cpu_user_seconds, cpu_system_seconds,"
                                + " maxrss_kib; call: who, from, method, arguments, result; daemon: what; lost: events")
                .since("Warden 0.1.0")
                .needs(Role.VIEWER)
                .faults(FaultCode.FAILED, FaultCode.BAD_ARGUMENTS)
                .example(example())
                .by(this::find);
    }

    private static Map<String, Object> example() {
        Map<String, Object> filter = new LinkedHashMap<>();
        filter.put("name", "web");
        filter.put("limit", 3);
        return filter;
    }

    private CompletionStage<?> find(Arguments a) {
        HistoryFilter filter = a.count() == 0 ? HistoryFilter.newest(USUAL) : filter(a.struct(0));
        if (!history.isOn()) {
            throw new RpcFault(FaultCode.FAILED, "no history is kept; history= in [supervisord] says where to");
        }
        return history.find(filter).handle((page, error) -> {
            if (error == null) {
                return struct(page);
            }
            Throwable cause = MethodTable.unwrap(error);
            if (cause instanceof IOException) {
                throw new RpcFault(FaultCode.FAILED, cause.getMessage());
            }
            throw new IllegalStateException(cause);
        });
    }

    private static HistoryFilter filter(Map<?, ?> struct) {
        for (Object member : struct.keySet()) {
            if (!MEMBERS.contains(member)) {
                throw bad("there is no " + Arguments.shown(member));
            }
        }
        Optional<GivenName> name = Optional.ofNullable(struct.get("name")).map(n -> GivenName.parse(text(n)));
        return new HistoryFilter(
                millis(struct.get("since"), Long.MIN_VALUE),
                millis(struct.get("until"), Long.MAX_VALUE),
                name.map(GivenName::group),
                name.filter(n -> !n.isGroup()).map(GivenName::process),
                kinds(struct.get("kinds")),
                before(struct.get("before")),
                limit(struct.get("limit")));
    }

    private static RpcFault bad(String why) {
        return new RpcFault(FaultCode.BAD_ARGUMENTS, why);
    }

    private static String text(Object value) {
        String text = Arguments.textOf(value);
        if (text == null) {
            throw bad("not a string: " + Arguments.shown(value));
        }
        return text;
    }

    private static long millis(Object value, long otherwise) {
        if (value == null) {
            return otherwise;
        }
        if (!(value instanceof Number number)) {
            throw bad("not a time: " + Arguments.shown(value));
        }
        return Math.round(number.doubleValue() * MILLIS);
    }

    private static Set<HistoryEvent.Kind> kinds(Object value) {
        if (value == null) {
            return EnumSet.allOf(HistoryEvent.Kind.class);
        }
        if (!(value instanceof Object[] words)) {
            throw bad("kinds is an array");
        }
        Set<HistoryEvent.Kind> kinds = EnumSet.noneOf(HistoryEvent.Kind.class);
        for (Object word : words) {
            kinds.add(kind(text(word)));
        }
        return kinds;
    }

    private static HistoryEvent.Kind kind(String word) {
        for (HistoryEvent.Kind kind : HistoryEvent.Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
                return kind;
            }
        }
        throw bad("there is no kind " + Arguments.shown(word));
    }

    private static long before(Object value) {
        Long before = value == null ? Long.valueOf(Long.MAX_VALUE) : Arguments.parse(text(value));
        if (before == null) {
            throw bad("before is the next of another answer, not " + Arguments.shown(value));
        }
        return before;
    }

    private static int limit(Object value) {
        if (value == null) {
            return USUAL;
        }
        long limit = value instanceof Number number ? number.longValue() : 0;
        if (limit < 1 || limit > HistoryFilter.MOST) {
            throw bad("limit is 1 to " + HistoryFilter.MOST);
        }
        return (int) limit;
    }

    private static Map<String, Object> struct(History.Page page) {
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put(
                "entries", page.entries().stream().map(HistoryMethods::struct).toList());
        struct.put("next", page.next() == 0 ? "" : Long.toString(page.next()));
        return struct;
    }

    private static Map<String, Object> struct(HistoryEntry entry) {
        Map<String, Object> struct = new LinkedHashMap<>();
        HistoryEvent event = entry.event();
        struct.put("id", Long.toString(entry.id()));
        struct.put("time", entry.millis() / MILLIS);
        struct.put("kind", event.kind().name().toLowerCase(Locale.ROOT));
        if (event instanceof HistoryEvent.StateChanged changed) {
            struct.put("name", changed.name().process());
            struct.put("group", changed.name().group());
            struct.put("from", changed.from().name());
            struct.put("to", changed.to().name());
            struct.put("pid", changed.pid());
            struct.put("why", changed.why());
        } else if (event instanceof HistoryEvent.Exited exited) {
            exit(struct, exited);
        } else if (event instanceof HistoryEvent.Called called) {
            struct.put("who", called.who());
            struct.put("from", called.from());
            struct.put("method", called.method());
            struct.put("arguments", called.arguments());
            struct.put("result", called.result());
        } else if (event instanceof HistoryEvent.Daemon daemon) {
            struct.put("what", daemon.what());
        } else if (event instanceof HistoryEvent.Lost lost) {
            struct.put("events", lost.events());
        }
        return struct;
    }

    private static void exit(Map<String, Object> struct, HistoryEvent.Exited exited) {
        ExitStatus status = exited.status();
        struct.put("name", exited.name().process());
        struct.put("group", exited.name().group());
        struct.put("pid", exited.pid());
        struct.put("result", status.describe());
        struct.put("exitstatus", status.code());
        struct.put("signal", status.kind() == ExitStatus.Kind.SIGNALED ? status.value() : 0);
        struct.put("core", status.coreDumped());
        struct.put("cpu_user_seconds", exited.userMicros() / MICROS);
        struct.put("cpu_system_seconds", exited.systemMicros() / MICROS);
        struct.put("maxrss_kib", exited.maxRssKib());
    }
}
