package org.warden.core.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Values of {@code [supervisord]} keys given on the command line, which beat the file, by key name: {@code logfile},
 * {@code loglevel}, {@code nodaemon} ...
 */
public record CommandLine(Map<String, Value> values) {

    public static final CommandLine NONE = new CommandLine(Map.of());

    public CommandLine {
        // In the order of typing: the first bad value is the one to complain about.
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The keys that can be given on the command line: all but {@code environment}. */
    public static Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>(KnownKeys.keysOf("supervisord"));
        keys.remove("environment");
        return keys;
    }

    /**
     * One value as typed.
     *
     * @param option how the option was written, for messages: {@code -e} or {@code --loglevel}
     * @param text its argument; "true" for a flag
     */
    public record Value(String option, String text) {}
}
