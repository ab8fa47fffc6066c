package org.warden.core.config;

import java.util.function.Function;
import org.warden.core.model.PythonText;

/**
 * Python's {@code %} operator with a mapping on its right: {@code %(name)s}, flags, width, precision and all conversions.
 *
 * <p>A conversion without a name is an error here. Python prints the whole mapping for a bare {@code %s}, which puts the
 * daemon's environment into a value.
 *
 * <p>Source: Python's manual, "printf-style String Formatting".
 */
final class PercentFormat {

    /** The text can't be expanded. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        private final String missingName;
        private final boolean pythons;

        private Failure(String message, String missingName, boolean pythons) {
            super(message);
            this.missingName = missingName;
            this.pythons = pythons;
        }

        /** Whether Python fails here too. */
        boolean isPythons() {
            return pythons;
        }

        /** The name that is not in the mapping, or null when the format itself is bad (then see the message). */
        String missingName() {
            return missingName;
        }
    }

    private final String format;
    private final Function<String, Object> names;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private boolean anyNameSeen;

    private PercentFormat(String format, Function<String, Object> names) {
        this.format = format;
        this.names = names;
    }

    /**
     * Expands a text.
     *
     * @param names gives a {@link String} or a {@link Long}, or null where there is no such name
     * @throws Failure with Python's words for what is wrong
     */
    static String expand(String format, Function<String, Object> names) throws Failure {
        return format.indexOf('%') < 0 ? format : new PercentFormat(format, names).expand();
    }

    private String expand() throws Failure {
        while (at < format.length()) {
            char c = format.charAt(at++);
            if (c == '%' && at < format.length() && format.charAt(at) == '%') {
                out.append('%');
                at++;
            } else if (c == '%') {
                conversion();
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private void conversion() throws Failure {
        Object value = null;
        if (at < format.length() && format.charAt(at) == '(') {
            value = namedValue();
        }
        FormatSpec spec = spec();
        char type = spec.type();
        if (value == null) {
            throw bare(type);
        }
        if ("diuxXoeEfFgGcrsa".indexOf(type) < 0) {
            throw unsupported(type);
        }
        try {
            out.append(spec.format(value));
        } catch (IllegalArgumentException wrongType) {
            throw bad(wrongType.getMessage());
        }
    }

    private Object namedValue() throws Failure {
        int start = ++at;
        int depth = 1;
        while (at < format.length() && depth > 0) {
            char c = format.charAt(at++);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        if (depth > 0) {
            throw bad("incomplete format key");
        }
        String name = format.substring(start, at - 1);
        Object value = names.apply(name);
        if (value == null) {
            throw new Failure(PythonText.repr(name), name, true);
        }
        anyNameSeen = true;
        return value;
    }

    private FormatSpec spec() throws Failure {
        int flagStart = at;
        while (at < format.length() && "-+ #0".indexOf(format.charAt(at)) >= 0) {
            at++;
        }
        String flags = format.substring(flagStart, at);
        int width = number("width", 0);
        int precision = -1;
        if (at < format.length() && format.charAt(at) == '.') {
            at++;
            precision = number("precision", 0);
        }
        if (at < format.length() && "hlL".indexOf(format.charAt(at)) >= 0) {
            at++;
        }
        if (at >= format.length()) {
            throw bad("incomplete format");
        }
        return new FormatSpec(flags, width, precision, format.charAt(at++));
    }

    private int number(String what, int absent) throws Failure {
        if (at < format.length() && format.charAt(at) == '*') {
            // Python would take the width from the next argument, which is the mapping itself.
            throw bad(anyNameSeen ? "not enough arguments for format string" : "* wants int");
        }
        int start = at;
        while (at < format.length() && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
            at++;
        }
        // Python stops at 2**31; a value of more than a few digits is a slip that would only fill the memory.
        if (at - start > 5) {
            throw bad(what + " too big");
        }
        return at == start ? absent : Integer.parseInt(format, start, at, 10);
    }

    private Failure bare(char type) {
        if (anyNameSeen) {
            return bad("not enough arguments for format string");
        }
        return switch (type) {
            case 'd', 'i', 'u' -> bad("%" + type + " format: a real number is required, not dict");
            case 'x', 'X', 'o' -> bad("%" + type + " format: an integer is required, not dict");
            case 'e', 'E', 'f', 'F', 'g', 'G' -> bad("must be real number, not dict");
            case 'c' -> bad("%c requires int or char");
            case 's', 'r', 'a' -> new Failure("%" + type + " has no name in parentheses", null, false);
            default -> unsupported(type);
        };
    }

    private Failure unsupported(char type) {
        int code = Character.isHighSurrogate(type) ? format.codePointAt(at - 1) : type;
        String shown = code > 31 && code < 127 ? Character.toString(code) : "?";
        int index = format.codePointCount(0, at - 1);
        return bad(
                "unsupported format character '" + shown + "' (0x" + Integer.toHexString(code) + ") at index " + index);
    }

    private static Failure bad(String reason) {
        return new Failure(reason, null, true);
    }
}
