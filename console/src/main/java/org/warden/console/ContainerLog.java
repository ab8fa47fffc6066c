package org.warden.console;

import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.warden.core.config.LogLevel;
import org.warden.doors.DoorLog;

/** Takes what the libraries of the console have to say to the activity log, and off stderr. */
final class ContainerLog extends Handler {
    private static final Logger ROOT = Logger.getLogger("");

    private final DoorLog log;
    private final List<Handler> before;

    private ContainerLog(DoorLog log) {
        this.log = log;
        this.before = List.of(ROOT.getHandlers());
        setLevel(Level.WARNING);
        setFormatter(new SimpleFormatter());
    }

    static ContainerLog open(DoorLog log) {
        ContainerLog words = new ContainerLog(log);
        words.before.forEach(ROOT::removeHandler);
        ROOT.addHandler(words);
        return words;
    }

    @Override
    public void publish(LogRecord entry) {
        if (isLoggable(entry)) {
            boolean severe = entry.getLevel().intValue() >= Level.SEVERE.intValue();
            String cause = entry.getThrown() == null ? "" : ": " + entry.getThrown();
            log.log(
                    severe ? LogLevel.ERROR : LogLevel.WARN,
                    oneLine(getFormatter().formatMessage(entry) + cause));
        }
    }

    static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    @Override
    public void flush() {
        // Every line is passed on at once.
    }

    @Override
    public void close() {
        ROOT.removeHandler(this);
        before.forEach(ROOT::addHandler);
    }
}
