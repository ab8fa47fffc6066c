package org.warden.core.log;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** An append-only file that is renamed to {@code .1}, {@code .2} ... once it has reached a size. One thread at a time. */
final class RotatingFile implements LogOutput {
    private final Path path;
    private final long maxBytes;
    private final int backups;
    private FileOutputStream out;
    private long size;
    private long rotateAt;

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
        rotateAt = maxBytes;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        if (out == null) {
            openAgain();
        }
        out.write(bytes);
        size += bytes.length;
        if (maxBytes > 0 && size >= rotateAt) {
            rotate();
        }
    }

    /** What can't be renamed is written on, and tried again after as many bytes: no line is lost by that. */
    private void rotate() throws IOException {
        close();
        boolean renamed = rename();
        openAgain();
        if (!renamed) {
            rotateAt = size + maxBytes;
        }
    }

    private boolean rename() {
        try {
            if (backups > 0) {
                shift();
                Files.move(path, numbered(1), StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.deleteIfExists(path);
            }
            return true;
        } catch (IOException refused) {
            return false;
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
    public void reopen() throws IOException {
        close();
        openAgain();
    }

    @Override
    public void clear() throws IOException {
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
