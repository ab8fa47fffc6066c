package org.warden.access;

import org.warden.core.config.LogLevel;

/** Where it is written down who came in and who did not: the activity log. Called from any thread. */
@FunctionalInterface
public interface AccessLog {

    /** @param text one line without its line feed, and without a secret */
    void log(LogLevel level, String text);
}
