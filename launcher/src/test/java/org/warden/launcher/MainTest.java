package org.warden.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.warden.core.config.ConfigSearch;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return Main.run(args, new PrintStream(out), new PrintStream(err));
    }

    @Test
    void configurationIsSearchedBesideTheProgramFirst() {
        assertEquals(
                "/opt/warden/etc/supervisord.conf",
                ConfigSearch.places(Main.program("/opt/warden")).get(0));
        assertEquals(
                "/opt/warden/supervisord.conf",
                ConfigSearch.places(Main.program("/opt/warden")).get(1));
    }

    @Test
    void versionIsTheOneOfCompatibility() {
        assertEquals(0, run("-v"));
        assertEquals("4.3.0\n", out.toString());
    }

    @Test
    void helpNamesEveryOptionAndEndsWithZero() {
        assertEquals(0, run("--help"));
        assertTrue(out.toString().contains("--profile_options"), out.toString());
    }

    @Test
    void badOptionIsAnErrorWithAHint() {
        assertEquals(2, run("--nope"));
        assertEquals("Error: option --nope not recognized\nFor help, use supervisord -h\n", err.toString());
    }
}
