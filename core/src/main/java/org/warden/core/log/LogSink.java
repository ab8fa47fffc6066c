package org.warden.core.log;

import org.warden.core.config.LogLevel;

/** Takes lines for the activity log. Any thread; never throws. */
public interface LogSink {

    void log(LogLevel level, String text);

    /** Whether lines of that level are kept at all, so that costly texts need not be made. */
    boolean isOn(LogLevel level);
}
