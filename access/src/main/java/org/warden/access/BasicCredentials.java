package org.warden.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** A name and a password as they come in an {@code Authorization} header. */
public record BasicCredentials(String user, String password) {

    private static final String SCHEME = "basic ";

    /** @param header as sent, or null; empty for whatever is no such header */
    public static Optional<BasicCredentials> parse(String header) {
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return Optional.empty();
        }
        byte[] decoded;
        try {
            // The MIME decoder skips line feeds: stock's tail client folds long credentials.
            decoded = Base64.getMimeDecoder().decode(header.substring(SCHEME.length()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        String pair = new String(decoded, StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        return colon < 0
                ? Optional.empty()
                : Optional.of(new BasicCredentials(pair.substring(0, colon), pair.substring(colon + 1)));
    }

    /** Without the password: this record may end up in a log. */
    @Override
    public String toString() {
        return "BasicCredentials[" + user + "]";
    }
}
