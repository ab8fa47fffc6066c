package org.warden.core.config;

import java.util.regex.Pattern;

/**
 * One thing that is wrong with a configuration.
 *
 * @param text stock's words, as a client sees them in fault 92 and after "Error: "
 * @param file where, or null when no file is to blame (command line)
 * @param line 1 for the first line; 0 when unknown
 * @param section header without brackets, or null
 * @param key lower case, or null
 * @param remedy what to do about it
 */
public record ConfigError(String text, String file, int line, String section, String key, String remedy) {

    /** Stock lists every variable of the environment among the names that can be expanded. */
    private static final Pattern VARIABLES = Pattern.compile("(Available names: )(?:ENV_[^,]+, )+");

    /** {@code file:line}; the file alone, or {@code command line}, where there is no line. */
    public String place() {
        return file == null ? "command line" : new SourceLine(file, line).toString();
    }

    /** The text for a line of a report: behind section and key, and without the names of all variables. */
    public String remark() {
        String where = section == null ? "" : "[" + section + "] ";
        return where + (key == null ? "" : key + ": ") + VARIABLES.matcher(text).replaceFirst("$1ENV_*, ");
    }
}
