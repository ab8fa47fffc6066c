package org.warden.core.loop;

import java.util.ArrayDeque;
import java.util.Queue;
import org.warden.core.port.Spawner;
import org.warden.core.port.SpawnerEvent;

/**
 * Stands between an engine, which lives as long as the daemon, and the loop of the present incarnation. What happens while
 * there is none, such as a signal to the daemon in the middle of a restart, is kept for the next.
 */
public final class EventRelay implements Spawner.Listener {
    private final Queue<SpawnerEvent> kept = new ArrayDeque<>();
    private Spawner.Listener target;

    @Override
    public synchronized void happened(SpawnerEvent event) {
        if (target == null) {
            kept.add(event);
        } else {
            target.happened(event);
        }
    }

    /** Hands over what was kept, and then everything as it comes. */
    public synchronized void connect(Spawner.Listener listener) {
        target = listener;
        while (!kept.isEmpty()) {
            listener.happened(kept.remove());
        }
    }

    /** Keeps events from now on. */
    public synchronized void disconnect() {
        target = null;
    }
}
