package org.warden.webapp.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.warden.core.api.EventPoolView;
import org.warden.core.api.SupervisorView;
import org.warden.core.config.ConfigDiff;
import org.warden.core.config.GroupConfig;
import org.warden.core.config.ProcessConfig;
import org.warden.core.model.ProcessState;
import org.warden.doors.Doors;

/**
 * What somebody who comes by wants to know: what needs attention, then how much there is of what.
 *
 * @param needs the most urgent first
 * @param left how many programs that need attention are not among them
 */
public record Overview(List<Need> needs, int left, List<Tile> tiles) {
    private static final int MOST_PROGRAMS = 20;

    /**
     * Something to be looked at.
     *
     * @param state a state of a program, or "" for what is no program
     * @param link relative address of the page about it; "" for none
     * @param since Unix time in seconds; 0 where there is none
     */
    public record Need(String state, String name, String link, String detail, long since) {}

    /** How many programs are in a state; the link leads to them. */
    public record Tile(String state, int count, String link) {}

    static Overview of(SupervisorView view, List<EventPoolView> pools, List<Doors.Listener> listeners, Texts texts) {
        List<Need> needs = new ArrayList<>();
        List<ProgramRow> urgent = view.processes().stream()
                .map(ProgramRow::of)
                .filter(ProgramRow::attention)
                .sorted(Comparator.comparing((ProgramRow row) -> ProgramsPage.BY_URGENCY.indexOf(row.state()))
                        .thenComparing(ProgramRow::name))
                .toList();
        urgent.stream().limit(MOST_PROGRAMS).forEach(row -> needs.add(program(row, texts)));
        unapplied(view, texts).ifPresent(needs::add);
        pools.stream()
                .filter(pool -> pool.dropped() > 0)
                .forEach(pool -> needs.add(new Need(
                        "", pool.name(), "", texts.get("overview.dropped", pool.dropped(), pool.bufferSize()), 0)));
        listeners.stream()
                .filter(Overview::isOpen)
                .forEach(listener -> needs.add(new Need(
                        "", "[" + listener.section() + "]", "", texts.get("overview.open", listener.address()), 0)));
        return new Overview(List.copyOf(needs), Math.max(0, urgent.size() - MOST_PROGRAMS), tiles(view));
    }

    private static Need program(ProgramRow row, Texts texts) {
        String name = row.name().namespec();
        String link = "program?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        return new Need(row.state().name(), name, link, row.detail(texts), row.since());
    }

    /** Others than users of this machine get in without a password. */
    private static boolean isOpen(Doors.Listener listener) {
        boolean here = listener.address().startsWith("/")
                || listener.address().startsWith("127.")
                || listener.address().startsWith("0:0:0:0:0:0:0:1:");
        return !listener.password() && !here;
    }

    /** What was read from the configuration files, and does not count yet. */
    private static Optional<Need> unapplied(SupervisorView view, Texts texts) {
        List<GroupConfig> read = view.lastRead().groups();
        ConfigDiff diff = ConfigDiff.compare(active(view, read), read);
        List<String> parts = new ArrayList<>();
        diff.added().forEach(name -> parts.add("+" + name));
        diff.changed().forEach(name -> parts.add("~" + name));
        view.groups().stream()
                .filter(name -> view.lastRead().group(name).isEmpty())
                .forEach(name -> parts.add("-" + name));
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of(new Need(
                        "",
                        texts.get("overview.config"),
                        "configuration",
                        texts.get("overview.unapplied", String.join(" ", parts)),
                        0));
    }

    /** Those of the groups that are active, with the processes that they really have. */
    private static List<GroupConfig> active(SupervisorView view, List<GroupConfig> read) {
        Map<String, Map<String, ProcessConfig>> processes = new HashMap<>();
        view.processes().forEach(p -> processes
                .computeIfAbsent(p.name().group(), group -> new LinkedHashMap<>())
                .put(p.name().process(), p.config()));
        List<GroupConfig> active = new ArrayList<>();
        for (GroupConfig group : read) {
            if (view.hasGroup(group.name())) {
                Map<String, ProcessConfig> left = processes.getOrDefault(group.name(), new LinkedHashMap<>());
                List<ProcessConfig> own = new ArrayList<>();
                // In the order of what was read: another order alone is no change.
                group.processes().forEach(fresh -> Optional.ofNullable(left.remove(fresh.name()))
                        .ifPresent(own::add));
                own.addAll(left.values());
                active.add(group.withProcesses(own));
            }
        }
        return active;
    }

    private static List<Tile> tiles(SupervisorView view) {
        Map<ProcessState, Integer> counts = new EnumMap<>(ProcessState.class);
        view.processes().forEach(p -> counts.merge(p.state(), 1, Integer::sum));
        List<Tile> tiles = new ArrayList<>();
        for (ProcessState state : ProgramsPage.BY_URGENCY) {
            if (counts.containsKey(state)) {
                tiles.add(new Tile(state.name(), counts.get(state), "programs?state=" + state.name()));
            }
        }
        return tiles;
    }
}
