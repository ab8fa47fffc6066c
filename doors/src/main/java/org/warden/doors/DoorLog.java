package org.warden.doors;

import org.warden.core.config.LogLevel;

/** Where the doors say what happens to them: the activity log. Called from any thread; must not wait for a client. */
@FunctionalInterface
public interface DoorLog {

    /** @param text one line without its line feed */
    void log(LogLevel level, String text);
}
