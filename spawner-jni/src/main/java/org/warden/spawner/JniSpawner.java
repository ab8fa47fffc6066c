package org.warden.spawner;

import java.io.ByteArrayOutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.warden.core.port.Spawner;
import org.warden.core.port.SpawnerCommand;
import org.warden.core.port.SpawnerEvent;

/**
 * The engine in this process: programs are children of the JVM.
 *
 * <p>Two daemon threads belong to it: {@code warden-engine} moves bytes and hands out events, {@code warden-spawner}
 * starts programs and may be held up by one that does not get started.
 *
 * <p>Source: {@code docs/design/engine.md}.
 */
public final class JniSpawner implements Spawner {
    private static final Logger LOG = System.getLogger(JniSpawner.class.getName());
    private static final int EVENT_BYTES = 1 << 20;
    private static final long JOIN_MILLIS = 5000;
    private static final long PAUSE_NANOS = 100_000_000;

    private final Listener listener;
    private final long engine;
    private final Thread engineThread = new Thread(this::pump, "warden-engine");
    private final Thread spawnerThread = new Thread(this::spawn, "warden-spawner");
    private final CompletableFuture<Integer> hello = new CompletableFuture<>();

    /** Readers use the engine, the writer ends it: nobody may use an address that was freed. */
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    private JniSpawner(Listener listener) {
        this.listener = listener;
        this.engine = NativeException.checked("opening the engine", NativeEngine.open());
        engineThread.setDaemon(true);
        spawnerThread.setDaemon(true);
    }

    /**
     * Starts an engine. Any thread.
     *
     * @param listener called on the engine's thread
     * @throws LibraryException when the library can't be loaded
     * @throws NativeException when the kernel lacks what the engine needs (Linux before 5.4), or memory or descriptors are
     *     used up
     */
    public static JniSpawner open(Listener listener) {
        NativeLibrary.load();
        JniSpawner spawner = new JniSpawner(listener);
        spawner.engineThread.start();
        spawner.spawnerThread.start();
        spawner.send(CommandFrame.hello());
        spawner.hello.join();
        return spawner;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when a text holds a NUL, or the command is larger than 4 MiB
     * @throws IllegalStateException when the spawner is closed
     * @throws NativeException when memory is used up, or 64 MiB of commands and 65,536 refused ones are waiting already
     */
    @Override
    public void send(SpawnerCommand command) {
        send(CommandFrame.of(command));
    }

    private void send(byte[] frame) {
        use.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the spawner is closed");
            }
            NativeException.checked("sending to the engine", NativeEngine.send(engine, frame, frame.length));
        } finally {
            use.readLock().unlock();
        }
    }

    @Override
    public String capabilities() {
        boolean closeRange = (hello.join() & Wire.CAPABILITY_CLOSE_RANGE) != 0;
        return "engine in this process, wire version " + Wire.VERSION + ", kernel " + NativeSystem.kernelRelease()
                + ", pidfd, " + (closeRange ? "close_range" : "no close_range: descriptors are closed one by one");
    }

    /** See {@link NativeSystem#installSignals}. */
    void installSignals() {
        use.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the spawner is closed");
            }
            NativeException.checked("installing signal handlers", NativeEngine.installSignals(engine));
        } finally {
            use.readLock().unlock();
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Any thread but the engine's own. A second call does nothing. When a program hangs between fork and exec, the
     * spawner's thread can't leave: then the engine is given up without being freed.
     */
    @Override
    public void close() {
        if (Thread.currentThread() == engineThread) {
            throw new IllegalStateException("a listener can't close the spawner that calls it");
        }
        use.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            use.writeLock().unlock();
        }
        NativeEngine.wake(engine);
        boolean left = joined(engineThread) & joined(spawnerThread);
        if (left) {
            NativeEngine.free(engine);
        } else {
            LOG.log(Level.WARNING, "a thread of the engine does not end: a program hangs while it is being started");
        }
    }

    private static boolean joined(Thread thread) {
        boolean interrupted = Thread.interrupted();
        long end = System.nanoTime() + JOIN_MILLIS * 1_000_000;
        while (thread.isAlive() && System.nanoTime() < end) {
            try {
                thread.join(JOIN_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private void spawn() {
        NativeEngine.spawnLoop(engine);
    }

    private void pump() {
        ByteBuffer events = ByteBuffer.allocateDirect(EVENT_BYTES);
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        while (true) {
            int filled = NativeEngine.next(engine, events, EVENT_BYTES);
            if (filled == -Errno.ESHUTDOWN) {
                return;
            }
            if (filled < 0) {
                // Should the kernel refuse to wait, saying so ten times a second is better than at full speed.
                LOG.log(Level.ERROR, "the engine can''t wait for events: {0}", Errno.name(-filled));
                LockSupport.parkNanos(PAUSE_NANOS);
                continue;
            }
            hand(new EventFrames(events.clear().limit(filled), captured, Errno::name));
        }
    }

    private void hand(EventFrames frames) {
        for (EventFrames.Item item = frames.next(); item != null; item = frames.next()) {
            if (item.event() == null) {
                hello.complete(item.capabilities());
            } else {
                tell(item.event());
            }
        }
    }

    private void tell(SpawnerEvent event) {
        try {
            listener.happened(event);
        } catch (RuntimeException e) {
            // One event that somebody can't cope with must not cost all that come after it.
            LOG.log(Level.ERROR, "the listener failed on " + event, e);
        }
    }
}
