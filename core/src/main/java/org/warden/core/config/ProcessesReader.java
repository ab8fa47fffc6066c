package org.warden.core.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.warden.core.model.Signal;
import org.warden.core.port.Host;

/** Makes the processes of a {@code [program:x]}, {@code [fcgi-program:x]} or {@code [eventlistener:x]} for one group. */
final class ProcessesReader {
    /** More than any machine runs; a slip in numprocs must not eat the memory. */
    private static final long MOST_PROCESSES = 100_000;

    private final Reading reading;
    private final Map<String, String> daemonEnvironment;
    private final SectionReader section;
    private final String program;
    private final String group;

    /** What is the same for all processes of a section. */
    private record Common(
            int priority,
            boolean autostart,
            AutoRestart autorestart,
            long startsecs,
            long startretries,
            Signal stopsignal,
            long stopwaitsecs,
            boolean stopasgroup,
            boolean killasgroup,
            boolean killescaped,
            List<Integer> exitcodes,
            boolean redirectStderr,
            Numbers numbers,
            Optional<String> serverurl,
            Optional<Host.Account> user,
            Optional<Integer> umask,
            String processName) {}

    private record Numbers(long count, long first) {}

    /** @param programName already checked; empty where it can't be used */
    ProcessesReader(
            Reading reading,
            Map<String, String> daemonEnvironment,
            IniSection section,
            String programName,
            String groupName) {
        this.reading = reading;
        this.daemonEnvironment = daemonEnvironment;
        this.program = programName;
        this.group = groupName;
        Names names = reading.names()
                .with("program_name", programName)
                .with("host_node_name", reading.host.nodeName())
                .with("group_name", groupName);
        this.section = reading.section(section).forProcesses(names);
    }

    /** Sorted by name; empty after an error. */
    List<ProcessConfig> read() {
        int before = reading.problems.count();
        Common common = common();
        List<ProcessConfig> processes = new ArrayList<>();
        for (long i = 0; i < common.numbers().count(); i++) {
            process(common, common.numbers().first() + i).ifPresent(processes::add);
            if (reading.problems.count() > before) {
                // What is wrong with this one is wrong with all.
                return List.of();
            }
        }
        processes.sort(Comparator.comparing(ProcessConfig::name));
        return processes;
    }

    private Common common() {
        // The order is stock's: it decides which of several errors comes first.
        int priority = section.get("priority", 999, Values::smallInteger);
        boolean autostart = section.get("autostart", true, Values::bool);
        AutoRestart autorestart = section.get("autorestart", AutoRestart.UNEXPECTED, Values::autorestart);
        long startsecs = section.get("startsecs", 1L, Values::integer);
        long startretries = section.get("startretries", 3L, Values::integer);
        Signal stopsignal = section.get("stopsignal", Signal.TERM, Values::signal);
        long stopwaitsecs = section.get("stopwaitsecs", 10L, Values::integer);
        boolean stopasgroup = section.get("stopasgroup", false, Values::bool);
        boolean killasgroup = section.get("killasgroup", stopasgroup, Values::bool);
        boolean killescaped = section.get("killescaped", killasgroup, Values::bool);
        List<Integer> exitcodes = section.get("exitcodes", List.of(0), Values::exitcodes);
        boolean redirectStderr = section.get("redirect_stderr", false, Values::bool);
        Numbers numbers = new Numbers(
                section.get("numprocs", 1L, ProcessesReader::count),
                section.get("numprocs_start", 0L, Values::integer));
        ChannelsReader.checkCommon(section);
        Optional<String> serverurl = Optional.of(section.get("serverurl", "AUTO", text -> text))
                .filter(url -> !Blanks.strip(url).equalsIgnoreCase("AUTO"));
        Optional<Host.Account> user = section.get("user", reading.hostValues::account);
        Optional<Integer> umask = section.get("umask", Values::umask);
        String processName = processName(numbers.count());
        refuseHalfAGroup(stopasgroup, killasgroup);
        return new Common(
                priority,
                autostart,
                autorestart,
                startsecs,
                startretries,
                stopsignal,
                stopwaitsecs,
                stopasgroup,
                killasgroup,
                killescaped,
                exitcodes,
                redirectStderr,
                numbers,
                serverurl,
                user,
                umask,
                processName);
    }

    private void refuseHalfAGroup(boolean stopasgroup, boolean killasgroup) {
        if (stopasgroup && !killasgroup) {
            section.fail(
                    "killasgroup",
                    new BadValue(
                            "Cannot set stopasgroup=true and killasgroup=false",
                            "remove killasgroup, which follows stopasgroup"));
        }
    }

    private static long count(String text) throws BadValue {
        long count = Values.integer(text);
        if (count > MOST_PROCESSES) {
            throw BadValue.beyondStock(
                    count + " is above upper bound (" + MOST_PROCESSES + ")",
                    "write a number of at most " + MOST_PROCESSES);
        }
        return count;
    }

    /** The name's text before expansion; stock looks for bad characters there and not later. */
    private String processName(long count) {
        String text = section.raw("process_name").orElse("%(program_name)s");
        try {
            String name = Values.name(text);
            if (count > 1 && !name.contains("%(process_num)")) {
                throw new BadValue(
                        "%(process_num) must be present within process_name when numprocs > 1",
                        "add process_name=%(program_name)s_%(process_num)02d");
            }
            return name;
        } catch (BadValue bad) {
            section.fail("process_name", bad);
            return "%(program_name)s";
        }
    }

    private Optional<ProcessConfig> process(Common common, long number) {
        Names names = section.names()
                .with("process_num", number)
                .with("numprocs", common.numbers().count());
        ValueSink sink = reading.processSink(section.header(), group);
        sink.settled("priority", common.priority());
        Map<String, String> own = environment(section.with(names).telling(sink));
        SectionReader numbered = section.with(names.withEnvironment(own)).telling(sink);
        Optional<String> directory = numbered.text("directory");
        ChannelsReader channels = new ChannelsReader(reading, numbered);
        ChannelConfig stdout = channels.read("stdout");
        ChannelConfig stderr = channels.readStderr(common.redirectStderr());
        Optional<String> command = command(numbered);
        Optional<String> name = name(numbered, common.processName());
        if (name.isEmpty() || command.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> merged = new HashMap<>(daemonEnvironment);
        merged.putAll(own);
        return Optional.of(new ProcessConfig(
                name.get(),
                section.header(),
                command.get(),
                common.priority(),
                common.autostart(),
                common.autorestart(),
                common.startsecs(),
                common.startretries(),
                common.exitcodes(),
                common.stopsignal(),
                common.stopwaitsecs(),
                common.stopasgroup(),
                common.killasgroup(),
                common.killescaped(),
                common.user(),
                common.redirectStderr(),
                stdout,
                stderr,
                merged,
                directory,
                common.umask(),
                common.serverurl()));
    }

    private Map<String, String> environment(SectionReader numbered) {
        Optional<EnvironmentText> environment = numbered.getLate("environment", EnvironmentText::parse);
        environment.ifPresent(e -> e.doubts().forEach(doubt -> section.warn("environment", doubt)));
        Map<String, String> variables =
                environment.map(EnvironmentText::variables).orElse(Map.of());
        reading.variables
                .computeIfAbsent(section.header(), header -> new HashSet<>())
                .addAll(variables.keySet());
        return variables;
    }

    private Optional<String> command(SectionReader numbered) {
        if (!section.has("command")) {
            section.fail(
                    null,
                    new BadValue(
                            "program section " + section.header() + " does not specify a command",
                            "add command= and what to run"));
        }
        return numbered.text("command");
    }

    private Optional<String> name(SectionReader numbered, String processName) {
        IniEntry entry = numbered.entry("process_name");
        Names names = entry == null ? numbered.names() : numbered.namesAt(entry);
        try {
            String name = names.expand(processName, "process_name");
            if (name.isEmpty() && !program.isEmpty()) {
                throw BadValue.beyondStock(
                        "Invalid name: '' because it is empty", "choose a process_name that isn't empty");
            }
            if (name.chars().anyMatch(c -> c == ' ' || c == ':' || c == '/')) {
                section.warn(
                        "process_name",
                        "process name '" + name + "' holds a blank, colon or slash: clients can't address it");
            }
            return Optional.of(numbered.settled("process_name", name));
        } catch (BadValue bad) {
            section.fail("process_name", bad);
            return Optional.empty();
        }
    }
}
