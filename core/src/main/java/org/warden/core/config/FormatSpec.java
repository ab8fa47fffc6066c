package org.warden.core.config;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.warden.core.model.PythonText;

/**
 * One conversion of a {@link PercentFormat}, after the name.
 *
 * @param flags any of {@code -+ #0}
 * @param width 0 for none
 * @param precision -1 for none
 * @param type the conversion's letter
 */
record FormatSpec(String flags, int width, int precision, char type) {

    /** @throws IllegalArgumentException with Python's words when the value is of the wrong type for the conversion */
    String format(Object value) {
        return switch (type) {
            case 's' -> padded("", shortened(value.toString()), false);
            case 'r' -> padded("", shortened(repr(value)), false);
            case 'a' -> padded("", shortened(ascii(repr(value))), false);
            case 'c' -> padded("", character(value), false);
            case 'd', 'i', 'u' ->
                integer(number(value, "%" + type + " format: a real number is required, not str"), 10);
            case 'o' -> integer(number(value, "%o format: an integer is required, not str"), 8);
            case 'x', 'X' -> integer(number(value, "%" + type + " format: an integer is required, not str"), 16);
            default -> real(BigDecimal.valueOf(number(value, "must be real number, not str")));
        };
    }

    private boolean has(char flag) {
        return flags.indexOf(flag) >= 0;
    }

    private String shortened(String text) {
        if (precision < 0 || text.codePointCount(0, text.length()) <= precision) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, precision));
    }

    private static String repr(Object value) {
        return value instanceof String text ? PythonText.repr(text) : value.toString();
    }

    private static String ascii(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c < 0x80) {
                out.append((char) c);
            } else {
                out.append(String.format(c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
            }
        });
        return out.toString();
    }

    private static String character(Object value) {
        if (value instanceof Long code) {
            if (code < 0 || code > Character.MAX_CODE_POINT) {
                throw new IllegalArgumentException("%c arg not in range(0x110000)");
            }
            return Character.toString(code.intValue());
        }
        String text = value.toString();
        if (text.codePointCount(0, text.length()) != 1) {
            throw new IllegalArgumentException("%c requires int or char");
        }
        return text;
    }

    private static long number(Object value, String refusal) {
        if (value instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException(refusal);
    }

    private String integer(long value, int radix) {
        String digits = Long.toString(value, radix).replace("-", "");
        digits = "0".repeat(Math.max(0, precision - digits.length())) + digits;
        String prefix = !has('#') || radix == 10 ? "" : radix == 8 ? "0o" : "0x";
        String whole = padded(sign(value < 0) + prefix, digits, true);
        return type == 'X' ? whole.toUpperCase(Locale.ROOT) : whole;
    }

    private String real(BigDecimal value) {
        int digits = precision < 0 ? 6 : precision;
        String text =
                switch (Character.toLowerCase(type)) {
                    case 'f' ->
                        value.abs().setScale(digits, RoundingMode.HALF_EVEN).toPlainString()
                                + (digits == 0 && has('#') ? "." : "");
                    case 'e' -> scientific(value.abs(), digits);
                    default -> general(value.abs(), Math.max(digits, 1));
                };
        String whole = padded(sign(value.signum() < 0), text, true);
        return Character.isUpperCase(type) ? whole.toUpperCase(Locale.ROOT) : whole;
    }

    private String scientific(BigDecimal value, int digits) {
        BigDecimal rounded = value.round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
        int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        String mantissa = rounded.movePointLeft(exponent).setScale(digits).toPlainString();
        return mantissa + (digits == 0 && has('#') ? "." : "") + String.format("e+%02d", exponent);
    }

    /** All values are integers, so the exponent is never negative. */
    private String general(BigDecimal value, int digits) {
        BigDecimal rounded = value.round(new MathContext(digits, RoundingMode.HALF_EVEN));
        int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        if (exponent < digits) {
            String plain = rounded.setScale(digits - 1 - exponent, RoundingMode.HALF_EVEN)
                    .toPlainString();
            return has('#') ? plain + (plain.contains(".") ? "" : ".") : withoutZeros(plain);
        }
        String text = scientific(value, digits - 1);
        int e = text.indexOf('e');
        return has('#') ? text : withoutZeros(text.substring(0, e)) + text.substring(e);
    }

    private static String withoutZeros(String text) {
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }

    private String sign(boolean negative) {
        return negative ? "-" : has('+') ? "+" : has(' ') ? " " : "";
    }

    private String padded(String prefix, String text, boolean numeric) {
        int missing = width - prefix.length() - text.codePointCount(0, text.length());
        if (missing <= 0) {
            return prefix + text;
        }
        if (has('-')) {
            return prefix + text + " ".repeat(missing);
        }
        return numeric && has('0') ? prefix + "0".repeat(missing) + text : " ".repeat(missing) + prefix + text;
    }
}
