package org.warden.core.loop;

import java.util.PriorityQueue;

/** What is due when. Loop thread only. An entry that has lost its sense is not removed but finds that out when it is due. */
final class Timers {
    private record Timer(long dueNanos, long order, Runnable action) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(dueNanos, other.dueNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Timer> queue = new PriorityQueue<>();
    private long count;

    void at(long dueNanos, Runnable action) {
        queue.add(new Timer(dueNanos, count++, action));
    }

    /** Runs what is due, things that become due meanwhile included; entries due now run in the order they were set. */
    void run(long nowNanos) {
        while (!queue.isEmpty() && queue.peek().dueNanos() <= nowNanos) {
            queue.poll().action().run();
        }
    }

    /** When the next one is due, or Long.MAX_VALUE. */
    long nextNanos() {
        return queue.isEmpty() ? Long.MAX_VALUE : queue.peek().dueNanos();
    }
}
