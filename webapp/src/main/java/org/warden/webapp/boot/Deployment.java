package org.warden.webapp.boot;

import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * What a deployed web application does, from its start to its end: it supervises, it stands by because another one does, or it
 * does neither and says why. What that is stands in the servlet context as the {@link Installation}.
 *
 * <p>A thread, {@code warden-standby}, belongs to it while it stands by, and none otherwise.
 */
final class Deployment implements AutoCloseable {
    /** How often one that stands by looks. */
    static final Duration PERIOD = Duration.ofSeconds(1);

    /** How seldom at last, when it could take over but for something that is in the way. */
    private static final long LONGEST_MILLIS = 60_000;

    private final ServletContext context;
    private final Composition composition;
    private final long periodMillis;
    private final Thread waiting = new Thread(this::standBy, "warden-standby");

    // Guarded by this.
    private Graph graph;
    private boolean closed;

    // Of the thread that stands by.
    private HeldException held;
    private String told;

    Deployment(ServletContext context, Composition composition, Duration period) {
        this.context = context;
        this.composition = composition;
        this.periodMillis = period.toMillis();
        waiting.setDaemon(true);
    }

    void start() {
        try {
            supervise();
        } catch (HeldException other) {
            held = other;
            showHolder(other.holder());
            waiting.start();
        } catch (BootException e) {
            show(Installation.down(e.getMessage()), "Warden is not running: " + e.getMessage());
        }
    }

    private void supervise() throws BootException {
        Graph started = composition.start(Boot.configuration(context));
        synchronized (this) {
            graph = started;
        }
        context.setAttribute(Installation.ATTRIBUTE, Installation.up(started));
        started.ended().thenAccept(this::ended);
    }

    private void ended(String why) {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        show(Installation.down(why), "Warden has ended: " + why);
    }

    private void show(Installation installation, String line) {
        context.setAttribute(Installation.ATTRIBUTE, installation);
        if (!line.equals(told)) {
            context.log(line);
        }
        told = line;
    }

    private void showHolder(int pid) {
        String who = pid == 0
                ? "Another process supervises"
                : pid == ProcessHandle.current().pid()
                        ? "Another web application of this container (process " + pid + ") supervises"
                        : "Process " + pid + " supervises";
        String text =
                who + " the programs of this configuration. This one stands by, and takes over when that one goes.";
        show(Installation.standby(text), "Warden stands by. " + text);
    }

    private void standBy() {
        long pauseMillis = periodMillis;
        while (pause(pauseMillis)) {
            OptionalInt holder = held.holderNow();
            if (holder.isPresent()) {
                showHolder(holder.getAsInt());
                pauseMillis = periodMillis;
                continue;
            }
            try {
                supervise();
                context.log("Warden has taken over.");
                return;
            } catch (HeldException other) {
                held = other;
            } catch (BootException e) {
                // What is in the way may go: the port of one that is just ending, say.
                String text = "Nobody supervises the programs of this configuration, and this one can't take over yet: "
                        + e.getMessage();
                show(Installation.down(text), "Warden stands by. " + text);
                pauseMillis = Math.min(2 * pauseMillis, LONGEST_MILLIS);
            }
        }
    }

    /** @return false when it is to end */
    private synchronized boolean pause(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        try {
            for (long left = millis; !closed && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            return false;
        }
        return !closed;
    }

    /** Ends what it does: at once where it stands by, and when the programs are stopped or left where it supervises. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            // It may be in the middle of taking over.
            waiting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Graph last;
        synchronized (this) {
            last = graph;
        }
        if (last != null) {
            last.close();
        }
    }
}
