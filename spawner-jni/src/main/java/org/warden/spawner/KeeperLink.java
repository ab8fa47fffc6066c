package org.warden.spawner;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.warden.core.model.OsText;
import org.warden.core.port.SpawnerEvent;
import org.warden.core.port.Survey;

/** One connection to a keeper, from the attach to its end. One thread receives; any may send. */
final class KeeperLink {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final long START_NANOS = 10_000_000_000L;
    private static final int PATIENCE_SECONDS = 10;
    private static final long RETRY_NANOS = 5_000_000L;

    private final int fd;
    private final ByteBuffer received = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteArrayOutputStream captured = new ByteArrayOutputStream();
    private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();
    private byte[] pending = new byte[BUFFER_BYTES];
    private int filled;
    private boolean closed;

    private final Map<String, byte[]> notes = new HashMap<>();
    private final Set<Integer> children = new HashSet<>();
    private final Set<Integer> sockets = new HashSet<>();
    private final List<SpawnerEvent> told = new ArrayList<>();
    private Attached attached;
    private String refusal;
    private int holder;

    /**
     * What a keeper says of itself.
     *
     * @param lost events that nobody was there to hear
     */
    record Attached(int version, int capabilities, int pid, long lost) {}

    private KeeperLink(int fd) {
        this.fd = fd;
    }

    /**
     * Attaches to the keeper of a state directory; starts one where none lives.
     *
     * @param again whether this supervisor was attached already, and the connection was lost
     */
    static KeeperLink open(Path directory, KeeperProgram program, boolean again) throws KeeperException {
        long end = System.nanoTime() + START_NANOS;
        while (true) {
            int fd = NativeKeeper.connect(OsText.encode(directory.toString()));
            KeeperLink link = fd < 0 ? null : new KeeperLink(fd);
            if (link != null && link.attach(directory, again)) {
                return link;
            }
            if (System.nanoTime() > end) {
                throw new KeeperException("the keeper of " + directory + " does not answer"
                        + (fd < 0 ? ": " + Errno.name(-fd) : "") + "; is another one hung? keeper=false does without");
            }
            if (fd == -Errno.ENOENT || fd == -Errno.ECONNREFUSED) {
                start(directory, program);
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    private static void start(Path directory, KeeperProgram program) throws KeeperException {
        int result = program.start(directory);
        if (result == Wire.KEEPER_DIRECTORY && Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)) {
            makeAnew(directory);
        } else if (result == Wire.KEEPER_DIRECTORY) {
            throw new KeeperException("the state directory " + directory
                    + " must be a directory of this user's own with mode 0700, and no link; remove it, or name another"
                    + " by statedir= in [supervisord]; where it is root's, the root keeper has to be started first,"
                    + " by root");
        } else if (result != 0 && result != Wire.KEEPER_LOCKED) {
            throw new KeeperException("the keeper can't listen in " + directory + " (exit status " + result
                    + "); name another directory by statedir= in [supervisord], or keeper=false");
        }
    }

    /** One that has just ended has taken it along. */
    private static void makeAnew(Path directory) throws KeeperException {
        try {
            Files.createDirectory(directory, PrivateCopy.PRIVATE);
        } catch (FileAlreadyExistsException another) {
            return;
        } catch (IOException e) {
            throw new KeeperException("the state directory " + directory + " can't be made: " + e.getMessage());
        }
    }

    /** @return false when the keeper is gone before it has answered */
    private boolean attach(Path directory, boolean again) throws KeeperException {
        NativeKeeper.setPatience(fd, PATIENCE_SECONDS);
        NativeKeeper.send(fd, CommandFrame.attach(again));
        while (attached == null && refusal == null) {
            if (!receive(this::takeSurvey)) {
                close();
                return false;
            }
        }
        if (refusal != null) {
            close();
            throw KeeperException.ofAnother("the keeper of " + directory + " " + refusal, holder);
        }
        NativeKeeper.setPatience(fd, 0);
        return true;
    }

    Survey survey() {
        return new Survey(notes, children, sockets, told);
    }

    Attached attached() {
        return attached;
    }

    /** Waits for {@link #flush}, unless much waits already. Any thread. */
    synchronized void send(byte[] frame) {
        unsent.writeBytes(frame);
        if (unsent.size() > BUFFER_BYTES) {
            flush();
        }
    }

    /** Any thread. What a keeper that is gone does not take is lost. */
    synchronized void flush() {
        if (!closed && unsent.size() > 0) {
            NativeKeeper.send(fd, unsent.toByteArray());
        }
        unsent.reset();
    }

    /** Any thread. */
    synchronized void sendPlace(byte[] frame) {
        flush();
        if (!closed) {
            NativeKeeper.sendPlace(fd, frame);
        }
    }

    /** Ends the receiving thread's wait. Any thread. */
    synchronized void hangUp() {
        flush();
        if (!closed) {
            NativeKeeper.hangUp(fd);
        }
    }

    /** By the receiving thread, after {@link #receive} has said that it is over. */
    synchronized void close() {
        if (!closed) {
            NativeKeeper.close(fd);
        }
        closed = true;
    }

    /**
     * Waits for bytes and hands out the whole frames among them.
     *
     * @return false when the keeper is gone
     */
    boolean receive(Consumer<ByteBuffer> whole) {
        int n = NativeKeeper.receive(fd, received, BUFFER_BYTES);
        if (n <= 0) {
            return false;
        }
        if (pending.length - filled < n) {
            pending = Arrays.copyOf(pending, Math.max(2 * pending.length, filled + n));
        }
        received.clear().get(pending, filled, n);
        filled += n;
        int end = endOfWholeFrames();
        if (end > 0) {
            whole.accept(ByteBuffer.wrap(pending, 0, end));
            filled -= end;
            System.arraycopy(pending, end, pending, 0, filled);
        }
        return true;
    }

    private int endOfWholeFrames() {
        ByteBuffer all = ByteBuffer.wrap(pending, 0, filled).order(ByteOrder.LITTLE_ENDIAN);
        int end = 0;
        while (filled - end >= Wire.HEADER_BYTES) {
            int size = all.getInt(end);
            if (size < Wire.HEADER_BYTES) {
                throw new IllegalStateException("an event of " + size + " bytes");
            }
            if (size > filled - end) {
                break;
            }
            end += size;
        }
        return end;
    }

    /** Hands out the events in whole frames. */
    void read(ByteBuffer frames, Consumer<SpawnerEvent> listener) {
        EventFrames events = new EventFrames(frames, captured, Errno::name);
        for (EventFrames.Item item = events.next(); item != null; item = events.next()) {
            listener.accept(item.event());
        }
    }

    private void takeSurvey(ByteBuffer frames) {
        frames.order(ByteOrder.LITTLE_ENDIAN);
        while (frames.hasRemaining()) {
            int start = frames.position();
            int size = frames.getInt(start);
            ByteBuffer frame = frames.slice(start, size).order(ByteOrder.LITTLE_ENDIAN);
            frames.position(start + size);
            takeFrame(frame);
        }
    }

    private void takeFrame(ByteBuffer frame) {
        int type = frame.getInt(4) & 0xFFFF;
        int number = frame.getInt(8);
        int body = Wire.HEADER_BYTES;
        switch (type) {
            case Wire.EVENT_NOTED -> {
                byte[] key = new byte[frame.getInt(body)];
                frame.position(body + 4).get(key);
                byte[] note = new byte[frame.remaining()];
                frame.get(note);
                notes.put(new String(key, StandardCharsets.UTF_8), note);
            }
            case Wire.EVENT_KNOWN -> children.add(number);
            case Wire.EVENT_OPEN -> sockets.add(number);
            case Wire.EVENT_BUSY -> {
                holder = frame.getInt(body);
                refusal = "belongs to another supervisor (process " + holder
                        + "); that has to end, or `warden keeper takeover` sends it away";
            }
            case Wire.EVENT_DISMISSED -> refusal = EventFrames.DISMISSED;
            case Wire.EVENT_VERSIONS ->
                refusal = "(process " + frame.getInt(body + 4) + ") speaks versions " + frame.getShort(body) + " to "
                        + frame.getShort(body + 2) + " of the protocol, and this supervisor "
                        + Wire.KEEPER_OLDEST + " to " + Wire.KEEPER_VERSION
                        + "; `warden keeper upgrade` of this version makes it one that speaks them, or start the version it belongs to";
            case Wire.EVENT_ATTACHED ->
                attached = new Attached(
                        frame.getShort(body) & 0xFFFF,
                        frame.getInt(body + 2),
                        frame.getInt(body + 6),
                        frame.getLong(body + 10));
            default -> read(frame, told::add);
        }
    }
}
