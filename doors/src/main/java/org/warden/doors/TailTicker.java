package org.warden.doors;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one thread that serves all followed logs. It looks at each ten times a second, as stock does, for a new file in the
 * old one's place; for new lines it looks more often, and most often while there are some. It ends when nobody follows any
 * more. {@link #run} may be called from any thread, the rest on the ticker's thread only.
 */
public final class TailTicker implements AutoCloseable {

    private static final long THOROUGH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How often new lines are looked for while they come, and otherwise. */
    private static final long BUSY_MILLIS = 5;

    private static final long QUIET_MILLIS = 50;

    /** How long after the last line more are expected soon. */
    private static final long BUSY_FOR_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long CLOSE_MILLIS = 1000;

    /** A log being followed by a client. Called on the ticker's thread; must not wait for the client. */
    public interface Tail {
        /**
         * Sends what is new, if the client can take it.
         *
         * @param thorough whether to look for a new file too
         * @return whether there was something new
         */
        boolean pump(boolean thorough);

        /** Lets go of the client and the log. */
        void end();
    }

    private final ScheduledThreadPoolExecutor thread;
    private final Set<Tail> tails = new HashSet<>();
    private boolean ticking;
    private long thoroughNanos = System.nanoTime();
    private long busyUntilNanos = System.nanoTime();
    private volatile Thread current;

    public TailTicker() {
        thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread t = new Thread(task, "door-tail");
            t.setDaemon(true);
            current = t;
            return t;
        });
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.setKeepAliveTime(1, TimeUnit.SECONDS);
        thread.allowCoreThreadTimeOut(true);
    }

    /** Runs something on the ticker's thread; false when it is closed. */
    public boolean run(Runnable task) {
        try {
            thread.execute(task);
            return true;
        } catch (RejectedExecutionException closed) {
            return false;
        }
    }

    public void add(Tail tail) {
        tails.add(tail);
        keepTicking();
    }

    public void remove(Tail tail) {
        tails.remove(tail);
    }

    private void tick() {
        ticking = false;
        try {
            pump(System.nanoTime());
        } finally {
            // One tail's defect must not silence the others.
            keepTicking();
        }
    }

    private void pump(long nowNanos) {
        boolean thorough = nowNanos - thoroughNanos >= THOROUGH_NANOS;
        if (thorough) {
            thoroughNanos = nowNanos;
        }
        boolean news = false;
        for (Tail tail : new ArrayList<>(tails)) {
            news |= tail.pump(thorough);
        }
        if (news) {
            busyUntilNanos = nowNanos + BUSY_FOR_NANOS;
        }
    }

    private void keepTicking() {
        if (!ticking && !tails.isEmpty() && !thread.isShutdown()) {
            ticking = true;
            long wait = System.nanoTime() - busyUntilNanos < 0 ? BUSY_MILLIS : QUIET_MILLIS;
            thread.schedule(this::tick, wait, TimeUnit.MILLISECONDS);
        }
    }

    /** Ends all tails and the thread, and waits a moment for both: a container looks for threads left behind. */
    @Override
    public void close() {
        try {
            // Shut down first, the executor would drop the task.
            thread.submit(() -> new ArrayList<>(tails).forEach(Tail::end)).get(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            // A log that can't be closed in that time is left to the operating system.
        }
        thread.shutdown();
        Thread last = current;
        if (last != null) {
            try {
                last.join(CLOSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
