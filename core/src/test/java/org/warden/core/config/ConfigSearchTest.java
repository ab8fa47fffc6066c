package org.warden.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.warden.core.port.FakeHost;

class ConfigSearchTest {
    @TempDir
    Path directory;

    private ConfigSearch.Found find(String program) throws ConfigException {
        return ConfigSearch.find(program, new FakeHost(), directory);
    }

    @Test
    void thePlacesBeginNearTheProgram() {
        assertEquals(
                List.of(
                        "/opt/w/etc/supervisord.conf",
                        "/opt/w/supervisord.conf",
                        "supervisord.conf",
                        "etc/supervisord.conf",
                        "/etc/supervisord.conf",
                        "/etc/supervisor/supervisord.conf"),
                ConfigSearch.places("/opt/w/bin/supervisord"));
        assertEquals("etc/supervisord.conf", ConfigSearch.places("supervisord").get(0));
        assertEquals(
                "/etc/supervisord.conf", ConfigSearch.places("/bin/supervisord").get(0));
    }

    @Test
    void theFirstThatIsThereIsTaken() throws Exception {
        ConfigFixture fixture = new ConfigFixture(directory);
        fixture.file("etc/supervisord.conf", "");
        assertEquals(
                new ConfigSearch.Found("etc/supervisord.conf", Optional.empty()), find("/nowhere/bin/supervisord"));
        fixture.file("supervisord.conf", "");
        assertEquals("supervisord.conf", find("/nowhere/bin/supervisord").file());
        fixture.file("home/supervisord.conf", "");
        assertEquals(
                directory + "/home/supervisord.conf",
                find(directory + "/home/bin/supervisord").file());
    }

    @Test
    void rootIsWarnedOfASearch() throws Exception {
        new ConfigFixture(directory).file("supervisord.conf", "");
        assertTrue(ConfigSearch.find("supervisord", new FakeHost().runningAs(0), directory)
                .warning()
                .isPresent());
    }

    @Test
    void whereThereIsNoneAllPlacesAreListed() {
        ConfigException none = assertThrows(
                ConfigException.class,
                () -> ConfigSearch.first(
                        List.of("/nowhere/supervisord.conf", "supervisord.conf"), new FakeHost(), directory));
        assertEquals(
                "No config file found at default paths (/nowhere/supervisord.conf, supervisord.conf); use the -c option to"
                        + " specify a config file at a different path",
                none.getMessage());
    }

    @Test
    void theTerminalSeesStocksLinesFirstAndLastAndOursBetween() {
        ConfigFixture fixture = new ConfigFixture(directory);
        ConfigException refused = assertThrows(
                ConfigException.class,
                () -> fixture.readWhole("[supervisord]\nloglevel=loud\n[program:x]\nautostart=no\n"));
        assertEquals("""
                Error: bad logging level name 'loud'
                  at FILE:2, [supervisord] loglevel
                  to mend it: write critical, error, warn, info, debug, trace or blather
                Error: program section program:x does not specify a command in section 'program:x' (file: 'FILE')
                  at FILE:3, [program:x]
                  to mend it: add command= and what to run
                2 errors, all to be mended before it can be used
                For help, use supervisord -h
                """.replace("FILE", fixture.main()), ConfigReport.forTerminal(refused, "supervisord"));
    }

    @Test
    void anErrorWithoutAFileShowsNoPlace() {
        ConfigException problem = new ConfigException(List.of(new ConfigError("text", null, 0, null, null, null)));
        assertEquals("Error: text\nFor help, use x -h\n", ConfigReport.forTerminal(problem, "x"));
    }
}
