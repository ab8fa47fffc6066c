package org.warden.core.config;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The bytes of a configuration file as lines, strictly UTF-8, any of the three line ends. */
final class FileText {

    private FileText() {}

    /** A byte that is not UTF-8, with the reason in the words a Python codec uses. */
    static final class BadByte extends Exception {
        private static final long serialVersionUID = 1L;

        private final int line;

        BadByte(String message, int line) {
            super(message);
            this.line = line;
        }

        int line() {
            return line;
        }
    }

    /**
     * Splits into lines, each with one trailing LF where the file had any line end there.
     *
     * @throws BadByte at the first byte that is not part of valid UTF-8
     */
    static List<String> lines(byte[] bytes) throws BadByte {
        String text = decode(bytes);
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\n' && c != '\r') {
                continue;
            }
            lines.add(text.substring(start, i) + "\n");
            if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                i++;
            }
            start = i + 1;
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        return lines;
    }

    private static String decode(byte[] bytes) throws BadByte {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw badByte(bytes, in.position(), result.length());
        }
        return out.flip().toString();
    }

    private static BadByte badByte(byte[] bytes, int at, int length) {
        int line = 1;
        for (int i = 0; i < at; i++) {
            boolean pairEnd = bytes[i] == '\n' && i > 0 && bytes[i - 1] == '\r';
            if ((bytes[i] == '\n' && !pairEnd) || bytes[i] == '\r') {
                line++;
            }
        }
        int first = bytes[at] & 0xFF;
        String what = length == 1
                ? String.format("byte 0x%02x in position %d", first, at)
                : String.format("bytes in position %d-%d", at, at + length - 1);
        return new BadByte("'utf-8' codec can't decode " + what + ": " + reason(bytes, first, at + length), line);
    }

    private static String reason(byte[] bytes, int first, int end) {
        if (first < 0xC2 || first > 0xF4) {
            return "invalid start byte";
        }
        return end >= bytes.length ? "unexpected end of data" : "invalid continuation byte";
    }
}
