package org.warden.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of the manual's pages say what the code does. */
class ManualPagesTest {
    private static final Pattern LITERAL = Pattern.compile("`([^`]*)`");
    private static final Set<String> LIKE_PROGRAM = Set.of("eventlistener", "fcgi-program");

    /** Defaults that a page tells in words, because something else decides them. */
    private static final Map<String, String> WORDED =
            Map.of("childlogdir", "/tmp", "killasgroup", "false", "killescaped", "false");

    @TempDir
    Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void prepare() {
        fixture = new ConfigFixture(directory).file("none/x", "");
    }

    static Stream<String> kinds() {
        return KnownKeys.kinds().stream();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aPageHasARowForEveryKeyAndNoOther(String kind) throws IOException {
        Set<String> expected = new TreeSet<>(KnownKeys.keysOf(kind));
        Set<String> rows = new TreeSet<>(rows(kind).keySet());
        if (LIKE_PROGRAM.contains(kind)) {
            // The rest is on the page of [program:x]; some are there again, because they differ.
            expected.removeAll(KnownKeys.keysOf("program"));
            rows.retainAll(expected);
        }
        assertEquals(expected, rows);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theDefaultOfAPageIsThatOfTheCode(String kind) throws IOException {
        Map<String, Optional<String>> code = Sections.defaults(fixture, kind);
        rows(kind)
                .forEach((key, row) -> check(kind, key, row.get("Default"), code.getOrDefault(key, Optional.empty())));
    }

    private void check(String kind, String key, String cell, Optional<String> code) {
        String where = kind + ".md, " + key + ": \"" + cell + "\", but the code has " + code;
        if (cell.equals("must be given")) {
            String without = Sections.SMALLEST.get(kind).replaceAll("(?m)^" + Pattern.quote(key) + "=.*\n", "");
            assertFalse(fixture.inspect(without).errors().isEmpty(), where);
            return;
        }
        Matcher literal = LITERAL.matcher(cell);
        // A page that begins with the name of another key tells in words what that one decides.
        if (literal.lookingAt() && !KnownKeys.keysOf(kind).contains(literal.group(1))) {
            String said = literal.group(1).replace("%(program_name)s", "name");
            boolean whole = literal.end() == cell.length();
            String value = code.orElse("not set");
            assertTrue(value.equals(said) || (!whole && value.endsWith("/" + said)), where);
        } else {
            String value = code.orElse("");
            assertTrue(value.isEmpty() || value.equals(WORDED.get(key)), where);
        }
    }

    @Test
    void theOtherKindsOfProgramHaveTheDefaultsOfAProgram() {
        Map<String, Optional<String>> program = Sections.defaults(fixture, "program");
        for (String kind : LIKE_PROGRAM) {
            Map<String, Optional<String>> other = Sections.defaults(fixture, kind);
            program.forEach((key, value) -> {
                Optional<String> expected =
                        kind.equals("eventlistener") && key.equals("priority") ? Optional.of("-1") : value;
                assertEquals(expected, other.get(key), kind + " " + key);
            });
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aRowTellsMeaningUnitDefaultAndVersion(String kind) throws IOException {
        rows(kind).forEach((key, row) -> {
            for (String column : List.of("Unit or type", "Default")) {
                assertFalse(row.get(column).isEmpty(), kind + ".md, " + key + " has no " + column);
            }
            assertTrue(row.get("Since").matches("Warden|[1-9]\\.[0-9].*"), kind + ".md, " + key + " has no version");
        });
    }

    /** By key, the cells of its row by the header of their column. */
    private static Map<String, Map<String, String>> rows(String kind) throws IOException {
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        List<String> header = List.of();
        // Tests run in the directory of their module.
        for (String line : Files.readAllLines(Path.of("..", "docs", "manual", kind + ".md"))) {
            List<String> cells = cells(line);
            if (line.startsWith("| Key |")) {
                header = cells;
            } else if (cells.isEmpty()) {
                header = List.of();
            } else if (!header.isEmpty() && !line.startsWith("| ---")) {
                assertEquals(header.size(), cells.size(), kind + ".md: " + line);
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 0; i < header.size(); i++) {
                    row.put(header.get(i), cells.get(i));
                }
                LITERAL.matcher(cells.get(0)).results().forEach(key -> rows.put(key.group(1), row));
            }
        }
        return rows;
    }

    private static List<String> cells(String line) {
        if (!line.startsWith("|")) {
            return List.of();
        }
        List<String> cells = new ArrayList<>(Arrays.asList(line.split("\\|", -1)));
        return cells.subList(1, cells.size() - 1).stream().map(String::strip).toList();
    }
}
