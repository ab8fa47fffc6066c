package org.warden.console;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.warden.core.config.LogLevel;
import org.warden.doors.DoorLog;

/** The web application, whose own words go to the activity log. */
final class Application extends WebAppContext {
    private final DoorLog log;

    Application(DoorLog log) {
        this.log = log;
    }

    @Override
    public ServletContextApi newServletContextApi() {
        return new Words();
    }

    private final class Words extends WebAppContext.ServletApiContext {
        @Override
        public void log(String message) {
            tell(LogLevel.INFO, message);
        }

        @Override
        public void log(String message, Throwable failure) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            tell(LogLevel.ERROR, message);
            trace.toString().lines().forEach(line -> tell(LogLevel.ERROR, line));
        }

        private void tell(LogLevel level, String text) {
            log.log(level, ContainerLog.oneLine(text));
        }
    }
}
