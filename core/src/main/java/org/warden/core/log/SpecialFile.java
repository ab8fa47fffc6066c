package org.warden.core.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A log that is no file of its own: a FIFO, a terminal, a device, or one of this process's descriptors. Never rotated, never
 * removed, and never waited for.
 */
final class SpecialFile implements LogOutput {
    /** More links than the kernel would follow. */
    private static final int MOST_LINKS = 40;

    private final Path path;
    private PatientStream stream;

    private SpecialFile(Path path) {
        this.path = path;
    }

    static SpecialFile open(Path path) throws IOException {
        SpecialFile file = new SpecialFile(path);
        file.stream = new PatientStream(file.openStream());
        return file;
    }

    /** Whether the name is borrowed from the kernel, as {@code /dev/stdout} is: even a regular file behind it is not ours. */
    static boolean isBorrowed(Path path) throws IOException {
        Path at = path.toAbsolutePath().normalize();
        for (int links = 0; links < MOST_LINKS; links++) {
            if (at.startsWith("/dev") || at.startsWith("/proc")) {
                return true;
            }
            if (!Files.isSymbolicLink(at)) {
                return false;
            }
            at = at.resolveSibling(Files.readSymbolicLink(at)).normalize();
        }
        return false;
    }

    private OutputStream openStream() throws IOException {
        if (Files.isRegularFile(path)) {
            return new FileOutputStream(path.toFile(), true);
        }
        try {
            // For reading, too: then a FIFO opens without a reader, and keeps what is written until there is one.
            return Channels.newOutputStream(new RandomAccessFile(path.toFile(), "rw").getChannel());
        } catch (IOException e) {
            // A socket can't be opened, nor the caller's pipe by another user; the descriptor itself can be used.
            return inherited(e);
        }
    }

    private OutputStream inherited(IOException refused) throws IOException {
        return switch (path.toString()) {
            case "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1" -> new FileOutputStream(FileDescriptor.out);
            case "/dev/stderr", "/dev/fd/2", "/proc/self/fd/2" -> new FileOutputStream(FileDescriptor.err);
            default -> throw refused;
        };
    }

    @Override
    public void write(byte[] line) throws IOException {
        if (!stream.offer(line)) {
            throw new IOException("nobody reads " + path);
        }
    }

    /** A descriptor of this process has nothing new behind its name. */
    @Override
    public void reopen() throws IOException {
        if (!isBorrowed(path)) {
            PatientStream fresh = new PatientStream(openStream());
            stream.close();
            stream = fresh;
        }
    }

    @Override
    public void clear() {}

    @Override
    public void close() {
        stream.close();
    }
}
