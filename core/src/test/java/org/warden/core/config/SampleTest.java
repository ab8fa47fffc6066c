package org.warden.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code echo_supervisord_conf} prints names every section and key, with the defaults of the code. */
class SampleTest {
    private static final Pattern HEADER = Pattern.compile(";?\\[([^]]+)]");
    private static final Pattern KEY = Pattern.compile("(;?)([a-z_.]+) ?= ?(.*)");

    @TempDir
    Path directory;

    private ConfigFixture fixture;

    /** By kind of section, its keys. */
    private final Map<String, List<Key>> sample = new LinkedHashMap<>();

    /**
     * A key of the sample.
     *
     * @param isExample whether its comment says that the value is one, and not the default
     */
    private record Key(boolean isActive, String name, String text, boolean isExample) {}

    @BeforeEach
    void read() throws IOException {
        fixture = new ConfigFixture(directory).file("conf.d/x", "");
        fixture.host.withUser("nogroup", 65533, 65533, "/nonexistent");
        List<Key> keys = new ArrayList<>();
        for (String line : lines()) {
            Matcher header = HEADER.matcher(line);
            Matcher key = KEY.matcher(line);
            if (header.lookingAt()) {
                keys = sample.computeIfAbsent(header.group(1).split(":")[0], kind -> new ArrayList<>());
            } else if (key.matches()) {
                boolean example = key.group(3).contains("; example");
                keys.add(new Key(key.group(1).isEmpty(), key.group(2), key.group(3), example));
            }
        }
    }

    /** Tests run in the directory of their module. */
    private static List<String> lines() throws IOException {
        return Files.readAllLines(Path.of("..", "dist", "src", "lib", "sample.conf"));
    }

    static Stream<String> kinds() {
        return KnownKeys.kinds().stream();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyKeyOfASectionIsThere(String kind) {
        Set<String> names = sample.get(kind).stream().map(Key::name).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(KnownKeys.keysOf(kind)), names);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatIsCommentedOutIsTheDefaultUnlessItSaysExample(String kind) {
        Map<String, Optional<String>> defaults = Sections.defaults(fixture, kind);
        Map<String, Optional<String>> written = Sections.values(fixture, kind, section(kind));
        for (Key key : sample.get(kind)) {
            if (!key.isActive() && !key.isExample()) {
                assertEquals(defaults.get(key.name()), written.get(key.name()), kind + " " + key.name());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aSectionWithAllItsKeysIsUnderstood(String kind) {
        Inspection inspection = fixture.inspect(section(kind));
        assertEquals(List.of(), inspection.errors());
        assertEquals(
                List.of(),
                inspection.warnings().stream()
                        .filter(warning -> warning.text().contains("unknown"))
                        .toList());
    }

    /** The section with nothing commented out, in a file that has what it refers to. */
    private String section(String kind) {
        String header = Sections.SMALLEST.get(kind).lines().findFirst().orElseThrow();
        String keys = sample.get(kind).stream()
                .map(key -> key.name() + "=" + key.text() + "\n")
                .collect(Collectors.joining());
        String members = kind.equals("group") ? "[program:one]\ncommand=a\n[program:two]\ncommand=a\n" : "";
        return header + "\n" + keys + members;
    }

    @Test
    void theActivePartIsWhatScriptsExpectOfIt() {
        assertEquals(
                Map.of(
                        "unix_http_server", List.of("file"),
                        "supervisord",
                                List.of(
                                        "logfile",
                                        "logfile_maxbytes",
                                        "logfile_backups",
                                        "loglevel",
                                        "pidfile",
                                        "nodaemon",
                                        "silent",
                                        "minfds",
                                        "minprocs"),
                        "rpcinterface", List.of("supervisor.rpcinterface_factory"),
                        "supervisorctl", List.of("serverurl")),
                active());
    }

    private Map<String, List<String>> active() {
        Map<String, List<String>> active = new LinkedHashMap<>();
        sample.forEach((kind, keys) -> {
            List<String> names =
                    keys.stream().filter(Key::isActive).map(Key::name).toList();
            if (!names.isEmpty()) {
                active.put(kind, names);
            }
        });
        return active;
    }

    @Test
    void asItIsNothingIsWrongWithIt() throws IOException {
        fixture.file("supervisord.conf", String.join("\n", lines()));
        Inspection inspection = fixture.inspect();
        assertEquals(List.of(), inspection.errors());
        assertEquals(List.of(), inspection.warnings());
        assertTrue(inspection.configuration().orElseThrow().groups().isEmpty());
    }
}
