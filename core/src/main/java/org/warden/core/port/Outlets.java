package org.warden.core.port;

import java.io.IOException;
import java.util.Optional;

/** Where lines can go that plain Java can't write to without the danger of waiting: pipes, terminals, syslog. */
public interface Outlets {

    /** An open place for lines. One thread at a time. */
    interface Outlet extends AutoCloseable {

        /**
         * Writes one line, never waiting for its reader.
         *
         * @throws IOException when the line is lost
         */
        void write(byte[] line) throws IOException;

        @Override
        void close();
    }

    /**
     * Opens what a path leads to; a FIFO needs no reader.
     *
     * @return empty when it leads to a regular file under a name of its own, which is there now
     * @throws IOException when it can't be opened
     */
    Optional<Outlet> special(String path) throws IOException;

    /**
     * The stdout of this process; closing it leaves the descriptor open.
     *
     * @throws IOException when it can't be written to
     */
    Outlet stdout() throws IOException;

    /** The system's log; each write is one message, without its line feed. Nobody needs to listen there. */
    Outlet syslog();
}
