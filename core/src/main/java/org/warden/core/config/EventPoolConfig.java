package org.warden.core.config;

import java.util.Set;

/**
 * What an {@code [eventlistener:x]} has beyond a program.
 *
 * @param events names of event types, upper case, as subscribed to (abstract ones included)
 * @param lengthInBytes whether {@code len} in an event's header counts bytes of UTF-8 instead of characters
 * @param strictResults whether the line before a result must begin with {@code RESULT } and not just with any seven bytes
 * @param rejectwaitsecs the longest wait before an event is sent again that was rejected time after time, in seconds; 0:
 *     it is sent again at once, always
 */
public record EventPoolConfig(
        int bufferSize,
        Set<String> events,
        String resultHandler,
        boolean lengthInBytes,
        boolean strictResults,
        int rejectwaitsecs) {
    static final int REJECTWAITSECS = 5;

    public EventPoolConfig {
        events = Set.copyOf(events);
    }

    /** With the defaults of the keys that stock does not have. */
    public EventPoolConfig(int bufferSize, Set<String> events, String resultHandler) {
        this(bufferSize, events, resultHandler, false, true, REJECTWAITSECS);
    }
}
