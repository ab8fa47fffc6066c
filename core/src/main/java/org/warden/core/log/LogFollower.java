package org.warden.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.warden.core.api.Logs;

/**
 * Follows one log file: the rest of a rotated file is read before its successor, a removed file is read on until another
 * takes its name, and one that was cut short is announced and read from its start.
 */
final class LogFollower implements Logs.Follower {
    private static final byte[] TRUNCATED = "==> File truncated <==\n".getBytes(StandardCharsets.US_ASCII);

    private final Path path;
    private FileChannel file;
    private Object key;
    private long position;

    private LogFollower(Path path) {
        this.path = path;
    }

    static LogFollower open(Path path, int head) throws IOException {
        LogFollower follower = new LogFollower(path);
        follower.openFile();
        follower.position = Math.max(0, follower.file.size() - head);
        return follower;
    }

    private void openFile() throws IOException {
        FileChannel fresh = FileChannel.open(path, StandardOpenOption.READ);
        if (file != null) {
            file.close();
        }
        file = fresh;
        key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        position = 0;
    }

    @Override
    public long lastModifiedMillis() {
        try {
            return Files.getLastModifiedTime(path).toMillis();
        } catch (IOException removedMeanwhile) {
            return 0;
        }
    }

    @Override
    public byte[] next(int limit) throws IOException {
        long size = file.size();
        if (size < position) {
            position = 0;
            return TRUNCATED.clone();
        }
        if (size == position && replaced()) {
            openFile();
            size = file.size();
        }
        return read((int) Math.min(limit, size - position));
    }

    private boolean replaced() throws IOException {
        try {
            Object now = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return !Objects.equals(now, key);
        } catch (NoSuchFileException notYetThereAgain) {
            return false;
        }
    }

    private byte[] read(int wanted) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.max(wanted, 0));
        while (buffer.hasRemaining()) {
            int n = file.read(buffer, position);
            if (n <= 0) {
                break;
            }
            position += n;
        }
        buffer.flip();
        byte[] out = new byte[buffer.remaining()];
        buffer.get(out);
        return out;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
