package org.warden.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @TempDir
    Path directory;

    private Terminal terminal;

    @BeforeEach
    void prepare() {
        terminal = new Terminal(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "--help", "-h", "-?"})
    void helpGoesToStdout(String word) {
        assertEquals(0, terminal.warden(word));
        assertTrue(terminal.out().startsWith("warden -- "));
        assertEquals("", terminal.err());
    }

    @Test
    void helpOfACommandIsTheSameBothWays() {
        assertEquals(0, terminal.warden("help", "check"));
        String text = terminal.out();
        assertTrue(text.startsWith("warden check -- "), text);
        assertEquals(0, terminal.warden("check", "--help"));
        assertEquals(text, terminal.out());
    }

    @Test
    void withoutACommandHelpGoesToStderr() {
        assertEquals(2, terminal.warden());
        assertTrue(terminal.err().startsWith("warden -- "));
        assertEquals("", terminal.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chek | unknown command 'chek'; did you mean 'check'?",
                "start | unknown command 'start'",
                "help explan | unknown command 'explan'; did you mean 'explain'?",
                "check --strct | option --strct not recognized; did you mean '--strict'?",
                "check --logleve x | option --logleve not recognized; did you mean '--loglevel'?",
                "check --environment A=1 | option --environment not recognized",
                "check -c | option -c requires argument",
                "check --nodaemon=1 | option --nodaemon must not have an argument",
                "check web | check takes no names: 'web'; the file is given with -c"
            })
    void whatCannotBeUnderstoodIsSaidWithAHint(String line, String text) {
        assertEquals(2, terminal.warden(line.split(" ")));
        assertEquals("Error: " + text + "\nFor help, use warden help\n", terminal.err());
        assertEquals("", terminal.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-c FILE", "-cFILE", "--configuration FILE", "--configuration=FILE"})
    void theFileIsGivenInEveryUsualWay(String option) {
        terminal.with("");
        assertEquals(0, terminal.warden(("check " + option.replace("FILE", terminal.conf())).split(" ")));
        assertEquals("0 errors, 0 warnings in 1 file\n", terminal.out());
    }

    @Test
    void withoutAFileItIsSearchedForAndNamed() {
        terminal.with("");
        assertEquals(0, terminal.warden("check"));
        assertEquals("0 errors, 0 warnings in 1 file, from supervisord.conf\n", terminal.out());
    }

    @Test
    void valuesOfTheCommandLineAreCheckedToo() {
        terminal.with("");
        assertEquals(2, terminal.warden("check", "-c", terminal.conf(), "--loglevel", "loud"));
        assertTrue(
                terminal.out()
                        .startsWith("command line: error: loglevel: invalid value for --loglevel 'loud': bad logging"),
                terminal.out());
    }

    @Test
    void everythingElseIsAName() throws UsageException {
        Arguments arguments = Arguments.parse(List.of("a", "--json", "--", "-b"), ExplainCommand.FLAGS);
        assertEquals(List.of("a", "-b"), arguments.names());
        assertTrue(arguments.has("--json"));
    }
}
