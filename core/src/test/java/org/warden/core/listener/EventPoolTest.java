package org.warden.core.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.warden.core.listener.EventPool.Numbered;

class EventPoolTest {
    private final EventPool pool = new EventPool("p", 2, false);

    private static Event event(String payload) {
        return new Event("REMOTE_COMMUNICATION", payload);
    }

    @Test
    void eventsKeepTheirOrderAndCountTheirOwnSerials() {
        pool.accept(event("a"), 7);
        pool.accept(event("b"), 9);
        assertEquals(new Numbered(event("a"), 7, 0, 0), pool.poll());
        assertEquals(new Numbered(event("b"), 9, 1, 0), pool.poll());
        assertNull(pool.poll());
    }

    @Test
    void fullBufferDropsTheOldestAndCountsIt() {
        pool.accept(event("a"), 1);
        assertEquals(Optional.empty(), pool.accept(event("b"), 2));
        assertEquals(1, pool.accept(event("c"), 3).orElseThrow().serial());
        assertEquals(1, pool.dropped());
        assertEquals("b", pool.poll().event().payload());
    }

    @Test
    void rejectedEventIsTheNextAndKeepsItsNumbers() {
        pool.accept(event("a"), 1);
        pool.accept(event("b"), 2);
        Numbered a = pool.poll();
        assertEquals(Optional.empty(), pool.takeBack(a));
        assertEquals(a, pool.poll());
        pool.accept(event("c"), 3);
        assertEquals("b", pool.takeBack(a).orElseThrow().event().payload(), "no room: the oldest waiting one goes");
        assertEquals(a, pool.poll());
    }

    @Test
    void lengthCountsCharactersAndNotBytes() {
        pool.accept(event("h\u00e4ll\u00f6 \uD83D\uDE00"), 4);
        assertEquals(
                "ver:3.0 server:id serial:4 pool:p poolserial:0 eventname:REMOTE_COMMUNICATION len:7\n"
                        + "h\u00e4ll\u00f6 \uD83D\uDE00",
                pool.envelope(pool.poll(), "id"));
    }

    @Test
    void subscriptionMeansTheTypeAndAllBelowIt() {
        assertTrue(EventTypes.wants(Set.of("EVENT"), "TICK_5"));
        assertTrue(EventTypes.wants(Set.of("PROCESS_STATE"), "PROCESS_STATE_FATAL"));
        assertTrue(EventTypes.wants(Set.of("TICK_60", "TICK_5"), "TICK_5"));
        assertFalse(EventTypes.wants(Set.of("TICK_5"), "TICK_60"));
        assertFalse(EventTypes.wants(Set.of("PROCESS_LOG_STDOUT", "PROCESS_STATE_RUNNING"), "PROCESS_LOG_STDERR"));
    }
}
