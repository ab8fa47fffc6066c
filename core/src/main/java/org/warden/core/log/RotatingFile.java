package org.warden.core.log;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** An append-only file that is renamed to {@code .1}, {@code .2} ... once it has reached a size. One thread at a time. */
final class RotatingFile implements LineFile {
    private final Path path;
    private final long maxBytes;
    private final int backups;
    private FileOutputStream out;
    private long size;

    private RotatingFile(Path path, long maxBytes, int backups) {
        this.path = path;
        this.maxBytes = maxBytes;
        this.backups = backups;
    }

    static RotatingFile open(Path path, long maxBytes, int backups) throws IOException {
        RotatingFile file = new RotatingFile(path, maxBytes, backups);
        file.openAgain();
        return file;
    }

    private void openAgain() throws IOException {
        out = new FileOutputStream(path.toFile(), true);
        size = Files.size(path);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        if (out == null) {
            openAgain();
        }
        out.write(bytes);
        size += bytes.length;
        if (maxBytes > 0 && size >= maxBytes) {
            rotate();
        }
    }

    private void rotate() throws IOException {
        close();
        try {
            if (backups > 0) {
                shift();
                Files.move(path, numbered(1), StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.deleteIfExists(path);
            }
        } finally {
            openAgain();
        }
    }

    private void shift() throws IOException {
        for (int i = backups - 1; i > 0; i--) {
            if (Files.exists(numbered(i))) {
                Files.move(numbered(i), numbered(i + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private Path numbered(int i) {
        return Path.of(path + "." + i);
    }

    @Override
    public boolean isMessages() {
        return false;
    }

    @Override
    public void reopen() throws IOException {
        close();
        openAgain();
    }

    @Override
    public void clear() throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        close();
        Files.deleteIfExists(path);
        openAgain();
    }

    @Override
    public void close() {
        if (out == null) {
            return;
        }
        try {
            out.close();
        } catch (IOException alreadyLost) {
            // Nothing is buffered here: every write went to the kernel before.
            size = 0;
        } finally {
            out = null;
        }
    }
}
