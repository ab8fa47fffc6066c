package org.warden.core.model;

/** An output channel of a process. */
public enum Channel {
    STDOUT("stdout"),
    STDERR("stderr");

    private final String word;

    Channel(String word) {
        this.word = word;
    }

    /** The word used in configuration keys, events and URLs. */
    public String word() {
        return word;
    }
}
