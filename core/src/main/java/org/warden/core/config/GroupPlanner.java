package org.warden.core.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.warden.core.config.ConfigPlan.Change;
import org.warden.core.config.ConfigPlan.GroupPlan;
import org.warden.core.config.ConfigPlan.KeyChange;
import org.warden.core.config.ConfigPlan.ProgramPlan;
import org.warden.core.model.ProcessName;

/** Says what becomes of each group. One comparison, one thread. */
final class GroupPlanner {
    private static final String GROUP = "group:";

    private final Configuration fresh;
    private final Set<ProcessName> running;
    private final KeyComparison keys;

    GroupPlanner(Configuration fresh, Set<ProcessName> running, Secrets secrets) {
        this.fresh = fresh;
        this.running = running;
        this.keys = new KeyComparison(fresh, secrets);
    }

    /** @param active in the order of activation */
    List<GroupPlan> groups(List<GroupConfig> active) {
        Map<String, GroupConfig> before = ConfigDiff.byName(active);
        Map<String, GroupConfig> after = ConfigDiff.byName(fresh.groups());
        ConfigDiff diff = ConfigDiff.compare(active, fresh.groups());
        List<GroupPlan> plans = new ArrayList<>();
        diff.removed().forEach(name -> plans.add(plan(Optional.of(before.get(name)), Optional.empty())));
        diff.changed().forEach(name -> plans.add(plan(Optional.of(before.get(name)), Optional.of(after.get(name)))));
        diff.added().forEach(name -> plans.add(plan(Optional.empty(), Optional.of(after.get(name)))));
        return plans;
    }

    private GroupPlan plan(Optional<GroupConfig> before, Optional<GroupConfig> after) {
        GroupConfig any = after.or(() -> before).orElseThrow();
        Change change = after.isEmpty() ? Change.REMOVED : before.isEmpty() ? Change.ADDED : Change.CHANGED;
        Optional<String> section = after.flatMap(this::sectionOf);
        List<ProcessName> stops = before.stream()
                .flatMap(group -> group.processes().stream().map(process -> name(group, process)))
                .filter(running::contains)
                .toList();
        List<ProcessName> starts = after.stream()
                .flatMap(group -> group.processes().stream()
                        .filter(ProcessConfig::autostart)
                        .map(process -> name(group, process)))
                .toList();
        return new GroupPlan(
                any.name(),
                change,
                section.flatMap(fresh.origins()::header),
                change == Change.CHANGED ? keysOfGroup(before.get(), after.get(), section) : List.of(),
                programs(before, after),
                without(stops, starts),
                stops.stream().filter(new HashSet<>(starts)::contains).toList(),
                without(starts, stops));
    }

    private static ProcessName name(GroupConfig group, ProcessConfig process) {
        return new ProcessName(group.name(), process.name());
    }

    private static List<ProcessName> without(List<ProcessName> some, List<ProcessName> others) {
        Set<ProcessName> left = new LinkedHashSet<>(some);
        others.forEach(left::remove);
        return List.copyOf(left);
    }

    /** The section that makes a group: a {@code [group:x]} where there is one that means it, else that of its processes. */
    private Optional<String> sectionOf(GroupConfig group) {
        Set<String> headers = fresh.origins().headers().keySet();
        return headers.stream()
                .filter(header -> header.startsWith(GROUP) && tail(header).equals(group.name()))
                .findFirst()
                .or(() -> group.processes().stream().map(ProcessConfig::section).findFirst())
                .or(() -> headers.stream()
                        .filter(header -> tail(header).equals(group.name()))
                        .findFirst());
    }

    /** The name in a header. */
    private static String tail(String header) {
        return Blanks.strip(header.substring(header.indexOf(':') + 1));
    }

    private List<KeyChange> keysOfGroup(GroupConfig before, GroupConfig after, Optional<String> section) {
        boolean saidByProcesses = !after.processes().isEmpty()
                && section.filter(s -> s.startsWith(GROUP)).isEmpty();
        return keys.compare(section.orElse(""), ofGroup(before, saidByProcesses), ofGroup(after, saidByProcesses));
    }

    /** @param saidByProcesses whether the group is made by the section of its processes, and has their priority */
    private static Map<String, Object> ofGroup(GroupConfig group, boolean saidByProcesses) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (!saidByProcesses) {
            values.put("priority", group.priority());
            values.put(
                    "programs",
                    group.processes().stream()
                            .map(process -> tail(process.section()))
                            .distinct()
                            .toList());
        }
        group.pool().ifPresent(pool -> KeyComparison.putPool(pool, values));
        return values;
    }

    private List<ProgramPlan> programs(Optional<GroupConfig> before, Optional<GroupConfig> after) {
        Map<String, ProcessConfig> old = before.map(GroupPlanner::processes).orElse(Map.of());
        Map<String, ProcessConfig> now = after.map(GroupPlanner::processes).orElse(Map.of());
        Alike alike = new Alike();
        old.forEach((name, process) -> {
            if (!now.containsKey(name)) {
                alike.add(process.section(), Change.REMOVED, List.of(), name);
            }
        });
        now.forEach((name, process) -> {
            ProcessConfig was = old.get(name);
            if (was == null) {
                alike.add(process.section(), Change.ADDED, List.of(), name);
                return;
            }
            List<KeyChange> changes = keys.compare(
                    process.section(),
                    KeyComparison.ofProcess(was, before.get().socketOf(was)),
                    KeyComparison.ofProcess(process, after.get().socketOf(process)));
            if (!changes.isEmpty()) {
                alike.add(process.section(), Change.CHANGED, changes, name);
            }
        });
        return alike.plans(fresh.origins());
    }

    private static Map<String, ProcessConfig> processes(GroupConfig group) {
        Map<String, ProcessConfig> byName = new LinkedHashMap<>();
        group.processes().forEach(process -> byName.put(process.name(), process));
        return byName;
    }

    /** Puts processes together for which the same is new. */
    private static final class Alike {
        private record Kind(String section, Change change, List<KeyChange> keys) {}

        private final Map<Kind, List<String>> processes = new LinkedHashMap<>();

        void add(String section, Change change, List<KeyChange> keys, String process) {
            processes
                    .computeIfAbsent(new Kind(section, change, keys), kind -> new ArrayList<>())
                    .add(process);
        }

        List<ProgramPlan> plans(Origins origins) {
            List<ProgramPlan> plans = new ArrayList<>();
            processes.forEach((kind, names) -> plans.add(new ProgramPlan(
                    kind.section(),
                    kind.change(),
                    names,
                    kind.change() == Change.REMOVED ? Optional.empty() : origins.header(kind.section()),
                    kind.keys())));
            return plans;
        }
    }
}
