package org.warden.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReleaseTest {
    @Test
    void versionIsTheProjectsOwn() {
        String version = Release.ofThis().version();
        assertTrue(version.matches("\\d+\\.\\d+\\.\\d+(-\\w+)?"), version);
    }

    @Test
    void buildIsSaidWhereItIsKnown() {
        assertEquals("1.2.3", new Release("1.2.3", Optional.empty()).toString());
        assertEquals("1.2.3, build abc", new Release("1.2.3", Optional.of("abc")).toString());
    }
}
