package org.warden.rpc;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * The arguments of one call, taken out by the type a method wants. A value of another type is fault 2, never an
 * exception of ours: stock answers HTTP 500 there.
 */
public final class Arguments {

    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
    /** More digits than any offset has; a longer number is taken for the largest without computing it. */
    private static final int DIGITS = 40;

    private final List<?> values;
    private final Executor executor;
    private final Caller caller;

    /**
     * Those of one call.
     *
     * @param executor where a method goes on after it had to wait for the core
     */
    Arguments(List<?> values, Executor executor, Caller caller) {
        this.values = values;
        this.executor = executor;
        this.caller = caller;
    }

    Caller caller() {
        return caller;
    }

    Executor executor() {
        return executor;
    }

    int count() {
        return values.size();
    }

    Object raw(int index) {
        return values.get(index);
    }

    /** A string, or base64 data, which counts as UTF-8 text. */
    public String text(int index) {
        String text = textOf(values.get(index));
        if (text == null) {
            throw new RpcFault(FaultCode.INCORRECT_PARAMETERS);
        }
        return text;
    }

    static String textOf(Object value) {
        if (value instanceof String text) {
            return text;
        }
        return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : null;
    }

    /** A string or a number, as text: signals are given both ways. */
    public String word(int index) {
        Object value = values.get(index);
        return value instanceof Integer || value instanceof Long ? value.toString() : text(index);
    }

    /** An integer; also a boolean, a double (cut off) or a string of digits, as Python's int() takes them. */
    public long number(int index) {
        Object value = values.get(index);
        if (value instanceof Number number) {
            return number.longValue();
        }
        if (value instanceof Boolean truth) {
            return truth ? 1 : 0;
        }
        Long parsed = parse(text(index));
        if (parsed == null) {
            throw new RpcFault(FaultCode.INCORRECT_PARAMETERS);
        }
        return parsed;
    }

    /** Reads a decimal integer of any size, the far ends taken for the largest long; null when it is none. */
    static Long parse(String text) {
        String digits = text.strip();
        int start = digits.startsWith("-") || digits.startsWith("+") ? 1 : 0;
        if (start == digits.length() || !digits.chars().skip(start).allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        if (digits.length() > DIGITS) {
            return digits.charAt(0) == '-' ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return new BigInteger(digits).max(LEAST).min(MOST).longValue();
    }

    /** The optional last argument {@code wait}: true when left out, else true by Python's idea of truth. */
    public boolean waits(int index) {
        if (index >= values.size()) {
            return true;
        }
        Object value = values.get(index);
        if (value instanceof Boolean truth) {
            return truth;
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        return !text(index).isEmpty();
    }

    /** A struct. */
    Map<?, ?> struct(int index) {
        if (values.get(index) instanceof Map<?, ?> struct) {
            return struct;
        }
        throw new RpcFault(FaultCode.INCORRECT_PARAMETERS);
    }

    /** An array. */
    List<?> list(int index) {
        if (values.get(index) instanceof Object[] array) {
            return Arrays.asList(array);
        }
        throw new RpcFault(FaultCode.INCORRECT_PARAMETERS);
    }

    /** A value in a form for a fault string: short, and never the whole of a long one. */
    static String shown(Object value) {
        String text = value instanceof Boolean truth ? (truth ? "True" : "False") : plain(value);
        return text.length() > 200 ? text.substring(0, 200) + "..." : text;
    }

    private static String plain(Object value) {
        if (value instanceof Object[]) {
            return "array";
        }
        return value instanceof Map ? "struct" : String.valueOf(value);
    }
}
