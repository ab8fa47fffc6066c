package org.warden.ctl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.warden.core.config.CommandLine;
import org.warden.core.config.Nearness;

/**
 * What follows the name of a subcommand.
 *
 * @param configuration value of {@code -c}
 * @param serverurl value of {@code -s}
 * @param output value of {@code -o}
 * @param flags the subcommand's own options that were given, such as {@code --json}
 * @param commandLine values of {@code [supervisord]} keys, given as {@code --KEY VALUE}: what supervisord's command line
 *     would say
 * @param names everything that is no option
 */
record Arguments(
        Optional<String> configuration,
        Optional<String> serverurl,
        Optional<String> output,
        boolean help,
        Set<String> flags,
        CommandLine commandLine,
        List<String> names) {

    /** Whoever asks a daemon may be told which one; {@code -s} for short. */
    static final String SERVERURL = "--serverurl";

    /** Whoever writes a file may be told which one; {@code -o} for short. */
    static final String OUTPUT = "--output";

    private static final Set<String> WORDLESS = Set.of("nodaemon", "silent", "nocleanup", "strip_ansi");
    private static final Set<String> HELP = Set.of("-h", "-?", "--help");

    boolean has(String flag) {
        return flags.contains(flag);
    }

    /** @param known the flags of this subcommand,, {@link #SERVERURL} and {@link #OUTPUT} where it takes one */
    static Arguments parse(List<String> args, Set<String> known) throws UsageException {
        return new Parser(args, known).parse();
    }

    /** Walks over the arguments once. */
    private static final class Parser {
        private final List<String> args;
        private final Set<String> known;
        private final Set<String> flags = new TreeSet<>();
        private final Map<String, CommandLine.Value> values = new LinkedHashMap<>();
        private final List<String> names = new ArrayList<>();
        private String configuration;
        private String serverurl;
        private String output;
        private boolean help;
        private int next;

        Parser(List<String> args, Set<String> known) {
            this.args = args;
            this.known = known;
        }

        Arguments parse() throws UsageException {
            while (next < args.size()) {
                String arg = args.get(next++);
                if (arg.equals("--")) {
                    names.addAll(args.subList(next, args.size()));
                    break;
                }
                if (arg.startsWith("-") && arg.length() > 1) {
                    option(arg);
                } else {
                    names.add(arg);
                }
            }
            return new Arguments(
                    Optional.ofNullable(configuration),
                    Optional.ofNullable(serverurl),
                    Optional.ofNullable(output),
                    help,
                    flags,
                    new CommandLine(values),
                    names);
        }

        private void option(String arg) throws UsageException {
            int equals = arg.indexOf('=');
            String option = arg.startsWith("--") && equals > 0 ? arg.substring(0, equals) : arg;
            String value = option.equals(arg) ? null : arg.substring(equals + 1);
            if (HELP.contains(arg)) {
                help = true;
            } else if (known.contains(SERVERURL) && (option.equals("-s") || option.equals(SERVERURL))) {
                serverurl = value != null ? value : argument(option);
            } else if (known.contains(OUTPUT) && (option.equals("-o") || option.equals(OUTPUT))) {
                output = value != null ? value : argument(option);
            } else if (known.contains(arg)) {
                flags.add(arg);
            } else if (option.equals("-c") || option.equals("--configuration")) {
                configuration = value != null ? value : argument(option);
            } else if (arg.startsWith("-c") && !arg.startsWith("--")) {
                configuration = arg.substring(2);
            } else {
                key(option, value);
            }
        }

        private void key(String option, String value) throws UsageException {
            String key = option.startsWith("--") ? option.substring(2) : "";
            if (!CommandLine.keys().contains(key)) {
                throw UsageException.unknown("option " + option + " not recognized", Nearness.closest(option, all()));
            }
            String text = value;
            if (WORDLESS.contains(key)) {
                if (value != null) {
                    throw new UsageException("option " + option + " must not have an argument");
                }
                text = "true";
            }
            values.put(key, new CommandLine.Value(option, text != null ? text : argument(option)));
        }

        private Set<String> all() {
            Set<String> all = new TreeSet<>(known);
            all.addAll(Set.of("--configuration", "--help"));
            CommandLine.keys().forEach(key -> all.add("--" + key));
            return all;
        }

        private String argument(String option) throws UsageException {
            if (next >= args.size()) {
                throw new UsageException("option " + option + " requires argument");
            }
            return args.get(next++);
        }
    }
}
