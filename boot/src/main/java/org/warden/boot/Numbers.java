package org.warden.boot;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counters that go on over restarts: numbers for children, and serials for events, which count from 0. */
record Numbers(AtomicInteger children, AtomicLong events) {
    Numbers() {
        this(new AtomicInteger(), new AtomicLong());
    }
}
