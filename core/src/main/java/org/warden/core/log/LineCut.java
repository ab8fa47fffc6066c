package org.warden.core.log;

/** Where a piece of a log may begin and end: at lines, or within a line that is longer than the piece at characters. */
final class LineCut {
    private LineCut() {}

    /** After the first end of a line that comes before {@code at}. */
    static int begin(byte[] bytes, int at) {
        for (int i = 0; i < at; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        int begin = 0;
        while (begin < Math.min(WholeCharacters.LONGEST, bytes.length) && (bytes[begin] & 0xC0) == 0x80) {
            begin++;
        }
        return begin;
    }

    /** After the last end of a line that is not before {@code at}. */
    static int end(byte[] bytes, int at) {
        for (int i = bytes.length; i > at; i--) {
            if (bytes[i - 1] == '\n') {
                return i;
            }
        }
        return Math.max(at, WholeCharacters.length(bytes));
    }
}
