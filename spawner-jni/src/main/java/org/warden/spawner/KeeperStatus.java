package org.warden.spawner;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.warden.core.model.OsText;

/** Asks the keeper of a state directory who is attached to it, without becoming the one who is. */
final class KeeperStatus {
    private static final int ANSWER_BYTES = 16 << 10;
    private static final int PATIENCE_SECONDS = 2;
    private static final int UNKNOWN = 0;

    private KeeperStatus() {}

    /** See {@link KeeperSpawner#holder}. */
    static OptionalInt holder(Path directory) {
        int fd = NativeKeeper.connect(OsText.encode(directory.toString()));
        if (fd < 0) {
            return fd == -Errno.ENOENT || fd == -Errno.ECONNREFUSED ? OptionalInt.empty() : OptionalInt.of(UNKNOWN);
        }
        try {
            NativeKeeper.setPatience(fd, PATIENCE_SECONDS);
            NativeKeeper.send(fd, CommandFrame.status());
            return read(fd);
        } finally {
            NativeKeeper.close(fd);
        }
    }

    private static OptionalInt read(int fd) {
        ByteBuffer answer = ByteBuffer.allocateDirect(ANSWER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int filled = 0;
        while (filled < Wire.HEADER_BYTES || filled < answer.getInt(0)) {
            int n = NativeKeeper.receive(fd, answer.slice(filled, ANSWER_BYTES - filled), ANSWER_BYTES - filled);
            if (n < 0) {
                return OptionalInt.of(UNKNOWN);
            }
            if (n == 0) {
                // One that ends, or one of the first version that nobody has.
                return OptionalInt.empty();
            }
            filled += n;
        }
        return holder(answer.limit(filled));
    }

    /** From a whole frame. */
    static OptionalInt holder(ByteBuffer frame) {
        int type = frame.getInt(4) & 0xFFFF;
        frame.position(Wire.HEADER_BYTES);
        int first = frame.getInt();
        if (type == Wire.EVENT_BUSY) {
            return OptionalInt.of(first);
        }
        while (frame.hasRemaining()) {
            String name = text(frame);
            String value = text(frame);
            if (name.equals("attached")) {
                return OptionalInt.of(Integer.parseInt(value));
            }
        }
        return OptionalInt.empty();
    }

    private static String text(ByteBuffer from) {
        byte[] bytes = new byte[from.getInt()];
        from.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
