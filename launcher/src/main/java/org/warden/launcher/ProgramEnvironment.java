package org.warden.launcher;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The environment that programs get: the one {@code bin/supervisord} was called with. What the start script had to set for
 * the JVM alone it names in system properties, and that is undone here.
 */
final class ProgramEnvironment {
    private static final String UNSET = "warden.env.unset";
    private static final String SET = "warden.env.set.";

    private ProgramEnvironment() {}

    static Map<String, String> of(Map<String, String> ours) {
        Map<String, String> theirs = new LinkedHashMap<>(ours);
        for (String name : System.getProperty(UNSET, "").split(",")) {
            theirs.remove(name);
        }
        for (String property : System.getProperties().stringPropertyNames()) {
            if (property.startsWith(SET)) {
                theirs.put(property.substring(SET.length()), System.getProperty(property));
            }
        }
        return theirs;
    }
}
