package org.warden.core.config;

/**
 * Something in a configuration that can be used and is probably not meant.
 *
 * @param text what was noticed
 * @param file where, or null when no file is to blame
 * @param line 1 for the first line; 0 when unknown
 * @param section header without brackets, or null
 * @param key lower case, or null for the section as a whole
 * @param remedy what to do about it, or null where the text says it all
 */
public record ConfigWarning(String text, String file, int line, String section, String key, String remedy) {}
