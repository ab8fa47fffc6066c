package org.warden.ctl.supervisorctl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Lines of the standard input as they come: nothing is read beyond the line that is asked for. */
final class StandardInput {
    private StandardInput() {}

    /** The next line without its end; null when there is none. */
    static String readLine() {
        try {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int c = System.in.read();
            if (c < 0) {
                return null;
            }
            while (c >= 0 && c != '\n') {
                line.write(c);
                c = System.in.read();
            }
            String text = line.toString(StandardCharsets.UTF_8);
            return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
