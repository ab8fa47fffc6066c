package org.warden.core.config;

import java.util.Set;

/**
 * What an {@code [eventlistener:x]} has beyond a program.
 *
 * @param events names of event types, upper case, as subscribed to (abstract ones included)
 */
public record EventPoolConfig(int bufferSize, Set<String> events, String resultHandler) {
    public EventPoolConfig {
        events = Set.copyOf(events);
    }
}
