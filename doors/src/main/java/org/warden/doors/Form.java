package org.warden.doors;

import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of a query string or of a form's body. Immutable. */
final class Form {

    static final Form NONE = new Form(Map.of());

    private final Map<String, String> fields;

    private Form(Map<String, String> fields) {
        this.fields = fields;
    }

    /** @param text url-encoded, or null for none; of a field that comes twice the first counts, and empty ones count not */
    static Form parse(String text) {
        if (text == null || text.isEmpty()) {
            return NONE;
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (equals >= 0 && equals < pair.length() - 1) {
                fields.putIfAbsent(word(pair.substring(0, equals)), word(pair.substring(equals + 1)));
            }
        }
        return new Form(fields);
    }

    private static String word(String encoded) {
        return Paths.decode(encoded.replace('+', ' '));
    }

    /** These fields, those of {@code other} before them. */
    Form under(Form other) {
        Map<String, String> both = new LinkedHashMap<>(fields);
        both.putAll(other.fields);
        return new Form(both);
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    /** The value, or "" when there is none. */
    String get(String field) {
        return fields.getOrDefault(field, "");
    }
}
