package org.warden.doors;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.warden.core.config.DoorCredentials;

/** Checks an Authorization header. Takes the same time whichever part of it is wrong. */
final class Credentials {

    private static final String SHA = "{SHA}";
    private static final String SCHEME = "basic ";

    private Credentials() {}

    /** @param header as sent, or null; whatever is wrong with it, the answer is false */
    static boolean accepts(DoorCredentials expected, String header) {
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return false;
        }
        byte[] decoded;
        try {
            // The MIME decoder skips line feeds: stock's tail client folds long credentials.
            decoded = Base64.getMimeDecoder().decode(header.substring(SCHEME.length()));
        } catch (IllegalArgumentException e) {
            return false;
        }
        String pair = new String(decoded, StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        if (colon < 0) {
            return false;
        }
        boolean user = same(expected.username(), pair.substring(0, colon));
        boolean password = isPassword(expected.password(), pair.substring(colon + 1));
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
