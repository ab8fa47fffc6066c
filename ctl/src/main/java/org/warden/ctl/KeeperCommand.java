package org.warden.ctl;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.warden.core.config.ConfigException;
import org.warden.core.config.Configuration;
import org.warden.core.config.Inspection;
import org.warden.core.config.Nearness;
import org.warden.core.config.StatePath;
import org.warden.core.port.Host;

/**
 * {@code warden keeper}: asks the keeper of a configuration. The keeper's own program does the talking, which knows how to make sure
 * of who is at the other end; this finds the state directory and puts the answer into words.
 */
final class KeeperCommand {
    static final String NAME = "keeper";
    static final Set<String> FLAGS = Set.of("--json", "--kill");

    private static final int FAILED = 2;
    private static final String STATUS = "status";
    private static final String TAKEOVER = "takeover";
    private static final String UPGRADE = "upgrade";
    private static final Set<String> ACTIONS = new TreeSet<>(Set.of(STATUS, TAKEOVER, UPGRADE));

    /** The value that is a list of pids. */
    private static final String ORPHANS = "orphans";

    /** Values of an answer that are no numbers. */
    private static final Set<String> TEXTS = Set.of("version", "directory", "program", "not_killed");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private final Source source;
    private final String home;
    private final PrintStream out;
    private final PrintStream err;

    /** @param home the distribution's folder, or null where it is not known */
    KeeperCommand(Source source, String home, PrintStream out, PrintStream err) {
        this.source = source;
        this.home = home;
        this.out = out;
        this.err = err;
    }

    /**
     * Asks, and prints what is answered.
     *
     * @return the exit status: 0, 3 when there is no keeper, 2 when it can't be asked
     * @throws ConfigException when the configuration can't be used
     */
    int run(Arguments arguments) throws ConfigException, UsageException {
        checkAction(arguments.names());
        Optional<String> program = program();
        Path directory = directory();
        if (program.isEmpty()) {
            err.println("Error: lib/keeper was not found beside this command");
            return FAILED;
        }
        String action = arguments.names().get(0);
        Answer answer = ask(words(action, program.get(), directory, arguments.has("--kill")));
        Map<String, String> values = answer.values();
        if (answer.status() != 0) {
            err.print("Error: " + answer.error());
            return answer.status();
        } else if (arguments.has("--json")) {
            Json.plain(typed(values), out);
        } else if (action.equals(STATUS)) {
            printStatus(values);
        } else if (action.equals(UPGRADE)) {
            out.println("The keeper (pid " + values.get("pid") + ") is version " + values.get("version") + " now; "
                    + programs(values) + " left as they were");
        } else {
            printTakeover(values);
        }
        return values.containsKey("not_killed") ? FAILED : 0;
    }

    private static List<String> words(String action, String program, Path directory, boolean kills) {
        List<String> words = new ArrayList<>(List.of(program, "--" + action));
        if (action.equals(TAKEOVER) && kills) {
            words.add("--kill");
        } else if (action.equals(UPGRADE)) {
            words.add(program);
        }
        words.add(directory.toString());
        return words;
    }

    private static void checkAction(List<String> names) throws UsageException {
        if (names.size() != 1) {
            throw new UsageException("keeper takes one word: " + String.join(", ", ACTIONS));
        } else if (!ACTIONS.contains(names.get(0))) {
            throw UsageException.unknown(
                    "unknown word '" + names.get(0) + "' after keeper", Nearness.closest(names.get(0), ACTIONS));
        }
    }

    private Optional<String> program() {
        return Optional.ofNullable(home)
                .map(folder -> Path.of(folder, "lib", "keeper").toAbsolutePath().normalize())
                .filter(Files::isExecutable)
                .map(Path::toString);
    }

    /** The daemon's, which root may have told to become somebody else. */
    private Path directory() throws ConfigException {
        Inspection inspection = source.inspect();
        if (!inspection.errors().isEmpty() || inspection.configuration().isEmpty()) {
            throw new ConfigException(inspection.errors());
        }
        Configuration configuration = inspection.configuration().get();
        Host host = source.host();
        int uid = configuration
                .supervisord()
                .user()
                .filter(user -> host.uid() == 0)
                .map(Host.Account::uid)
                .orElseGet(host::uid);
        try {
            return StatePath.of(configuration, uid, host.environment().get(StatePath.RUNTIME_DIRECTORY));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * What the program has said.
     *
     * @param error one line for people
     */
    private record Answer(int status, Map<String, String> values, String error) {}

    private static Answer ask(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).start();
            process.getOutputStream().close();
            // Both are short: neither fills its pipe.
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            return new Answer(status, values(said), error.isEmpty() ? "exit status " + status + "\n" : error);
        } catch (IOException e) {
            return new Answer(FAILED, Map.of(), e.getMessage() + "\n");
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return new Answer(FAILED, Map.of(), "interrupted\n");
        }
    }

    private static Map<String, String> values(String lines) {
        Map<String, String> values = new LinkedHashMap<>();
        lines.lines().filter(line -> line.indexOf('=') > 0).forEach(line -> {
            int equals = line.indexOf('=');
            values.put(line.substring(0, equals), line.substring(equals + 1));
        });
        return values;
    }

    private static Map<String, Object> typed(Map<String, String> values) {
        Map<String, Object> typed = new LinkedHashMap<>();
        values.forEach((name, value) -> typed.put(name, typed(name, value)));
        return typed;
    }

    private static Object typed(String name, String value) {
        if (name.equals(ORPHANS)) {
            return Orphan.all(value).stream().map(Orphan::struct).toList();
        }
        return TEXTS.contains(name) ? value : Long.valueOf(value);
    }

    private void printTakeover(Map<String, String> values) {
        String keeper = "the keeper (pid " + values.get("pid") + ")";
        String dismissed = values.get("dismissed");
        out.println(
                dismissed == null
                        ? "No supervisord is attached to " + keeper
                        : "Process " + dismissed + " does not have " + keeper + " any more; "
                                + programs(values)
                                + " left to it");
        String there = values.get("still_there");
        if (there != null) {
            out.println("Process " + there + " is still there, and may have addresses that the next supervisord needs;"
                    + " with --kill it is killed");
        } else if (values.containsKey("killed")) {
            out.println("Process " + values.get("killed") + " was killed");
        } else if (values.containsKey("not_killed")) {
            err.println("Error: it can't be killed: " + values.get("not_killed"));
        }
    }

    private static String programs(Map<String, String> values) {
        return CheckCommand.number(Long.parseLong(values.get("children")), "program");
    }

    private void printStatus(Map<String, String> values) {
        line(
                "keeper",
                "pid " + values.get("pid") + ", version " + values.get("version") + ", protocol "
                        + values.get("oldest_protocol") + " to " + values.get("newest_protocol"));
        line("program", values.get("program"));
        line("since", time(values.get("started")));
        line("supervisord", attached(values));
        line("programs", values.get("children") + " running" + unseen(values.get("unacknowledged_exits")));
        Orphan.all(values.getOrDefault(ORPHANS, "")).forEach(orphan -> line("left behind", orphan.line()));
        line("memory", values.get("memory_kib") + " KiB");
        line("directory", values.get("directory"));
    }

    private static String attached(Map<String, String> values) {
        String pid = values.get("attached");
        return pid == null
                ? "none; programs run on until the next one takes them back"
                : "pid " + pid + ", since " + time(values.get("attached_since")) + ", protocol "
                        + values.get("attached_protocol");
    }

    private static String unseen(String exits) {
        return exits.equals("0") ? "" : ", " + exits + " ended that no supervisord has seen yet";
    }

    private static String time(String seconds) {
        return TIME.format(Instant.ofEpochSecond(Long.parseLong(seconds)));
    }

    private void line(String name, String value) {
        out.printf("%-12s %s%n", name, value);
    }
}
