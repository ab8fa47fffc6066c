package org.warden.doors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FoldedCredentialsTest {
    private static final String FOLDED =
            "GET /logtail/p HTTP/1.1\r\nHost: x\r\nAuthorization: Basic QUFB\nQkJC\nQ0ND\r\nAccept: */*\r\n\r\nAuthorization: Q\nQ\r\n";
    private static final String UNFOLDED =
            "GET /logtail/p HTTP/1.1\r\nHost: x\r\nAuthorization: Basic QUFB QkJC Q0ND\r\nAccept: */*\r\n\r\nAuthorization: Q\nQ\r\n";

    @Test
    void lineFeedsWithinCredentialsBecomeBlanksWhereverTwoReadsMeet() {
        for (int cut = 0; cut <= FOLDED.indexOf("\r\n\r\n"); cut++) {
            if (FOLDED.charAt(Math.max(0, cut - 1)) == '\n' && UNFOLDED.charAt(Math.max(0, cut - 1)) == ' ') {
                continue;
            }
            FoldedCredentials credentials = new FoldedCredentials();
            String seen = unfold(credentials, FOLDED.substring(0, cut), true)
                    + unfold(credentials, FOLDED.substring(cut), cut == 0);
            assertEquals(UNFOLDED, seen, "cut at " + cut);
        }
    }

    @Test
    void theNextRequestBeginsAnew() {
        FoldedCredentials credentials = new FoldedCredentials();
        unfold(credentials, "GET / HTTP/1.1\r\nAuthorization: Basic QUFB", true);
        String next = "XAuthorization: Basic QUFB\nQkJC\r\n\r\n";
        assertEquals(next, unfold(credentials, next, true));
    }

    @Test
    void otherHeadersAndWhatIsNoBase64StayAsTheyAre() {
        String head = "GET / HTTP/1.1\nX: QUFB\nQkJC\nAuthorization: Basic QUFB\nHost: x\n\n";
        assertEquals(head, unfold(new FoldedCredentials(), head, true));
    }

    private static String unfold(FoldedCredentials credentials, String read, boolean begins) {
        ByteBuffer received = ByteBuffer.wrap(read.getBytes(StandardCharsets.US_ASCII));
        credentials.unfold(received, begins);
        return new String(received.array(), StandardCharsets.US_ASCII);
    }
}
