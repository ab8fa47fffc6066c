package org.warden.core.listener;

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
    private final Deque<Numbered> buffer = new ArrayDeque<>();
    private long nextPoolSerial;
    private long dropped;

    /** @param bufferSize events that may wait, at least 1 */
    public EventPool(String name, int bufferSize) {
        this.name = name;
        this.bufferSize = bufferSize;
    }

    /**
     * An event with its numbers, which it keeps when it is sent again.
     *
     * @param serial counted over all pools of the daemon
     * @param poolSerial counted in this pool
     */
    public record Numbered(Event event, long serial, long poolSerial) {}

    public String name() {
        return name;
    }

    /** Events lost because the buffer was full. */
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
        buffer.addLast(new Numbered(event, serial, nextPoolSerial));
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

    /** What is written to a listener's stdin: the header line and the payload, whose length counts in characters. */
    public String envelope(Numbered event, String identifier) {
        String payload = event.event().payload();
        return "ver:3.0 server:" + identifier + " serial:" + event.serial() + " pool:" + name + " poolserial:"
                + event.poolSerial() + " eventname:" + event.event().name() + " len:"
                + payload.codePointCount(0, payload.length()) + "\n" + payload;
    }
}
