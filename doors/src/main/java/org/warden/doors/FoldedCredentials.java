package org.warden.doors;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Mends what stock's tail client sends when its credentials are long: Python wraps their base64 after 76 characters, so an
 * {@code Authorization} header goes on in lines that are no headers. Any thread.
 */
final class FoldedCredentials {
    private static final byte[] HEADER = "authorization:".getBytes(StandardCharsets.US_ASCII);

    private FoldedCredentials() {}

    /** Puts blanks for the line feeds within such a header. Looks at the first head in the buffer and at nothing after it. */
    static void unfold(ByteBuffer received) {
        int line = received.position();
        boolean credentials = false;
        for (int i = line; i < received.limit(); i++) {
            if (received.get(i) != '\n') {
                continue;
            }
            credentials = credentials || startsWithHeader(received, line);
            boolean bare = i > line && received.get(i - 1) != '\r';
            if (credentials && bare && isBase64Line(received, i + 1)) {
                received.put(i, (byte) ' ');
            } else {
                credentials = false;
            }
            if (i == line || i == line + 1 && !bare) {
                return;
            }
            line = i + 1;
        }
    }

    private static boolean startsWithHeader(ByteBuffer received, int line) {
        if (received.limit() - line < HEADER.length) {
            return false;
        }
        for (int i = 0; i < HEADER.length; i++) {
            if (Character.toLowerCase(received.get(line + i)) != HEADER[i]) {
                return false;
            }
        }
        return true;
    }

    /** Its end may be still to come. */
    private static boolean isBase64Line(ByteBuffer received, int line) {
        int i = line;
        while (i < received.limit() && isBase64(received.get(i))) {
            i++;
        }
        return i > line && (i == received.limit() || received.get(i) == '\r' || received.get(i) == '\n');
    }

    private static boolean isBase64(byte b) {
        return b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '+' || b == '/' || b == '=';
    }
}
