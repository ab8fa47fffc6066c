package org.warden.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.warden.core.model.OsText;

class ProgramEnvironmentTest {
    @AfterEach
    void forgetProperties() {
        System.clearProperty("warden.env.unset");
        System.clearProperty("warden.env.set.LC_ALL");
    }

    @Test
    void theHandedOverEnvironmentReplacesTheJvmsOwn() {
        var theirs = ProgramEnvironment.of(Map.of("PWD", "/", "WARDEN_ENVIRON", base64("B=2\0my.name=x=y\0A=\0")));
        assertEquals(Map.of("B", "2", "my.name", "x=y", "A", ""), theirs);
        assertEquals(List.of("B", "my.name", "A"), List.copyOf(theirs.keySet()));
    }

    @Test
    void bytesThatAreNotUtf8Survive() {
        var theirs = ProgramEnvironment.of(Map.of("WARDEN_ENVIRON", base64("N=\u00e9\u00ff!\0")));
        assertEquals("\u00e9\u00ff!", new String(OsText.encode(theirs.get("N")), StandardCharsets.ISO_8859_1));
    }

    @Test
    void theFirstOfTwoEqualNamesCountsAndAnEntryWithoutAnEqualsSignDoesNot() {
        assertEquals(Map.of("A", "1"), ProgramEnvironment.of(Map.of("WARDEN_ENVIRON", base64("A=1\0A=2\0junk\0=x\0"))));
    }

    @Test
    void anEmptyEnvironmentStaysEmpty() {
        assertEquals(Map.of(), ProgramEnvironment.of(Map.of("PWD", "/", "WARDEN_ENVIRON", "")));
    }

    @Test
    void withoutItWhatTheScriptChangedIsUndone() {
        System.setProperty("warden.env.unset", "_JAVA_SR_SIGNUM,LC_ALL");
        System.setProperty("warden.env.set.LC_ALL", "de_DE");
        assertEquals(
                Map.of("A", "1", "LC_ALL", "de_DE"),
                ProgramEnvironment.of(Map.of("A", "1", "_JAVA_SR_SIGNUM", "40", "LC_ALL", "C.UTF-8")));
    }

    private static String base64(String latin1) {
        return Base64.getEncoder().encodeToString(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }
}
