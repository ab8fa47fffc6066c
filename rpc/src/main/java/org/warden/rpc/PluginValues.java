package org.warden.rpc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values on their way between a plug-in and the wire. */
final class PluginValues {

    /** Values within values; a plug-in's list that holds itself would never end. */
    private static final int DEEPEST = 60;

    private PluginValues() {}

    /** The arguments as lists, maps and scalars; no type of the XML-RPC library's. */
    static List<Object> arguments(Arguments arguments) {
        List<Object> plain = new ArrayList<>();
        for (int i = 0; i < arguments.count(); i++) {
            plain.add(plain(arguments.raw(i)));
        }
        return plain;
    }

    private static Object plain(Object value) {
        if (value instanceof Object[] array) {
            return Arrays.stream(array).map(PluginValues::plain).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((k, v) -> copy.put(k, plain(v)));
            return copy;
        }
        return value;
    }

    /** The other way: what the methods of the main interface take. */
    static Object wire(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(PluginValues::wire).toArray();
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((k, v) -> copy.put(k, wire(v)));
            return copy;
        }
        return value;
    }

    /**
     * A result, copied so that the plug-in can't change it while it is written.
     *
     * @throws IllegalArgumentException for what can't be sent
     */
    static Object checked(Object value) {
        return checked(value, 0);
    }

    private static Object checked(Object value, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("a result is nested more than " + DEEPEST + " deep");
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>(list.size());
            list.forEach(item -> copy.add(checked(item, depth + 1)));
            return copy;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((k, v) -> copy.put((String) k, checked(v, depth + 1)));
            return copy;
        }
        if (value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Double
                || value instanceof String) {
            return value;
        }
        throw new IllegalArgumentException("a result can't be sent: " + (value == null ? "null" : value.getClass()));
    }
}
