package org.warden.doors;

import java.util.concurrent.TimeUnit;

/** Counts calls that have no complete answer yet, so that closing can wait for them. Any thread. */
final class UnderWay {

    private final Object monitor = new Object();
    private int calls;

    void begin() {
        synchronized (monitor) {
            calls++;
        }
    }

    void end() {
        synchronized (monitor) {
            calls--;
            monitor.notifyAll();
        }
    }

    /** Waits until there are none, at most so long. */
    void awaitNone(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (monitor) {
            while (calls > 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return;
                }
                try {
                    monitor.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }
}
