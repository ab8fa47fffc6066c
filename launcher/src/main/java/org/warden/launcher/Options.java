package org.warden.launcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.warden.core.config.CommandLine;
import org.warden.core.model.PythonText;

/**
 * The command line of {@code supervisord}: short bundles, {@code --long=value}, {@code --long value}, unique prefixes of
 * long options.
 *
 * <p>Source: getopt(3) with long options as Python's getopt module reads them; Supervisor's manual, "supervisord
 * Command-Line Options".
 *
 * @param configuration value of -c, or null
 * @param profile whether Python's profiler was asked for
 */
record Options(String configuration, boolean help, boolean version, boolean profile, CommandLine commandLine) {

    /** One option: what it is called, whether it takes a value, and the key of {@code [supervisord]} it stands for. */
    private record Spec(String letters, String word, boolean takesValue, String key) {}

    private static final List<Spec> SPECS = List.of(
            new Spec("c", "configuration", true, null),
            new Spec("n", "nodaemon", false, "nodaemon"),
            new Spec("s", "silent", false, "silent"),
            new Spec("h?", "help", false, null),
            new Spec("v", "version", false, null),
            new Spec("u", "user", true, "user"),
            new Spec("m", "umask", true, "umask"),
            new Spec("d", "directory", true, "directory"),
            new Spec("l", "logfile", true, "logfile"),
            new Spec("y", "logfile_maxbytes", true, "logfile_maxbytes"),
            new Spec("z", "logfile_backups", true, "logfile_backups"),
            new Spec("e", "loglevel", true, "loglevel"),
            new Spec("j", "pidfile", true, "pidfile"),
            new Spec("i", "identifier", true, "identifier"),
            new Spec("q", "childlogdir", true, "childlogdir"),
            new Spec("k", "nocleanup", false, "nocleanup"),
            new Spec("a", "minfds", true, "minfds"),
            new Spec("t", "strip_ansi", false, "strip_ansi"),
            new Spec("", "minprocs", true, "minprocs"),
            new Spec("", "keeper", true, "keeper"),
            new Spec("", "statedir", true, "statedir"),
            new Spec("", "profile_options", true, null));

    static Options parse(String[] args) throws UsageException {
        return new Parser(args).parse();
    }

    /** Walks over the arguments once. */
    private static final class Parser {
        private final String[] args;
        /** By the option's word. */
        private final Map<String, String> given = new LinkedHashMap<>();

        private final Map<String, CommandLine.Value> values = new LinkedHashMap<>();
        private int next;

        Parser(String[] args) {
            this.args = args;
        }

        Options parse() throws UsageException {
            while (next < args.length && args[next].startsWith("-") && !args[next].equals("-")) {
                String arg = args[next++];
                if (arg.equals("--")) {
                    break;
                }
                if (arg.startsWith("--")) {
                    longOption(arg.substring(2));
                } else {
                    bundle(arg.substring(1));
                }
            }
            if (next < args.length) {
                throw new UsageException("positional arguments are not supported: " + listed());
            }
            return new Options(
                    given.get("configuration"),
                    isGiven("help"),
                    isGiven("version"),
                    isGiven("profile_options"),
                    new CommandLine(values));
        }

        private String listed() {
            List<String> rest = new ArrayList<>();
            for (int i = next; i < args.length; i++) {
                rest.add(PythonText.repr(args[i]));
            }
            return "[" + String.join(", ", rest) + "]";
        }

        private void bundle(String letters) throws UsageException {
            for (int i = 0; i < letters.length(); i++) {
                char letter = letters.charAt(i);
                Spec spec = byLetter(letter);
                String option = "-" + letter;
                if (spec == null) {
                    throw new UsageException("option " + option + " not recognized");
                }
                if (!spec.takesValue()) {
                    accept(spec, option, "true");
                    continue;
                }
                String rest = letters.substring(i + 1);
                accept(spec, option, rest.isEmpty() ? argument(option) : rest);
                return;
            }
        }

        private void longOption(String text) throws UsageException {
            int equals = text.indexOf('=');
            String word = equals < 0 ? text : text.substring(0, equals);
            Spec spec = byWord(word);
            String option = "--" + spec.word();
            if (!spec.takesValue()) {
                if (equals >= 0) {
                    throw new UsageException("option " + option + " must not have an argument");
                }
                accept(spec, option, "true");
            } else {
                accept(spec, option, equals < 0 ? argument(option) : text.substring(equals + 1));
            }
        }

        private String argument(String option) throws UsageException {
            if (next >= args.length) {
                throw new UsageException("option " + option + " requires argument");
            }
            return args[next++];
        }

        private void accept(Spec spec, String option, String value) throws UsageException {
            if (given.put(spec.word(), value) != null) {
                throw new UsageException("conflicting command line option " + PythonText.repr(option));
            }
            if (spec.key() != null) {
                values.put(spec.key(), new CommandLine.Value(option, value));
            }
        }

        private static Spec byLetter(char letter) {
            return SPECS.stream()
                    .filter(s -> s.letters().indexOf(letter) >= 0)
                    .findFirst()
                    .orElse(null);
        }

        private static Spec byWord(String word) throws UsageException {
            List<Spec> matching =
                    SPECS.stream().filter(s -> s.word().startsWith(word)).toList();
            for (Spec spec : matching) {
                if (spec.word().equals(word)) {
                    return spec;
                }
            }
            if (matching.isEmpty()) {
                throw new UsageException("option --" + word + " not recognized");
            }
            if (matching.size() > 1) {
                throw new UsageException("option --" + word + " not a unique prefix");
            }
            return matching.get(0);
        }

        private boolean isGiven(String word) {
            return given.containsKey(word);
        }
    }
}
