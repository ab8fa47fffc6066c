package org.warden.core.port;

import java.util.OptionalInt;

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

    /**
     * Hands a command to the engine and returns at once. It may be held back until {@link #flush}. Any thread; commands of
     * one thread keep their order.
     */
    void send(SpawnerCommand command);

    /** What was sent so far reaches the engine now. Any thread. */
    default void flush() {}

    /** What the kernel and the engine can do, for the log and for diagnostics. */
    String capabilities();

    /** Whether programs and notes live on when this process ends without a word. */
    default boolean outlives() {
        return false;
    }

    /** The process that is the parent of the programs, where that is another one than this. It may change. */
    default OptionalInt process() {
        return OptionalInt.empty();
    }

    /** What there was when this spawner was opened. */
    default Survey survey() {
        return Survey.NOTHING;
    }

    /**
     * After {@link SpawnerEvent.Replaced}: commands go to the new engine from now on.
     *
     * @param lastNumber what is still to be started or opened under this number or a lower one is not: it is asked for
     *     again under another number
     */
    default void goOn(int lastNumber) {}

    /** This process has got another working directory, umask, standard output or standard error. */
    default void placeChanged() {}

    /** Ends the engine. Children that still live are left alone. */
    @Override
    void close();
}
