package org.warden.webapp.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeployedConfigTest {

    private static final Path NAMED = Path.of("/somewhere/s.conf");
    private static final Path USUAL = Path.of("/etc/supervisor/supervisord.conf");

    private final DeployedConfig search = new DeployedConfig(Set.of(NAMED, USUAL)::contains);

    @Test
    void firstPlaceThatNamesAFileDecides() throws BootException {
        assertEquals(NAMED, search.find(null, " " + NAMED + " ", "/other"));
    }

    @Test
    void namedFileThatDoesNotExistIsNotReplacedByAnother() {
        BootException e = assertThrows(BootException.class, () -> search.find("/missing", NAMED.toString()));
        assertEquals("The configuration file /missing does not exist.", e.getMessage());
    }

    @Test
    void usualPlacesAreLookedAtWhenNothingIsNamed() throws BootException {
        assertEquals(USUAL, search.find(null, "", null));
    }

    @Test
    void nothingAnywhereSaysWhatToDo() {
        DeployedConfig nothing = new DeployedConfig(path -> false);
        BootException e = assertThrows(BootException.class, () -> nothing.find(null, null, null));
        assertTrue(e.getMessage().contains("WARDEN_CONFIG"), e.getMessage());
    }
}
