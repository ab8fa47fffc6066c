package org.warden.core.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Texts that clients and log readers know in the form Python gives them. */
public final class PythonText {
    private PythonText() {}

    /** The text in quotes as Python's {@code repr()} shows it; stock's messages quote names and values that way. */
    public static String repr(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder out = new StringBuilder(text.length() + 2).append(quote);
        text.codePoints().forEach(c -> appendCodePoint(out, c, quote));
        return out.append(quote).toString();
    }

    private static void appendCodePoint(StringBuilder out, int c, char quote) {
        if (c < 0x80) {
            appendByte(out, c, quote);
        } else if (!isPrintable(c)) {
            out.append(String.format(c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
        } else {
            out.appendCodePoint(c);
        }
    }

    /** What Python calls printable, beyond ASCII: no separators, no control and format characters, nothing unassigned. */
    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }

    /** Output of a program for people: its text, or {@code Undecodable: b'...'} when it is not UTF-8. */
    public static String output(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException binary) {
            return "Undecodable: " + bytesLiteral(bytes);
        }
    }

    /** A bytes literal: {@code b'caf\xc3\xa9'}. */
    public static String bytesLiteral(byte[] bytes) {
        boolean doubleQuotes = contains(bytes, '\'') && !contains(bytes, '"');
        char quote = doubleQuotes ? '"' : '\'';
        StringBuilder out = new StringBuilder(bytes.length + 8).append('b').append(quote);
        for (byte b : bytes) {
            appendByte(out, b & 0xFF, quote);
        }
        return out.append(quote).toString();
    }

    private static void appendByte(StringBuilder out, int b, char quote) {
        switch (b) {
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\\' -> out.append("\\\\");
            default -> {
                if (b == quote) {
                    out.append('\\').append(quote);
                } else if (b < 0x20 || b >= 0x7F) {
                    out.append("\\x").append(Character.forDigit(b >> 4, 16)).append(Character.forDigit(b & 15, 16));
                } else {
                    out.append((char) b);
                }
            }
        }
    }

    private static boolean contains(byte[] bytes, char c) {
        for (byte b : bytes) {
            if (b == c) {
                return true;
            }
        }
        return false;
    }
}
