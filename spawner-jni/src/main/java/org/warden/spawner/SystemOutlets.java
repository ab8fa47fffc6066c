package org.warden.spawner;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.warden.core.model.OsText;
import org.warden.core.port.Outlets;

/** Pipes, terminals and syslog through the engine's own code for logs. The library is loaded by the first use. */
public final class SystemOutlets implements Outlets {
    private static final String STDOUT = "/dev/stdout";

    /**
     * Loads the native library.
     *
     * @throws LibraryException when it can't be loaded, with what to do about it
     */
    public SystemOutlets() {
        NativeLibrary.load();
    }

    @Override
    public Optional<Outlet> special(String path) throws IOException {
        long address = checked(path, NativeOutlet.open(OsText.encode(path)));
        return address == 0 ? Optional.empty() : Optional.of(new Special(path, address));
    }

    @Override
    public Outlet syslog() {
        return new Syslog();
    }

    /** Another description of a regular file would have another position, and the two would overwrite each other. */
    @Override
    public Outlet stdout() throws IOException {
        if (Files.isRegularFile(Path.of(STDOUT))) {
            return new Descriptor();
        }
        return special(STDOUT).orElseGet(Descriptor::new);
    }

    private static long checked(String where, long result) throws IOException {
        if (result < 0) {
            throw new IOException(where + ": " + Errno.name((int) -result));
        }
        return result;
    }

    private record Special(String path, long address) implements Outlet {
        @Override
        public void write(byte[] line) throws IOException {
            checked(path, NativeOutlet.write(address, line));
        }

        @Override
        public void close() {
            NativeOutlet.close(address);
        }
    }

    private static final class Syslog implements Outlet {
        @Override
        public void write(byte[] line) throws IOException {
            boolean ended = line.length > 0 && line[line.length - 1] == '\n';
            byte[] message = ended ? Arrays.copyOf(line, line.length - 1) : line;
            checked("/dev/log", NativeOutlet.syslog(message));
        }

        @Override
        public void close() {
            // Each message has a socket of its own.
        }
    }

    private static final class Descriptor implements Outlet {
        private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

        @Override
        public void write(byte[] line) throws IOException {
            out.write(line);
        }

        @Override
        public void close() {
            // It is the process's, not ours.
        }
    }
}
