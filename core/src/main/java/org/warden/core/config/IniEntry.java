package org.warden.core.config;

/**
 * A key as it stands in a file.
 *
 * @param key lower case
 * @param text its value before any expansion
 * @param where the line of the key
 * @param here the directory of that file, for {@code %(here)s}
 */
record IniEntry(String key, String text, SourceLine where, String here) {}
