package org.warden.doors;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.warden.access.BasicCredentials;
import org.warden.core.config.DoorCredentials;

/** Checks an Authorization header. Takes the same time whichever part of it is wrong. */
final class Credentials {

    private static final String SHA = "{SHA}";

    private Credentials() {}

    /** @param header as sent, or null; whatever is wrong with it, the answer is false */
    static boolean accepts(DoorCredentials expected, String header) {
        return BasicCredentials.parse(header)
                .filter(given -> accepts(expected, given))
                .isPresent();
    }

    static boolean accepts(DoorCredentials expected, BasicCredentials given) {
        boolean user = same(expected.username(), given.user());
        boolean password = isPassword(expected.password(), given.password());
        return user & password;
    }

    private static boolean isPassword(String expected, String given) {
        if (expected.startsWith(SHA)) {
            return same(expected.substring(SHA.length()), sha1(given));
        }
        return same(expected, given);
    }

    private static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
