package org.warden.core.log;

import java.io.IOException;
import java.util.Arrays;
import org.warden.core.port.Syslog;

/** The activity log as messages to the system's log. */
final class SyslogOutput implements LogOutput {
    private final Syslog syslog;

    SyslogOutput(Syslog syslog) {
        this.syslog = syslog;
    }

    @Override
    public void write(byte[] line) throws IOException {
        syslog.send(Arrays.copyOf(line, line.length - 1)); // the line feed is not part of a message
    }

    @Override
    public boolean isMessages() {
        return true;
    }

    @Override
    public void reopen() {
        // Each message finds its own way.
    }

    @Override
    public void clear() {
        // What the system's log has got is the system's.
    }

    @Override
    public void close() {
        // Nothing is open between two messages.
    }
}
