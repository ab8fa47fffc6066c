package org.warden.core.listener;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The events that one pool of listeners has still to get, oldest first. One thread at a time.
 *
 * <p>Bounded: when it is full the oldest event goes, and is counted.
 */
public final class EventPool {
    private final String name;
    private final int bufferSize;
    private final boolean lengthInBytes;
    private final Deque<Numbered> buffer = new ArrayDeque<>();
    private long nextPoolSerial;
    private long dropped;

    /**
     * An empty one.
     *
     * @param bufferSize events that may wait, at least 1
     * @param lengthInBytes whether {@code len} counts bytes of UTF-8 instead of characters
     */
    public EventPool(String name, int bufferSize, boolean lengthInBytes) {
        this.name = name;
        this.bufferSize = bufferSize;
        this.lengthInBytes = lengthInBytes;
    }

    /**
     * An event with its numbers, which it keeps when it is sent again.
     *
     * @param serial counted over all pools of the daemon
     * @param poolSerial counted in this pool
     * @param rejections how often it was rejected
     */
    public record Numbered(Event event, long serial, long poolSerial, int rejections) {
        private static final long FIRST_WAIT_NANOS = 100_000_000L;

        /** By then every limit that an int of seconds can name is reached. */
        private static final int ENOUGH = 36;

        /** The same event after one more rejection. */
        public Numbered rejected() {
            return new Numbered(event, serial, poolSerial, Math.min(rejections, ENOUGH) + 1);
        }

        /**
         * How long it waits before it is sent again: not at all after the first rejection, then a tenth of a second, and
         * twice as long after each further one.
         *
         * @param longestSeconds no wait is longer
         */
        public long waitNanos(int longestSeconds) {
            if (rejections < 2) {
                return 0;
            }
            long wait = FIRST_WAIT_NANOS << rejections - 2;
            return Math.min(wait, longestSeconds * 1_000_000_000L);
        }
    }

    public String name() {
        return name;
    }

    /**
     * Goes on where the pool of an earlier supervisor stood.
     *
     * @param nextSerial the pool's number for its next event
     * @param lost events that are lost already, with those that waited there
     */
    public void goOn(long nextSerial, long lost) {
        nextPoolSerial = nextSerial;
        dropped = lost;
    }

    /** The pool's number for its next event. */
    public long nextPoolSerial() {
        return nextPoolSerial;
    }

    /** Events lost because the buffer was full, or with the supervisor that had them. */
    public long dropped() {
        return dropped;
    }

    public int waiting() {
        return buffer.size();
    }

    public int bufferSize() {
        return bufferSize;
    }

    /**
     * Takes a new event.
     *
     * @return the event that had to go for it
     */
    public Optional<Numbered> accept(Event event, long serial) {
        Optional<Numbered> lost = makeRoom();
        buffer.addLast(new Numbered(event, serial, nextPoolSerial, 0));
        nextPoolSerial = nextPoolSerial == Integer.MAX_VALUE ? 0 : nextPoolSerial + 1;
        return lost;
    }

    /**
     * Takes back an event that its listener rejected or did not live to answer; it is the next to be sent.
     *
     * @return the event that had to go for it
     */
    public Optional<Numbered> takeBack(Numbered event) {
        Optional<Numbered> lost = makeRoom();
        buffer.addFirst(event);
        return lost;
    }

    private Optional<Numbered> makeRoom() {
        if (buffer.size() < bufferSize) {
            return Optional.empty();
        }
        dropped++;
        return Optional.of(buffer.removeFirst());
    }

    /** The next to be sent, which leaves the buffer; null when there is none. */
    public Numbered poll() {
        return buffer.pollFirst();
    }

    /** What is written to a listener's stdin, in UTF-8: the header line and the payload. */
    public String envelope(Numbered event, String identifier) {
        String payload = event.event().payload();
        return "ver:3.0 server:" + identifier + " serial:" + event.serial() + " pool:" + name + " poolserial:"
                + event.poolSerial() + " eventname:" + event.event().name() + " len:"
                + length(payload) + "\n" + payload;
    }

    /** Stock counts characters, and its library reads as many; who reads bytes asks for bytes. */
    private int length(String payload) {
        return lengthInBytes
                ? payload.getBytes(StandardCharsets.UTF_8).length
                : payload.codePointCount(0, payload.length());
    }
}
