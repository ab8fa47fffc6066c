package org.warden.ctl;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.warden.rpc.FaultCode;
import org.warden.rpc.client.RpcConnection;
import org.warden.rpc.client.RpcFaultException;

/** {@code warden plan}: asks a running daemon what an update would change, stop and start, and changes nothing. */
final class PlanCommand {
    static final String NAME = "plan";
    static final Set<String> FLAGS = Set.of("--json", Arguments.SERVERURL);

    private static final int CHANGES = 1;
    private static final int FAILED = 2;
    private static final int MOST_NAMES = 8;
    private static final String NOT_SET = "(not set)";

    private final RpcConnection daemon;
    private final PrintStream out;
    private final PrintStream err;

    PlanCommand(RpcConnection daemon, PrintStream out, PrintStream err) {
        this.daemon = daemon;
        this.out = out;
        this.err = err;
    }

    /** @return the exit status: 0 nothing to do, 1 changes, 2 when it can't be told */
    int run(Arguments arguments) {
        Map<?, ?> plan;
        try (daemon) {
            plan = (Map<?, ?>) daemon.call("warden.plan");
        } catch (RpcFaultException fault) {
            return refused(fault, arguments.has("--json"));
        } catch (IOException unreachable) {
            err.println("Error: " + RunningDaemon.trouble(daemon, unreachable));
            return FAILED;
        }
        if (arguments.has("--json")) {
            Json.plain(plan, out);
        } else {
            print(plan);
        }
        boolean changes = !structs(plan, "groups").isEmpty()
                || structs(plan, "sections").stream().anyMatch(PlanCommand::isForUpdate);
        return changes ? CHANGES : 0;
    }

    private int refused(RpcFaultException fault, boolean json) {
        String url = daemon.server().text();
        if (fault.code() == FaultCode.UNKNOWN_METHOD.code()) {
            err.println("Error: " + url + " has no warden.plan: it is another supervisord, or an older one");
            return FAILED;
        }
        if (fault.code() != FaultCode.CANT_REREAD.code()) {
            err.println("Error: " + url + " can't tell: " + fault.text());
            return FAILED;
        }
        List<String> errors = fault.text()
                .substring(FaultCode.CANT_REREAD.name().length() + 2)
                .lines()
                .toList();
        if (json) {
            Json.plain(Map.of("errors", errors), out);
            return FAILED;
        }
        errors.forEach(err::println);
        err.println(
                CheckCommand.number(errors.size(), "error") + ": an update would be refused, and everything run on");
        return FAILED;
    }

    private void print(Map<?, ?> plan) {
        List<Map<?, ?>> groups = structs(plan, "groups");
        groups.forEach(this::group);
        if (groups.isEmpty()) {
            out.println("No group to change: those of " + plan.get("file") + " are the active ones");
        } else {
            out.println(sum(groups));
        }
        for (Map<?, ?> section : structs(plan, "sections")) {
            out.println(section.get("change") + " section " + section.get("section") + place(section)
                    + (isForUpdate(section)
                            ? ": counts from a reread on"
                            : ": no update touches it, a restart of supervisord does"));
        }
    }

    private static boolean isForUpdate(Map<?, ?> section) {
        return "update".equals(section.get("when"));
    }

    private void group(Map<?, ?> group) {
        out.println(group.get("change") + " group " + group.get("group") + place(group));
        keys(structs(group, "keys"), "    ");
        for (Map<?, ?> program : structs(group, "programs")) {
            out.println("    [" + program.get("section") + "] " + program.get("change") + ": "
                    + some(names(program, "processes")));
            keys(structs(program, "keys"), "        ");
        }
        processes(group, "stopped");
        processes(group, "restarted");
        processes(group, "started");
    }

    private void keys(List<Map<?, ?>> keys, String indent) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (Map<?, ?> key : keys) {
            names.add(String.valueOf(key.get("key")));
            values.add(value(key, "before") + " -> " + value(key, "after"));
        }
        int width = names.stream().mapToInt(String::length).max().orElse(0);
        for (int i = 0; i < keys.size(); i++) {
            String name = names.get(i) + " ".repeat(width - names.get(i).length());
            out.println(indent + name + " = " + values.get(i) + "  ; " + origin(keys.get(i)));
        }
    }

    private static String value(Map<?, ?> key, String which) {
        Object value = key.get(which);
        return value == null ? NOT_SET : String.valueOf(value).replace("\n", "\\n");
    }

    private static String origin(Map<?, ?> key) {
        if (key.containsKey("file")) {
            return key.get("file") + ":" + key.get("line") + " [" + key.get("section") + "]";
        }
        return key.containsKey("option") ? "option " + key.get("option") : "default";
    }

    private void processes(Map<?, ?> group, String which) {
        List<String> names = names(group, which);
        if (!names.isEmpty()) {
            out.println("    " + which + ": " + some(names));
        }
    }

    /** Nobody reads a thousand names; JSON has them all. */
    private static String some(List<String> names) {
        if (names.size() <= MOST_NAMES) {
            return String.join(" ", names);
        }
        return String.join(" ", names.subList(0, MOST_NAMES)) + " and " + (names.size() - MOST_NAMES) + " more";
    }

    private static String sum(List<Map<?, ?>> groups) {
        List<String> parts = new ArrayList<>();
        for (String change : List.of("removed", "changed", "added")) {
            long count = groups.stream()
                    .filter(group -> change.equals(group.get("change")))
                    .count();
            if (count > 0) {
                parts.add(CheckCommand.number(count, "group") + " " + change);
            }
        }
        for (String which : List.of("stopped", "restarted", "started")) {
            long count = groups.stream()
                    .mapToLong(group -> names(group, which).size())
                    .sum();
            if (count > 0) {
                parts.add(count + (count == 1 ? " process " : " processes ") + which);
            }
        }
        return String.join(", ", parts);
    }

    private static String place(Map<?, ?> struct) {
        return struct.containsKey("file") ? " at " + struct.get("file") + ":" + struct.get("line") : "";
    }

    private static List<Map<?, ?>> structs(Map<?, ?> struct, String member) {
        List<Map<?, ?>> structs = new ArrayList<>();
        ((List<?>) struct.get(member)).forEach(item -> structs.add((Map<?, ?>) item));
        return structs;
    }

    private static List<String> names(Map<?, ?> struct, String member) {
        return ((List<?>) struct.get(member)).stream().map(String::valueOf).toList();
    }
}
