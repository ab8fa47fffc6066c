package org.warden.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainTest {
    private static final String TEXT = """
            loglevel=debug
            environment=API_TOKEN="hunter2",LANG="C"
            [program:web]
            command=/bin/cat --token %(ENV_API_TOKEN)s %(process_num)d
            numprocs=2
            process_name=%(program_name)s_%(process_num)d
            [program:one]
            command=/bin/cat
            [group:all]
            programs=web
            [eventlistener:mail]
            command=/bin/cat
            events=PROCESS_STATE
            """;

    @TempDir
    Path directory;

    private Terminal terminal;

    @BeforeEach
    void prepare() {
        terminal = new Terminal(directory).with(TEXT);
    }

    private List<String> explain(String... names) {
        String[] args = new String[names.length + 3];
        args[0] = "explain";
        args[1] = "-c";
        args[2] = terminal.conf();
        System.arraycopy(names, 0, args, 3, names.length);
        assertEquals(0, terminal.warden(args), terminal::err);
        return terminal.out().lines().map(line -> line.replaceAll(" +", " ")).toList();
    }

    @Test
    void everyLineTellsSectionKeyValueAndOrigin() {
        List<String> lines = explain("supervisord");
        assertEquals("# [supervisord] at " + terminal.conf() + ":1", lines.get(0));
        assertTrue(lines.contains("supervisord.loglevel = debug ; " + terminal.conf() + ":2"), lines::toString);
        assertTrue(lines.contains("supervisord.logfile_maxbytes = 50MB ; default"), lines::toString);
        assertTrue(lines.contains("supervisord.user = (not set) ; default"), lines::toString);
    }

    @Test
    void aValueOfTheCommandLineSaysSo() {
        assertTrue(
                explain("supervisord", "--loglevel=warn").contains("supervisord.loglevel = warn ; option --loglevel"));
    }

    @Test
    void processesShowWhatIsTheirOwnUnderTheirName() {
        List<String> lines = explain("program:web");
        assertEquals("# [program:web] at " + terminal.conf() + ":4, makes all:web_0 all:web_1", lines.get(0));
        assertTrue(
                lines.contains("all:web_1.command = /bin/cat --token ****** 1 ; " + terminal.conf() + ":5"),
                lines::toString);
        assertTrue(lines.contains("program:web.startsecs = 1 ; default"), lines::toString);
        assertTrue(
                lines.contains("program:web.environment.LANG = C ; " + terminal.conf() + ":3 [supervisord]"),
                lines::toString);
    }

    @Test
    void secretsAreNeverShown() {
        explain();
        assertFalse(terminal.out().contains("hunter2"), terminal.out());
        terminal.warden("explain", "--json", "-c", terminal.conf());
        assertFalse(terminal.out().contains("hunter2"), terminal.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "web | [program:web]",
                "program:web | [program:web]",
                "[program:web] | [program:web]",
                "mail | [eventlistener:mail]",
                "all | [group:all]",
                "one:one | [program:one]",
                "all:* | [program:web]"
            })
    void whatIsNamedIsShownAlone(String name, String header) {
        List<String> headers =
                explain(name).stream().filter(line -> line.startsWith("#")).toList();
        assertEquals(1, headers.size(), headers::toString);
        assertTrue(headers.get(0).contains(header), headers::toString);
    }

    @Test
    void aProcessIsShownWithoutItsSiblings() {
        List<String> lines = explain("all:web_1");
        assertTrue(lines.get(0).endsWith("makes all:web_1"), lines::toString);
        assertFalse(lines.stream().anyMatch(line -> line.startsWith("all:web_0")), lines::toString);
    }

    @Test
    void anUnknownNameIsRefusedWithTheNearestOne() {
        assertEquals(2, terminal.warden("explain", "-c", terminal.conf(), "wbe"));
        assertEquals(
                "Error: nothing is called 'wbe' here; did you mean 'web'?\nFor help, use warden help\n",
                terminal.err());
    }

    @Test
    void aBrokenConfigurationIsNotExplained() {
        terminal.with("loglevel=loud\n");
        assertEquals(2, terminal.warden("explain", "-c", terminal.conf()));
        assertTrue(terminal.err().startsWith("Error: bad logging level name 'loud'\n  at " + terminal.conf() + ":2"));
        assertEquals("", terminal.out());
    }

    @Test
    void jsonHasValuesAndOrigins() {
        assertEquals(0, terminal.warden("explain", "--json", "-c", terminal.conf(), "--silent", "supervisord", "web"));
        JsonObject answer;
        try (var reader = jakarta.json.Json.createReader(new StringReader(terminal.out()))) {
            answer = reader.readObject();
        }
        JsonObject daemon = answer.getJsonArray("sections").getJsonObject(0);
        JsonObject loglevel = setting(daemon, "loglevel");
        assertEquals("debug", loglevel.getString("value"));
        assertEquals("file", loglevel.getJsonObject("origin").getString("kind"));
        assertEquals(2, loglevel.getJsonObject("origin").getInt("line"));
        assertEquals(
                "--silent", setting(daemon, "silent").getJsonObject("origin").getString("option"));
        assertTrue(setting(daemon, "user").isNull("value"));
        JsonObject web = answer.getJsonArray("sections").getJsonObject(1);
        assertEquals("web_1", web.getJsonArray("processes").getJsonObject(1).getString("name"));
    }

    private static JsonObject setting(JsonObject section, String key) {
        return section.getJsonArray("settings").getValuesAs(JsonObject.class).stream()
                .filter(setting -> setting.getString("key").equals(key))
                .findFirst()
                .orElseThrow();
    }
}
