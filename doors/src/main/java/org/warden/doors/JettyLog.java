package org.warden.doors;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.warden.core.config.LogLevel;

/** Takes what Jetty has to say to the activity log, and off stderr. */
final class JettyLog extends Handler {

    // A constant, because java.util.logging forgets the settings of loggers that nobody holds.
    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

    private final DoorLog log;

    JettyLog(DoorLog log) {
        this.log = log;
        setLevel(Level.WARNING);
        setFormatter(new SimpleFormatter());
        JETTY.setUseParentHandlers(false);
        JETTY.setLevel(Level.WARNING);
        JETTY.addHandler(this);
    }

    @Override
    public void publish(LogRecord entry) {
        if (isLoggable(entry)) {
            String text = getFormatter().formatMessage(entry);
            String cause = entry.getThrown() == null ? "" : ": " + entry.getThrown();
            log.log(LogLevel.WARN, (text + cause).replaceAll("\\p{Cntrl}", " "));
        }
    }

    @Override
    public void flush() {
        // Every line is passed on at once.
    }

    @Override
    public void close() {
        JETTY.removeHandler(this);
    }
}
