package org.warden.core.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the process groups of all sections that have processes. */
final class GroupsReader {
    private static final String PROGRAM = "program:";
    private static final String FCGI = "fcgi-program:";

    private final Reading reading;
    private final Map<String, String> daemonEnvironment;
    private final List<GroupConfig> groups = new ArrayList<>();

    /** By group, for the warning about groups of one name: the section each was made of. */
    private final Map<GroupConfig, IniSection> origins = new IdentityHashMap<>();

    /** By the address of a socket: the section and the group that were the first to have it. */
    private final Map<String, String> addresses = new HashMap<>();

    /** Sections that a {@code [group:x]} lists: they form no group of their own. */
    private final Set<IniSection> listed = new HashSet<>();

    GroupsReader(Reading reading, Map<String, String> daemonEnvironment) {
        this.reading = reading;
        this.daemonEnvironment = daemonEnvironment;
    }

    /** In activation order: by priority and name, one group of a name. */
    List<GroupConfig> read() {
        for (IniSection section : reading.document.startingWith("group:")) {
            group(section);
        }
        for (IniSection section : reading.document.startingWith(PROGRAM)) {
            if (!listed.contains(section)) {
                program(section);
            }
        }
        for (IniSection section : reading.document.startingWith("eventlistener:")) {
            pool(section);
        }
        for (IniSection section : reading.document.startingWith(FCGI)) {
            if (!listed.contains(section)) {
                fcgiProgram(section);
            }
        }
        groups.sort(Comparator.comparingInt(GroupConfig::priority).thenComparing(GroupConfig::name));
        return firstOfEachName();
    }

    private void group(IniSection section) {
        SectionReader reader = reading.section(section);
        String name = name(section);
        List<String> programs = reader.get("programs", List.of(), Values::words);
        int priority = reader.get("priority", 999, Values::smallInteger);
        List<ProcessConfig> processes = new ArrayList<>();
        Map<String, FcgiSocketConfig> sockets = new HashMap<>();
        for (String program : programs) {
            member(reader, program).ifPresent(member -> {
                listed.add(member);
                processes.addAll(processes(member, name));
                if (member.name().startsWith(FCGI)) {
                    socket(member, program, name, true).ifPresent(socket -> sockets.put(member.name(), socket));
                }
            });
        }
        add(section, name, priority, processes, Optional.empty(), sockets);
    }

    private Optional<IniSection> member(SectionReader group, String program) {
        Optional<IniSection> plain = reading.document.find(PROGRAM + program);
        Optional<IniSection> fcgi = reading.document.find(FCGI + program);
        String start = "[" + group.header() + "] name";
        if (plain.isEmpty() && fcgi.isEmpty()) {
            String near = Nearness.closest(program, programNames());
            group.fail(
                    "programs",
                    new BadValue(
                            start + "s unknown program or fcgi-program " + program,
                            near == null
                                    ? "list names of [program:x] and [fcgi-program:x] sections with commas between them"
                                    : "write " + near));
        }
        if (plain.isPresent() && fcgi.isPresent()) {
            group.fail(
                    "programs",
                    new BadValue(
                            start + " " + program + " is ambiguous (exists as program and fcgi-program)",
                            "rename one of the two sections"));
            return Optional.empty();
        }
        return plain.isPresent() ? plain : fcgi;
    }

    private List<String> programNames() {
        List<String> names = new ArrayList<>();
        reading.document.startingWith(PROGRAM).forEach(section -> names.add(section.tail()));
        reading.document.startingWith(FCGI).forEach(section -> names.add(section.tail()));
        return names;
    }

    private void program(IniSection section) {
        String name = name(section);
        int priority = reading.section(section).get("priority", 999, Values::smallInteger);
        add(section, name, priority, processes(section, name), Optional.empty(), Map.of());
    }

    private void pool(IniSection section) {
        int priority = reading.section(section).get("priority", -1, Values::smallInteger);
        EventPoolConfig pool = new EventPoolReader(reading, section).read();
        // Stock looks at a pool's name only when it comes to its processes.
        String name = Blanks.strip(section.tail());
        add(section, name, priority, processes(section, name), Optional.of(pool), Map.of());
    }

    private void fcgiProgram(IniSection section) {
        String name = name(section);
        int priority = reading.section(section).get("priority", 999, Values::smallInteger);
        Map<String, FcgiSocketConfig> sockets = new HashMap<>();
        socket(section, name, name, false).ifPresent(socket -> sockets.put(section.name(), socket));
        add(section, name, priority, processes(section, name), Optional.empty(), sockets);
    }

    private Optional<FcgiSocketConfig> socket(
            IniSection section, String programName, String groupName, boolean ofGroup) {
        Optional<FcgiSocketConfig> socket = new FcgiSocketReader(reading, section, ofGroup).read(programName);
        socket.ifPresent(s -> warnOfSharedAddress(section, s.url(), groupName));
        return socket;
    }

    private void warnOfSharedAddress(IniSection section, String url, String groupName) {
        String who = "[" + section.name() + "] of group " + groupName;
        String first = addresses.putIfAbsent(url, who);
        if (first != null) {
            reading.notices.warn(
                    Notices.Place.of(section),
                    who + " and " + first + " both have " + url + "; only one of them can run at a time");
        }
    }

    private List<ProcessConfig> processes(IniSection section, String groupName) {
        SectionReader reader = reading.section(section);
        String program = name(reader.forProcesses(reader.names()), section);
        return program.isEmpty()
                ? List.of()
                : new ProcessesReader(reading, daemonEnvironment, section, program, groupName).read();
    }

    /** The name after the colon, or "" after an error. */
    private String name(SectionReader reader, IniSection section) {
        try {
            return Values.name(section.tail());
        } catch (BadValue bad) {
            reader.fail(null, bad);
            return "";
        }
    }

    private String name(IniSection section) {
        return name(reading.section(section), section);
    }

    private void add(
            IniSection section,
            String name,
            int priority,
            List<ProcessConfig> processes,
            Optional<EventPoolConfig> pool,
            Map<String, FcgiSocketConfig> sockets) {
        GroupConfig group = new GroupConfig(name, priority, lastOfEachName(section, processes), pool, sockets);
        groups.add(group);
        origins.put(group, section);
    }

    /** As in stock the later process of a name replaces the earlier one, in its place. */
    private List<ProcessConfig> lastOfEachName(IniSection section, List<ProcessConfig> processes) {
        Map<String, ProcessConfig> byName = new LinkedHashMap<>();
        for (ProcessConfig process : processes) {
            if (byName.put(process.name(), process) != null) {
                reading.notices.warn(
                        Notices.Place.of(section),
                        "[" + section.name() + "] has two processes named '" + process.name()
                                + "'; only the later one, of [" + process.section() + "], is used");
            }
        }
        return List.copyOf(byName.values());
    }

    private List<GroupConfig> firstOfEachName() {
        Map<String, GroupConfig> byName = new LinkedHashMap<>();
        for (GroupConfig group : groups) {
            GroupConfig first = byName.putIfAbsent(group.name(), group);
            if (first != null) {
                IniSection dropped = origins.get(group);
                reading.notices.warn(
                        Notices.Place.of(dropped),
                        "[" + dropped.name() + "] is not used: ["
                                + origins.get(first).name() + "] is a group of the same name and comes first");
            }
        }
        return List.copyOf(byName.values());
    }
}
