package org.warden.core.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.warden.core.port.Outlets;

/** What the activity log is written to. One thread at a time. */
interface LineFile extends AutoCloseable {

    /** @throws IOException when the line is lost */
    void write(byte[] line) throws IOException;

    /** Whether every line of a text has to be written for itself, with the time and level before it. */
    boolean isMessages();

    void reopen() throws IOException;

    /**
     * Empties it, if that has a meaning.
     *
     * @throws NoSuchFileException when there is no such file
     */
    void clear() throws IOException;

    @Override
    void close();

    /** @param logfile a path, or {@code syslog} */
    static LineFile open(String logfile, long maxBytes, int backups, Outlets outlets) throws IOException {
        if (logfile.equals("syslog")) {
            return new Outgoing(outlets, logfile, outlets.syslog(), true);
        }
        Optional<Outlets.Outlet> special = outlets.special(logfile);
        return special.isPresent()
                ? new Outgoing(outlets, logfile, special.get(), false)
                : RotatingFile.open(Path.of(logfile), maxBytes, backups);
    }

    /** No file: syslog, or a FIFO, a terminal, the daemon's own stdout. */
    final class Outgoing implements LineFile {
        private final Outlets outlets;
        private final String logfile;
        private final boolean messages;
        private Outlets.Outlet outlet;

        private Outgoing(Outlets outlets, String logfile, Outlets.Outlet outlet, boolean messages) {
            this.outlets = outlets;
            this.logfile = logfile;
            this.outlet = outlet;
            this.messages = messages;
        }

        @Override
        public void write(byte[] line) throws IOException {
            outlet.write(line);
        }

        @Override
        public boolean isMessages() {
            return messages;
        }

        /** What can't be opened anew, or is a file by now, goes on as it is. */
        @Override
        public void reopen() throws IOException {
            if (messages) {
                return;
            }
            Optional<Outlets.Outlet> fresh = outlets.special(logfile);
            if (fresh.isPresent()) {
                outlet.close();
                outlet = fresh.get();
            }
        }

        @Override
        public void clear() throws IOException {
            if (messages) {
                throw new NoSuchFileException(logfile);
            }
        }

        @Override
        public void close() {
            outlet.close();
        }
    }
}
