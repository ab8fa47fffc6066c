package org.warden.core.api;

import java.util.List;

/**
 * One pool of event listeners at one moment.
 *
 * @param name of the pool, as in the {@code pool:} of event headers
 * @param group the group its listeners belong to
 * @param bufferSize how many events may wait
 * @param buffered how many wait now; those a listener is busy with are not counted
 * @param dropped events lost because the buffer was full, since the pool was made
 * @param events the types it is subscribed to, sorted
 * @param listeners its listeners, in the order in which they are offered events
 */
public record EventPoolView(
        String name,
        String group,
        int bufferSize,
        int buffered,
        long dropped,
        List<String> events,
        List<Listener> listeners) {

    public EventPoolView {
        events = List.copyOf(events);
        listeners = List.copyOf(listeners);
    }

    /**
     * One process of a pool.
     *
     * @param state where its conversation stands: ACKNOWLEDGED, READY, BUSY or UNKNOWN
     */
    public record Listener(String name, String state) {}
}
