package org.warden.core.config;

/**
 * What Python takes for white space. Java's own two notions differ from it (no-break space, the separators 0x1C to 0x1F),
 * and the file format is defined by Python's.
 */
final class Blanks {
    /** The same as a set of a regular expression, without its brackets. */
    static final String ALL =
            "\\x09-\\x0D\\x1C-\\x1F \\x85\\xA0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000";

    private Blanks() {}

    static boolean isBlank(int c) {
        return c == ' ' || (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F) || (c > 0x7F && isWideBlank(c));
    }

    private static boolean isWideBlank(int c) {
        return c == 0x85
                || c == 0xA0
                || c == 0x1680
                || (c >= 0x2000 && c <= 0x200A)
                || c == 0x2028
                || c == 0x2029
                || c == 0x202F
                || c == 0x205F
                || c == 0x3000;
    }

    static String strip(String text) {
        return stripEnd(text.substring(firstNonBlank(text)));
    }

    static String stripEnd(String text) {
        int end = text.length();
        while (end > 0 && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }

    /** Index of the first character that is not blank, or the length. */
    static int firstNonBlank(String text) {
        int start = 0;
        while (start < text.length() && isBlank(text.charAt(start))) {
            start++;
        }
        return start;
    }
}
