package org.warden.rpc;

import java.util.List;
import java.util.Map;

/** A rough idea of how many bytes a value takes in a response. */
final class Weight {

    private static final int TAGS = 40;

    private Weight() {}

    static long of(Object value) {
        if (value instanceof String text) {
            return text.length() + TAGS;
        }
        long sum = TAGS;
        if (value instanceof List<?> list) {
            for (Object item : list) {
                sum += of(item);
            }
        } else if (value instanceof Map<?, ?> map) {
            for (Object item : map.values()) {
                sum += TAGS + of(item);
            }
        }
        return sum;
    }
}
