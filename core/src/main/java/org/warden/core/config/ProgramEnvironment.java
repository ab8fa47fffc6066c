package org.warden.core.config;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.warden.core.model.OsText;

/**
 * The environment that configurations and programs see: the one a command in {@code bin} was called with. A shell passes on
 * only variables with shell names and adds its own, so the start script hands over the whole of it, as it was, in one
 * variable. Where that would be too large for one variable, it names what it changed for the JVM alone in system properties,
 * and that is undone here.
 */
public final class ProgramEnvironment {
    private static final String WHOLE = "WARDEN_ENVIRON";
    private static final String UNSET = "warden.env.unset";
    private static final String SET = "warden.env.set.";

    private ProgramEnvironment() {}

    /** @param ours the JVM's environment, as {@link OsText} */
    public static Map<String, String> of(Map<String, String> ours) {
        String whole = ours.get(WHOLE);
        return whole == null ? undone(ours) : parsed(Base64.getDecoder().decode(whole));
    }

    /** @param block the kernel's form: {@code NAME=value} and a zero byte, again and again */
    private static Map<String, String> parsed(byte[] block) {
        Map<String, String> theirs = new LinkedHashMap<>();
        // Zero bytes part the entries in any encoding; Latin-1 carries all other bytes through unchanged.
        for (String entry : new String(block, StandardCharsets.ISO_8859_1).split("\0")) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                // Of a name that is there twice the first counts, as for getenv.
                theirs.putIfAbsent(osText(entry.substring(0, equals)), osText(entry.substring(equals + 1)));
            }
        }
        return theirs;
    }

    private static String osText(String latin1) {
        return OsText.decode(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Map<String, String> undone(Map<String, String> ours) {
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
