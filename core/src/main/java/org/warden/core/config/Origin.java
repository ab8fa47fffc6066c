package org.warden.core.config;

/** Where the value of a key comes from. {@code toString} gives it as people read it. */
public sealed interface Origin {

    /**
     * A line of a configuration file.
     *
     * @param file as the user or an include pattern names it
     * @param line 1 for the first line; 0 for the file as a whole
     * @param section the header it stands under, without brackets; {@code DEFAULT} for an inherited value
     */
    record Line(String file, int line, String section) implements Origin {
        @Override
        public String toString() {
            return new SourceLine(file, line).toString();
        }
    }

    /**
     * The command line.
     *
     * @param option how it was written: {@code -e} or {@code --loglevel}
     */
    record Option(String option) implements Origin {
        @Override
        public String toString() {
            return "option " + option;
        }
    }

    /** Nobody gave one: the program's own value. */
    record Default() implements Origin {
        @Override
        public String toString() {
            return "default";
        }
    }
}
