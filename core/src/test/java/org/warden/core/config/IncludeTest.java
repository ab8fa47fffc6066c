package org.warden.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncludeTest {
    @TempDir
    Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void fixture() {
        fixture = new ConfigFixture(directory);
    }

    private static String program(String name) {
        return "[program:" + name + "]\ncommand=/bin/" + name + "\n";
    }

    private List<String> names(String text) {
        return fixture.read(text).groups().stream().map(GroupConfig::name).toList();
    }

    @Test
    void filesIsRequired() {
        assertEquals(".ini file has [include] section, but no files setting", fixture.error("[include]\nother=1\n"));
    }

    @Test
    void patternsAreTakenInOrderAndTheMatchesOfEachAreSorted() {
        fixture.file("d/b.conf", program("b")).file("d/a.conf", program("a")).file("z/c.ini", program("c"));
        fixture.file("d/.hidden.conf", program("hidden")).file("d/e.txt", program("e"));
        assertEquals(
                List.of(
                        "Included extra file \"" + directory + "/z/c.ini\" during parsing",
                        "Included extra file \"" + directory + "/d/a.conf\" during parsing",
                        "Included extra file \"" + directory + "/d/b.conf\" during parsing"),
                fixture.notices(LogLevel.INFO, "[include]\nfiles=z/*.ini\n  " + directory + "/d/*.conf\n"));
    }

    @Test
    void aPatternWithoutMatchIsWarnedAbout() {
        assertEquals(
                List.of("No file matches via include \"" + directory + "/nothing/*.conf\""),
                fixture.notices(LogLevel.WARN, "[include]\nfiles=nothing/*.conf\n"));
    }

    @Test
    void aNestedIncludeIsIgnoredWithAWarning() {
        fixture.file("a.inc", program("a") + "[include]\nfiles=b.inc\n").file("b.inc", program("b"));
        assertEquals(List.of("a"), names("[include]\nfiles=a.inc\n"));
        assertEquals(
                List.of(directory + "/a.inc:3: [include] in an included file is ignored; name the files in that of "
                        + fixture.main()),
                fixture.notices(LogLevel.WARN, "[include]\nfiles=a.inc\n"));
    }

    @Test
    void anUnreadableFileIsSkippedWithAWarning() {
        fixture.file("a.inc/file", "").file("b.inc", program("b"));
        assertEquals(List.of("b"), names("[include]\nfiles=*.inc\n"));
        assertTrue(fixture.notices(LogLevel.WARN, "[include]\nfiles=*.inc\n")
                .get(0)
                .startsWith("Included file \"" + directory + "/a.inc\" can't be read and is skipped"));
    }

    @Test
    void anErrorOfSyntaxInAnIncludedFileIsFatal() {
        fixture.file("a.inc", "[program:a]\nnonsense\n");
        assertEquals(
                "Source contains parsing errors: '" + directory + "/a.inc'\n\t[line  2]: 'nonsense\\n'",
                fixture.error("[include]\nfiles=a.inc\n"));
    }

    @Test
    void errorsOfSyntaxInAllFilesAreCollected() {
        fixture.file("a.inc", "nonsense\n").file("b.inc", "[x]\nnonsense\n");
        assertEquals(
                3, fixture.errors("bad line\n[include]\nfiles=a.inc b.inc\n").size());
    }

    @Test
    void anIncludedFileMayAddToAndOverrideAnySection() {
        fixture.file("a.inc", "[supervisord]\nidentifier=two\n[program:m]\npriority=5\n");
        Configuration read =
                fixture.read("identifier=one\n[program:m]\ncommand=/bin/m\npriority=1\n[include]\nfiles=a.inc\n");
        assertEquals("two", read.supervisord().identifier());
        assertEquals(5, read.groups().get(0).priority());
        assertEquals("/bin/m", read.groups().get(0).processes().get(0).command());
    }

    @Test
    void anErrorNamesTheFileThatFirstDefinedTheSectionAndTheLineOfTheKey() {
        fixture.file("a.inc", "[program:a]\ncommand=a\nautostart=perhaps\n[program:m]\nautostart=never\n");
        List<ConfigError> errors = fixture.errors("[program:m]\ncommand=m\n[include]\nfiles=a.inc\n");
        assertEquals(
                "not a valid boolean value: 'never' in section 'program:m' (file: '" + fixture.main() + "')",
                errors.get(0).text());
        assertEquals(
                new SourceLine(directory + "/a.inc", 5),
                new SourceLine(errors.get(0).file(), errors.get(0).line()));
        assertEquals(
                "not a valid boolean value: 'perhaps' in section 'program:a' (file: '" + directory + "/a.inc')",
                errors.get(1).text());
    }

    @Test
    void patternsKnowSetsAndSingleCharactersButNoRecursion() {
        for (String name : List.of("a1", "a2", "b1", "a!", "a]", "sub/deep/c1")) {
            fixture.file(name + ".f", "");
        }
        assertEquals(List.of("a!", "a1", "a2", "a]"), matches("a?"));
        assertEquals(List.of("a1", "b1"), matches("[ab]1"));
        assertEquals(List.of("a1"), matches("[!b]1"));
        assertEquals(List.of("a1", "a2"), matches("a[0-9]"));
        assertEquals(List.of("a]"), matches("a[]]"));
        assertEquals(List.of("a!"), matches("a[x!]"));
        assertEquals(List.of(), matches("**/c1"));
        assertEquals(List.of("sub/deep/c1"), matches("s*/*/c1"));
        assertEquals(List.of(), matches("a[9-0]"));
    }

    private List<String> matches(String pattern) {
        int prefix = directory.toString().length() + 1;
        return FilePattern.matches(directory + "/" + pattern + ".f").stream()
                .map(path -> path.substring(prefix, path.length() - 2))
                .toList();
    }
}
