package org.warden.core.api;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Bytes of a log as text. */
public final class LogText {
    /** Colours and moves of the cursor (ECMA-48). */
    public static final Pattern ESCAPES = Pattern.compile("\u001b(?:\\[([0-?]*)[ -/]*([@-~])|[@-Z\\\\-_])");

    private LogText() {}

    /** Without {@link #ESCAPES}. */
    public static String plain(String text) {
        return text.indexOf('\u001b') < 0 ? text : ESCAPES.matcher(text).replaceAll("");
    }

    /** Without {@link #ESCAPES}; what is no UTF-8 is replaced. */
    public static String plain(byte[] bytes) {
        return plain(new String(bytes, StandardCharsets.UTF_8));
    }
}
