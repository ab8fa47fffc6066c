package org.warden.access;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Argon2id hashes of passwords, in the PHC format that the {@code argon2} command and other programs write too. Making or
 * checking one takes more than a tenth of a second and 7 MB at a time, on purpose. Any thread.
 */
public final class PasswordHash {

    /**
     * KiB and rounds: of OWASP's equal choices for one lane (Password Storage Cheat Sheet) the one that makes the least
     * garbage; after some logins the daemon is 100 MB smaller than with 19 MiB and two rounds.
     */
    private static final int MEMORY = 7_168;

    private static final int ROUNDS = 5;
    private static final int LANES = 1;
    private static final int LENGTH = 32;
    private static final int SALT = 16;
    private static final int VERSION = 0x13;

    private PasswordHash() {}

    /** Hashes a password, taken as UTF-8, with a new salt. */
    public static String of(String password) {
        byte[] salt = new byte[SALT];
        new SecureRandom().nextBytes(salt);
        return Argon2Function.getInstance(MEMORY, ROUNDS, LANES, LENGTH, Argon2.ID, VERSION)
                .hash(password.getBytes(StandardCharsets.UTF_8), salt)
                .getResult();
    }

    /** @param hash as {@code [console_user:x]} may have it */
    static boolean matches(String hash, String password) {
        return Argon2Function.getInstanceFromHash(hash)
                .check(password.getBytes(StandardCharsets.UTF_8), hash.getBytes(StandardCharsets.US_ASCII));
    }

    /** A hash of nothing that anybody knows, which takes as long to check as the given one. */
    static String decoy(String like) {
        byte[] unknown = new byte[LENGTH];
        new SecureRandom().nextBytes(unknown);
        int salt = like.lastIndexOf('$', like.lastIndexOf('$') - 1);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return like.substring(0, salt + 1) + base64.encodeToString(new byte[SALT]) + "$"
                + base64.encodeToString(unknown);
    }
}
