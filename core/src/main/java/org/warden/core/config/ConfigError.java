package org.warden.core.config;

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
public record ConfigError(String text, String file, int line, String section, String key, String remedy) {}
