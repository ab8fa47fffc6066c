package org.warden.core.port;

/**
 * The engine as the core sees it: commands in, events out. Events come through the listener given at opening, on one
 * thread, one after another.
 *
 * <p>Source: {@code docs/design/engine.md}.
 */
public interface Spawner extends AutoCloseable {

    /** Takes events; must return quickly and never throw. Called on the engine's thread. */
    @FunctionalInterface
    interface Listener {
        void happened(SpawnerEvent event);
    }

    /** Hands a command to the engine and returns at once. Any thread; commands of one thread keep their order. */
    void send(SpawnerCommand command);

    /** What the kernel and the engine can do, for the log and for diagnostics. */
    String capabilities();

    /** Ends the engine. Children that still live are left alone. */
    @Override
    void close();
}
