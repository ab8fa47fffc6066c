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
import org.warden.core.model.Release;
import org.warden.core.port.Protocol;

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
    void versionIsKnownWithoutADaemonAndWithoutAConfiguration() {
        terminal.file("supervisord.conf", "[supervisord]\n");
        assertEquals(0, terminal.warden("version"));
        List<String> lines = terminal.out().lines().toList();
        assertEquals("warden      " + Release.ofThis(), lines.get(0));
        assertEquals("supervisor  4.3.0, the level of compatibility", lines.get(1));
        assertTrue(lines.get(2).startsWith("java        " + Runtime.version() + " at /"), lines.get(2));
        assertEquals("protocol    " + Protocol.VERSION + ", of engine and keeper", lines.get(3));
        assertEquals("running     not known: .ini file does not include supervisorctl section", lines.get(4));
        assertEquals(2, terminal.warden("version", "-c", terminal.conf()));
        terminal.file("supervisord.conf", "[supervisord]\n[supervisorctl]\nserverurl=unix:///nonexistent/s\n");
        assertEquals(0, terminal.warden("version", "--json"));
        assertTrue(terminal.out().contains("\"url\": \"unix:///nonexistent/s\""), terminal.out());
        assertEquals(0, terminal.warden("--version"));
        assertEquals("warden " + Release.ofThis().version() + "\n", terminal.out());
    }

    @Test
    void planNeedsADaemon() {
        assertEquals(2, terminal.with("").warden("plan", "-c", terminal.conf()));
        assertTrue(terminal.err().contains("does not include supervisorctl section"), terminal.err());
        terminal.with("[supervisorctl]\nserverurl=unix:///nonexistent/s\n");
        assertEquals(2, terminal.warden("plan", "-c", terminal.conf()));
        assertEquals(
                "Error: unix:///nonexistent/s: no such socket: supervisord does not run, or listens elsewhere\n",
                terminal.err());
        assertEquals(2, terminal.warden("plan", "-c", terminal.conf(), "-s", "ftp://x"));
        assertEquals("Error: 'ftp://x' is not a URL\nFor help, use warden help\n", terminal.err());
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
                "keeper | keeper takes one word: status, takeover, upgrade",
                "keeper statsu | unknown word 'statsu' after keeper; did you mean 'status'?",
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
