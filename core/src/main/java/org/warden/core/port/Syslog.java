package org.warden.core.port;

import java.io.IOException;

/** The system's log. Any thread. */
public interface Syslog {

    /**
     * Sends one message, without a line feed, and never waits for somebody to take it.
     *
     * @throws IOException when it is lost
     */
    void send(byte[] message) throws IOException;
}
