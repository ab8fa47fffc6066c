package org.warden.spawner;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.warden.core.port.SpawnPlan;
import org.warden.core.port.Spawner;
import org.warden.core.port.SpawnerCommand;
import org.warden.core.port.SpawnerEvent;

/** Real programs under a spawner, and what the spawner told of them. */
final class Programs implements AutoCloseable, Spawner.Listener {
    private static final long PATIENCE_SECONDS = 30;

    private final List<SpawnerEvent> events = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final JniSpawner spawner = JniSpawner.open(this);
    private int lastChild;

    @Override
    public void happened(SpawnerEvent event) {
        lock.lock();
        try {
            events.add(event);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    JniSpawner spawner() {
        return spawner;
    }

    /** A plan that reports both channels and logs nothing. */
    static SpawnPlan plan(String path, String... arguments) {
        List<String> argv = new ArrayList<>(List.of(path));
        argv.addAll(List.of(arguments));
        SpawnPlan.Output reported = new SpawnPlan.Output(null, 0, 0, 0, null, false, true);
        return new SpawnPlan(path, argv, List.of("PATH=/usr/bin:/bin"), null, null, -1, -1, false, reported, reported);
    }

    static SpawnPlan shell(String script) {
        return plan("/bin/sh", "-c", script);
    }

    int start(SpawnPlan plan) {
        int child = ++lastChild;
        spawner.send(new SpawnerCommand.Spawn(child, plan));
        return child;
    }

    SpawnerEvent.Exited run(SpawnPlan plan) {
        return exit(start(plan));
    }

    SpawnerEvent.Spawned spawned(int child) {
        return await(SpawnerEvent.Spawned.class, e -> e.child() == child);
    }

    SpawnerEvent.Exited exit(int child) {
        return await(SpawnerEvent.Exited.class, e -> e.child() == child);
    }

    SpawnerEvent.Done done(int seq) {
        return await(SpawnerEvent.Done.class, e -> e.seq() == seq);
    }

    /** All that a child wrote to either channel so far. */
    String output(int child) {
        StringBuilder text = new StringBuilder();
        for (SpawnerEvent event : seen()) {
            if (event instanceof SpawnerEvent.Output output && output.child() == child) {
                text.append(new String(output.bytes(), java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return text.toString();
    }

    /** What a shell script prints. */
    String printedBy(String script) {
        int child = start(shell(script));
        exit(child);
        return output(child);
    }

    List<SpawnerEvent> seen() {
        lock.lock();
        try {
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    /** The first event of a type that fits, waiting for it. */
    <E extends SpawnerEvent> E await(Class<E> type, Predicate<E> fits) {
        long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        lock.lock();
        try {
            int looked = 0;
            while (true) {
                for (; looked < events.size(); looked++) {
                    if (type.isInstance(events.get(looked)) && fits.test(type.cast(events.get(looked)))) {
                        return type.cast(events.get(looked));
                    }
                }
                if (left <= 0) {
                    throw new AssertionError("no fitting " + type.getSimpleName() + " among " + events);
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a child has printed a text. */
    void awaitOutput(int child, String text) {
        await(SpawnerEvent.Output.class, e -> output(child).contains(text));
    }

    @Override
    public void close() {
        spawner.close();
    }
}
