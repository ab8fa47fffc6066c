package org.warden.core.config;

/** Levels of the activity log, with the words of the configuration and of the log's lines. */
public enum LogLevel {
    BLATHER(3, "BLAT"),
    TRACE(5, "TRAC"),
    DEBUG(10, "DEBG"),
    INFO(20, "INFO"),
    WARN(30, "WARN"),
    ERROR(40, "ERRO"),
    CRITICAL(50, "CRIT");

    private final int weight;
    private final String tag;

    LogLevel(int weight, String tag) {
        this.weight = weight;
        this.tag = tag;
    }

    public int weight() {
        return weight;
    }

    /** Four letters, as in a line of the log. */
    public String tag() {
        return tag;
    }
}
