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
import java.util.Arrays;
import java.util.Objects;
import org.warden.core.api.Logs;

/**
 * Follows one log file: the rest of a rotated file is read before its successor, a removed file is read on until another
 * takes its name, and one that was cut short is announced and read from its start.
 *
 * <p>No answer begins or ends within a character: stock's client shows such a piece as undecodable bytes. The first bytes of
 * a character wait in the file for the others.
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
        follower.stepBackIntoCharacter();
        return follower;
    }

    /** The same, without the rest of a line that began before. */
    static LogFollower openWithWholeLines(Path path, int head) throws IOException {
        LogFollower follower = open(path, head);
        if (follower.position > 0) {
            follower.position--;
            byte[] bytes = follower.peek(head + 1);
            int end = 0;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            follower.position += end < bytes.length ? end + 1 : 1;
        }
        return follower;
    }

    private void stepBackIntoCharacter() throws IOException {
        long start = position;
        position = Math.max(0, start - WholeCharacters.LONGEST);
        int before = (int) (start - position);
        byte[] around = peek(before + 1);
        boolean inTheMiddle = around.length == before + 1;
        position = inTheMiddle
                ? start - WholeCharacters.begunBefore(Arrays.copyOf(around, before), around[before])
                : start;
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
    public boolean hasMore() throws IOException {
        return file.size() != position;
    }

    @Override
    public byte[] next(int limit) throws IOException {
        if (file.size() < position) {
            position = 0;
            return TRUNCATED.clone();
        }
        byte[] bytes = peek(limit);
        int whole = WholeCharacters.length(bytes);
        if (whole == 0 && replaced()) {
            // Once it has lost its name nobody writes to it any more: what is there now is its end.
            bytes = peek(limit);
            whole = bytes.length;
            if (whole == 0) {
                openFile();
                bytes = peek(limit);
                whole = WholeCharacters.length(bytes);
            }
        }
        position += whole;
        return Arrays.copyOf(bytes, whole);
    }

    private boolean replaced() throws IOException {
        try {
            Object now = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return !Objects.equals(now, key);
        } catch (NoSuchFileException notYetThereAgain) {
            return false;
        }
    }

    /** What comes next, up to a limit; the position stays. */
    private byte[] peek(int limit) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, Math.min(limit, file.size() - position)));
        while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) > 0) {
            continue;
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
