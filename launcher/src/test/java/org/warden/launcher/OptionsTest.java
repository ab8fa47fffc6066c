package org.warden.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static Options parse(String... args) throws UsageException {
        return Options.parse(args);
    }

    private static Map<String, String> texts(Options options) {
        return options.commandLine().values().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().text()));
    }

    private static String complaint(String... args) {
        return assertThrows(UsageException.class, () -> parse(args)).getMessage();
    }

    @Test
    void shortOptionsMayBeBundledAndTheLastOfThemMayHaveItsValueAttached() throws UsageException {
        Options options = parse("-nsc", "my.conf", "-edebug");
        assertEquals("my.conf", options.configuration());
        assertEquals(Map.of("nodaemon", "true", "silent", "true", "loglevel", "debug"), texts(options));
    }

    @Test
    void longOptionsMayBeCutAsLongAsTheyAreUnique() throws UsageException {
        Options options = parse("--conf=x", "--logl", "info", "--logfile", "/l", "--minp=5");
        assertEquals("x", options.configuration());
        assertEquals(Map.of("loglevel", "info", "logfile", "/l", "minprocs", "5"), texts(options));
        assertEquals(
                "--loglevel", options.commandLine().values().get("loglevel").option());
        assertEquals("option --log not a unique prefix", complaint("--log", "x"));
    }

    @Test
    void everyOptionOfTheManualIsKnown() throws UsageException {
        Options options =
                parse("-n -s -u a -m 022 -d / -l l -y 1MB -z 1 -e info -j p -i me -q /tmp -k -a 10 -t --minprocs 3"
                        .split(" "));
        assertEquals(16, options.commandLine().values().size());
        assertTrue(parse("-h").help() && parse("-?").help() && parse("--help").help());
        assertTrue(parse("-v").version() && parse("--version").version());
        assertTrue(parse("--profile_options", "cumulative,calls").profile());
        assertFalse(parse("-n").profile());
    }

    @Test
    void complaintsAreInGetoptsWords() {
        assertEquals("option -x not recognized", complaint("-x"));
        assertEquals("option --nope not recognized", complaint("--nope"));
        assertEquals("option -c requires argument", complaint("-c"));
        assertEquals("option --logfile requires argument", complaint("--logfile"));
        assertEquals("option --nodaemon must not have an argument", complaint("--nodaemon=1"));
        assertEquals("positional arguments are not supported: ['x', 'y']", complaint("-n", "x", "y"));
        assertEquals("positional arguments are not supported: ['x']", complaint("-v", "x"));
        assertEquals("positional arguments are not supported: ['-n']", complaint("--", "-n"));
        assertEquals("positional arguments are not supported: ['-']", complaint("-"));
        assertEquals("conflicting command line option '-n'", complaint("-n", "-n"));
        assertEquals("conflicting command line option '--nodaemon'", complaint("-n", "--nodaemon"));
    }
}
