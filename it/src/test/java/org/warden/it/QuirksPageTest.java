package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages about what differs from stock and what does not: complete, and true about the tests they name. */
class QuirksPageTest {
    /** Tests run in the directory of their module. */
    private static final Path TOP = Path.of("..");

    private static final Pattern JAVA_TEST =
            Pattern.compile("@(?:Test|ParameterizedTest)\\b(?:(?!@Test|@ParameterizedTest)[\\s\\S])*?\\bvoid (\\w+)\\("
                    + "[^)]*\\)[^{]*\\{(?!\\s*\\})");
    private static final Pattern C_TEST = Pattern.compile("\\bTEST\\((\\w+)\\)");

    /** The rows of all tables of a page, cell by cell; headers and rules left out. */
    private static List<List<String>> rows(String page) throws IOException {
        return Files.readAllLines(TOP.resolve(page)).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| #") && !line.startsWith("| ---"))
                .map(line -> Arrays.stream(
                                line.substring(1, line.lastIndexOf('|')).split("(?<!\\\\)\\|", -1))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    private static List<List<String>> quirks() throws IOException {
        return rows("docs/design/quirks.md");
    }

    private static Stream<String> numbers(List<String> row) {
        return Arrays.stream(row.get(0).split(",")).map(String::strip).filter(number -> !number.isEmpty());
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(Character::isDigit);
    }

    @Test
    void everyQuirkHasOneRow() throws IOException {
        List<Integer> numbers = quirks().stream()
                .flatMap(QuirksPageTest::numbers)
                .filter(QuirksPageTest::isNumber)
                .map(Integer::valueOf)
                .sorted()
                .toList();
        assertEquals(IntStream.rangeClosed(1, 98).boxed().toList(), numbers);
    }

    @Test
    void everyRowNamesTestsThatExist() throws IOException {
        Map<String, Set<String>> tests = allTests();
        List<String> problems = new ArrayList<>();
        for (List<String> row : quirks()) {
            for (String shown : row.get(row.size() - 1).split(", (?=\\S+\\.\\S)")) {
                int dot = shown.indexOf('.');
                if (dot < 0
                        || !tests.getOrDefault(shown.substring(0, dot), Set.of())
                                .contains(shown.substring(dot + 1))) {
                    problems.add(row.get(0) + ": there is no test " + shown);
                }
            }
        }
        assertEquals(List.of(), problems);
    }

    /** Tests of a class, and functions that a C file registers as tests, by the file's name without its ending. */
    private static Map<String, Set<String>> allTests() throws IOException {
        Map<String, Set<String>> tests = new HashMap<>();
        try (Stream<Path> modules = Files.list(TOP)) {
            for (Path module : modules.toList()) {
                collect(tests, module.resolve("src/test/java"), ".java", JAVA_TEST);
            }
        }
        collect(tests, TOP.resolve("native/test"), ".c", C_TEST);
        assertTrue(tests.size() > 50, "found only " + tests.keySet());
        return tests;
    }

    private static void collect(Map<String, Set<String>> tests, Path folder, String ending, Pattern test)
            throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(ending)).toList()) {
                String name = file.getFileName().toString();
                Set<String> found = tests.computeIfAbsent(
                        name.substring(0, name.length() - ending.length()), key -> new HashSet<>());
                Matcher matcher = test.matcher(Files.readString(file));
                while (matcher.find()) {
                    found.add(matcher.group(1));
                }
            }
        }
    }

    @Test
    void everyQuirkThatIsFixedIsOneDifferenceAndNothingElseHasItsNumber() throws IOException {
        Set<Integer> fixed = quirks().stream()
                .filter(row -> row.size() == 4 && row.get(2).matches(".*[FO].*") && isNumber(row.get(0)))
                .map(row -> Integer.valueOf(row.get(0)))
                .collect(Collectors.toCollection(TreeSet::new));
        List<Integer> named = rows("docs/manual/differences.md").stream()
                .flatMap(QuirksPageTest::numbers)
                .map(Integer::valueOf)
                .sorted()
                .toList();
        assertEquals(List.copyOf(fixed), named);
    }

    @Test
    void everyDifferenceSaysWhatStockDoesAndWhatWardenDoes() throws IOException {
        for (List<String> row : rows("docs/manual/differences.md")) {
            assertEquals(4, row.size(), row.toString());
            assertTrue(!row.get(1).isEmpty() && !row.get(2).isEmpty(), row.toString());
        }
    }
}
