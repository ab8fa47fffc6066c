package org.warden.spawner;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.warden.core.model.Channel;
import org.warden.core.model.ExitStatus;
import org.warden.core.port.SpawnerEvent;
import org.warden.core.port.Usage;

/** Reads event frames of the engine's wire format. */
final class EventFrames {
    static final String DISMISSED = "was taken from this supervisor by `warden keeper takeover`";

    private final ByteBuffer in;
    private final ByteArrayOutputStream captured;
    private final IntFunction<String> errnoName;

    /**
     * Events, and what answers HELLO.
     *
     * @param event null for HELLO
     * @param capabilities of HELLO
     */
    record Item(SpawnerEvent event, int capabilities) {}

    /**
     * Reads from a buffer.
     *
     * @param frames whole frames from its position to its limit
     * @param captured the begin of a captured text whose rest is still to come, perhaps in the next buffer
     * @param errnoName gives an errno's name
     */
    EventFrames(ByteBuffer frames, ByteArrayOutputStream captured, IntFunction<String> errnoName) {
        this.captured = captured;
        this.in = frames.order(ByteOrder.LITTLE_ENDIAN);
        this.errnoName = errnoName;
    }

    /**
     * The next one, or null when all are read.
     *
     * @throws IllegalStateException when the bytes are no frame, which means that library and classes don't belong together
     */
    Item next() {
        Item item = null;
        while (item == null && in.hasRemaining()) {
            item = frame();
        }
        return item;
    }

    /** What one frame says; null when it is a part of something. */
    private Item frame() {
        int start = in.position();
        int rest = in.remaining();
        int size = rest < Wire.HEADER_BYTES ? -1 : in.getInt();
        if (size < Wire.HEADER_BYTES || size > rest) {
            throw new IllegalStateException("an event of " + size + " bytes where " + rest + " are");
        }
        int type = in.getInt() & 0xFFFF;
        int child = in.getInt();
        int seq = in.getInt();
        Item item = item(type, child, seq, size - Wire.HEADER_BYTES);
        if (in.position() != start + size) {
            throw new IllegalStateException("an event of type " + type + " with " + size + " bytes");
        }
        return item;
    }

    private Item item(int type, int child, int seq, int length) {
        if (type == Wire.EVENT_HELLO) {
            in.getShort();
            return new Item(null, in.getInt());
        }
        SpawnerEvent event =
                switch (type) {
                    case Wire.EVENT_SPAWNED -> new SpawnerEvent.Spawned(child, in.getInt(), in.getLong(), in.getLong());
                    case Wire.EVENT_SPAWN_FAILED -> spawnFailed(child);
                    case Wire.EVENT_EXITED -> exited(child);
                    case Wire.EVENT_OUTPUT -> output(child, length);
                    case Wire.EVENT_CAPTURED -> captured(child, length);
                    case Wire.EVENT_DONE -> done(child, seq);
                    case Wire.EVENT_LOG_TROUBLE -> logTrouble(child);
                    case Wire.EVENT_LISTENING -> listening(child);
                    case Wire.EVENT_REAPED -> new SpawnerEvent.Reaped(in.getInt(), status());
                    case Wire.EVENT_MEASURED -> measured(length);
                    case Wire.EVENT_DISMISSED -> new SpawnerEvent.Dismissed("the keeper " + DISMISSED);
                    case Wire.EVENT_SIGNAL -> new SpawnerEvent.SignalReceived(in.getInt());
                    default -> throw new IllegalStateException("an event of type " + type);
                };
        return event == null ? null : new Item(event, 0);
    }

    private SpawnerEvent spawnFailed(int child) {
        SpawnerEvent.Stage stage =
                switch (in.get()) {
                    case Wire.STAGE_LOG -> SpawnerEvent.Stage.LOG;
                    case Wire.STAGE_PIPE -> SpawnerEvent.Stage.PIPE;
                    case Wire.STAGE_SOCKET -> SpawnerEvent.Stage.SOCKET;
                    case Wire.STAGE_POLICY -> SpawnerEvent.Stage.POLICY;
                    default -> SpawnerEvent.Stage.FORK;
                };
        int errno = in.getInt();
        String name = stage == SpawnerEvent.Stage.POLICY ? refused(errno) : errnoName.apply(errno);
        return new SpawnerEvent.SpawnFailed(child, stage, errno, name, in.getLong(), in.getLong());
    }

    private static String refused(int what) {
        return switch (what) {
            case Wire.REFUSED_USER -> "its user";
            case Wire.REFUSED_GROUP -> "a group of its user";
            case Wire.REFUSED_COMMAND -> "its command as that user";
            case Wire.REFUSED_VARIABLE -> "a variable of its environment that the dynamic linker heeds, as that user";
            default -> "something of it";
        };
    }

    private SpawnerEvent listening(int socket) {
        SpawnerEvent.Step step =
                switch (in.get()) {
                    case Wire.LISTEN_OCCUPIED -> SpawnerEvent.Step.OCCUPIED;
                    case Wire.LISTEN_OWNER -> SpawnerEvent.Step.OWNER;
                    case Wire.LISTEN_MODE -> SpawnerEvent.Step.MODE;
                    default -> SpawnerEvent.Step.BIND;
                };
        int errno = in.getInt();
        return new SpawnerEvent.Listening(socket, step, errno, errnoName.apply(errno));
    }

    private SpawnerEvent exited(int child) {
        return new SpawnerEvent.Exited(
                child, in.getInt(), status(), in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    private ExitStatus status() {
        byte kind = in.get();
        int value = in.getInt();
        return switch (kind) {
            case Wire.KIND_EXITED -> ExitStatus.exited(value);
            case Wire.KIND_KILLED -> ExitStatus.signaled(value, false);
            case Wire.KIND_DUMPED -> ExitStatus.signaled(value, true);
            default -> ExitStatus.unknown();
        };
    }

    private SpawnerEvent measured(int length) {
        long nanos = in.getLong();
        List<Usage> usages = new ArrayList<>();
        for (int end = in.position() + length - Long.BYTES; in.position() < end; ) {
            usages.add(new Usage(
                    in.getInt(), in.getInt(), in.getLong(), in.getLong(), in.getLong(), in.getInt(), in.getInt()));
        }
        return new SpawnerEvent.Measured(nanos, usages);
    }

    private SpawnerEvent output(int child, int length) {
        Channel channel = channel();
        byte[] bytes = new byte[length - 1];
        in.get(bytes);
        return new SpawnerEvent.Output(child, channel, bytes);
    }

    /** The pieces of one text come one right after the other. */
    private SpawnerEvent captured(int child, int length) {
        Channel channel = channel();
        boolean more = in.get() != 0;
        byte[] bytes = new byte[length - 2];
        in.get(bytes);
        captured.writeBytes(bytes);
        if (more) {
            return null;
        }
        byte[] whole = captured.toByteArray();
        captured.reset();
        return new SpawnerEvent.Captured(child, channel, whole);
    }

    private SpawnerEvent done(int child, int seq) {
        int errno = in.getInt();
        return new SpawnerEvent.Done(child, seq, errno, errnoName.apply(errno));
    }

    private SpawnerEvent logTrouble(int child) {
        Channel channel = channel();
        byte number = in.get();
        int errno = in.getInt();
        String name = errnoName.apply(errno);
        long lost = in.getLong();
        if (number == Wire.OPERATION_CAPTURE) {
            return new SpawnerEvent.CaptureDropped(child, channel, errno, name, lost);
        } else if (number == Wire.OPERATION_SYSLOG) {
            return new SpawnerEvent.SyslogTrouble(child, channel, errno, name, lost);
        }
        String operation =
                switch (number) {
                    case Wire.OPERATION_OPEN -> "open";
                    case Wire.OPERATION_WRITE -> "write";
                    default -> "rotate";
                };
        return new SpawnerEvent.LogTrouble(child, channel, operation, errno, name, lost);
    }

    private Channel channel() {
        return in.get() == Wire.CHANNEL_STDERR ? Channel.STDERR : Channel.STDOUT;
    }
}
