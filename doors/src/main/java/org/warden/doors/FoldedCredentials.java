package org.warden.doors;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Mends what stock's tail client sends when its credentials are long: Python wraps their base64 after 76 characters, so an
 * {@code Authorization} header goes on in lines that are no headers. One for each connection; knows where in a line the last
 * read has ended. Not thread-safe.
 */
final class FoldedCredentials {
    private static final byte[] HEADER = "authorization:".getBytes(StandardCharsets.US_ASCII);

    private int length;
    private int matched;
    private byte last;

    /**
     * Puts blanks for the line feeds within such a header; looks at nothing after the end of the head. A line feed that is the
     * last byte of a read is taken for the header's end, as what follows is not known.
     *
     * @param received bytes of a head that were not looked at before
     * @param begins whether they are the first of the head
     */
    void unfold(ByteBuffer received, boolean begins) {
        if (begins) {
            startLine();
        }
        for (int i = received.position(); i < received.limit(); i++) {
            byte b = received.get(i);
            if (b != '\n') {
                take(b);
                continue;
            }
            boolean bare = length == 0 || last != '\r';
            if (bare && matched == HEADER.length && isBase64Line(received, i + 1)) {
                received.put(i, (byte) ' ');
                take((byte) ' ');
            } else if (length == (bare ? 0 : 1)) {
                return;
            } else {
                startLine();
            }
        }
    }

    private void startLine() {
        length = 0;
        matched = 0;
    }

    private void take(byte b) {
        if (matched == length && matched < HEADER.length && Character.toLowerCase(b) == HEADER[matched]) {
            matched++;
        }
        length++;
        last = b;
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
