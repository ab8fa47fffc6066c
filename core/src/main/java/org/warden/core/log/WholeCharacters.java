package org.warden.core.log;

/** Where UTF-8 may be cut. Bytes that are no UTF-8 are cut anywhere. */
final class WholeCharacters {
    /** Bytes of the longest character. */
    static final int LONGEST = 4;

    private WholeCharacters() {}

    /** How many of these bytes come before a last character that has not all of its bytes yet; all when it has. */
    static int length(byte[] bytes) {
        for (int back = 1; back < LONGEST && back <= bytes.length; back++) {
            int b = bytes[bytes.length - back] & 0xFF;
            if (!isContinuation(b)) {
                return lengthOfCharacter(b) > back ? bytes.length - back : bytes.length;
            }
        }
        return bytes.length;
    }

    /**
     * How many bytes at the end of {@code before} belong to a character that goes on after them.
     *
     * @param before what stands before a place in a text
     * @param next the byte at that place
     */
    static int begunBefore(byte[] before, byte next) {
        return isContinuation(next & 0xFF) ? before.length - length(before) : 0;
    }

    private static boolean isContinuation(int b) {
        return (b & 0xC0) == 0x80;
    }

    private static int lengthOfCharacter(int first) {
        if (first < 0xC2 || first > 0xF4) {
            return 1;
        }
        return first < 0xE0 ? 2 : first < 0xF0 ? 3 : LONGEST;
    }
}
