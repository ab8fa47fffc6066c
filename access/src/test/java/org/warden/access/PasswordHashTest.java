package org.warden.access;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PasswordHashTest {
    /** From the tests of the Argon2 reference implementation, for the password "password". */
    private static final String REFERENCE =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    @Test
    void hashesOfOtherProgramsAreUnderstood() {
        assertTrue(PasswordHash.matches(REFERENCE, "password"));
        assertFalse(PasswordHash.matches(REFERENCE, "passwore"));
        assertFalse(PasswordHash.matches(REFERENCE, ""));
    }

    @Test
    void eachHashHasItsOwnSalt() {
        String hash = PasswordHash.of("grün ✓");
        assertTrue(hash.startsWith("$argon2id$v=19$m=7168,t=5,p=1$"), hash);
        assertTrue(PasswordHash.matches(hash, "grün ✓"));
        assertNotEquals(hash, PasswordHash.of("grün ✓"));
    }

    @Test
    void decoyTakesTheSameWorkAndMatchesNothing() {
        String decoy = PasswordHash.decoy(REFERENCE);
        assertTrue(decoy.startsWith("$argon2id$v=19$m=65536,t=2,p=1$"), decoy);
        assertFalse(PasswordHash.matches(decoy, "password"));
        assertFalse(PasswordHash.matches(decoy, ""));
    }
}
