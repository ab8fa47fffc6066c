package org.warden.core.config;

/**
 * A place in a configuration file.
 *
 * @param file as the user or an include pattern names it
 * @param line 1 for the first line; 0 for the file as a whole
 */
record SourceLine(String file, int line) {

    /** {@code file:line}, the form editors and terminals make clickable. */
    @Override
    public String toString() {
        return line > 0 ? file + ":" + line : file;
    }
}
