package org.warden.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private final FakeClock clock = new FakeClock();
    private final Attempts attempts = new Attempts();

    private boolean mayTry(String address) {
        return attempts.take(address, clock.nowNanos()).isAllowed();
    }

    private void exhaust(String address) {
        for (int i = 0; i < Attempts.AT_ONCE; i++) {
            assertTrue(mayTry(address));
        }
    }

    @Test
    void anAddressMayErrTenTimesAndThenOnceEachHalfMinute() {
        exhaust("192.0.2.1");
        assertFalse(mayTry("192.0.2.1"));
        clock.advance(Attempts.EACH.minusSeconds(1));
        assertEquals(
                Duration.ofSeconds(1),
                attempts.take("192.0.2.1", clock.nowNanos()).pause());
        clock.advance(Duration.ofSeconds(1));
        assertTrue(mayTry("192.0.2.1"));
        assertFalse(mayTry("192.0.2.1"));
        clock.advance(Duration.ofHours(9));
        exhaust("192.0.2.1");
        assertFalse(mayTry("192.0.2.1"));
    }

    @Test
    void anotherAddressIsNotTouchedByThat() {
        exhaust("192.0.2.1");
        assertTrue(mayTry("192.0.2.2"));
        exhaust(Visitor.UNIX);
        assertFalse(mayTry(Visitor.UNIX));
    }

    @Test
    void aNetworkOfIpv6IsOneAddress() {
        exhaust("2001:db8:0:1::1");
        assertFalse(mayTry("2001:db8:0:1:ffff::2"));
        assertTrue(mayTry("2001:db8:0:2::1"));
    }

    @Test
    void whatWasRightDoesNotCount() {
        for (int i = 0; i < 100; i++) {
            assertTrue(mayTry("192.0.2.1"));
            attempts.giveBack("192.0.2.1");
        }
    }

    @Test
    void theFirstRefusalIsNewsAndTheOthersAreNot() {
        exhaust("192.0.2.1");
        assertTrue(attempts.take("192.0.2.1", clock.nowNanos()).news());
        assertFalse(attempts.take("192.0.2.1", clock.nowNanos()).news());
    }
}
