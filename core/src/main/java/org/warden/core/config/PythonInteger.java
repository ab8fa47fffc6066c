package org.warden.core.config;

import java.math.BigInteger;
import java.util.Optional;

/** Integers as Python's {@code int()} reads them: a sign, blanks around, underscores between digits, any script's digits. */
final class PythonInteger {
    private PythonInteger() {}

    /**
     * Reads a number.
     *
     * @param radix 10, or 8, which may have the prefix {@code 0o}
     * @return empty when Python would not take it for a number
     */
    static Optional<BigInteger> parse(String text, int radix) {
        String body = Blanks.strip(text);
        boolean negative = body.startsWith("-");
        if (negative || body.startsWith("+")) {
            body = body.substring(1);
        }
        if (radix == 8 && (body.startsWith("0o") || body.startsWith("0O"))) {
            body = body.substring(body.startsWith("_", 2) ? 3 : 2);
        }
        StringBuilder digits = new StringBuilder(body.length());
        boolean afterDigit = false;
        for (int i = 0; i < body.length(); i += Character.charCount(body.codePointAt(i))) {
            int c = body.codePointAt(i);
            int digit = Character.isDigit(c) ? Character.digit(c, radix) : -1;
            if (digit < 0 && !(c == '_' && afterDigit)) {
                return Optional.empty();
            }
            afterDigit = digit >= 0;
            if (afterDigit) {
                digits.append((char) ('0' + digit));
            }
        }
        if (!afterDigit) {
            return Optional.empty();
        }
        BigInteger value = new BigInteger(digits.toString(), radix);
        return Optional.of(negative ? value.negate() : value);
    }
}
