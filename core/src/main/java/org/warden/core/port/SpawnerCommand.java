package org.warden.core.port;

import org.warden.core.model.Channel;

/**
 * What the loop tells the engine. {@code child} is a number the loop chooses, never reused while the child is known, and
 * {@code socket} is one of the same kind, not 0; {@code seq} comes back in {@link SpawnerEvent.Done} (0 asks for no answer).
 */
public sealed interface SpawnerCommand {

    /**
     * Starts a program. Answered by {@link SpawnerEvent.Spawned} or {@link SpawnerEvent.SpawnFailed}.
     *
     * @param socket the listening socket that is its descriptor 0; 0: a pipe is
     */
    record Spawn(int child, int socket, SpawnPlan plan) implements SpawnerCommand {
        public Spawn(int child, SpawnPlan plan) {
            this(child, 0, plan);
        }
    }

    /**
     * Opens a listening socket. Answered by {@link SpawnerEvent.Listening}. It and {@link Unlisten} are carried out between
     * the spawns, in the order in which all of them are sent.
     */
    record Listen(int socket, ListenPlan plan) implements SpawnerCommand {}

    /** Closes a listening socket and removes its path; does nothing when it could not be opened. */
    record Unlisten(int socket) implements SpawnerCommand {}

    /**
     * Sends a signal. To a child whose exit has been seen already it answers ESRCH.
     *
     * @param group whether the whole process group is meant
     */
    record Kill(int child, int seq, int signal, boolean group) implements SpawnerCommand {}

    /**
     * Queues bytes for the child's stdin and tries to write them at once. Done carries 0, EPIPE when the child has
     * closed its end, or EAGAIN when more than the engine's limit is already waiting (nothing of it is queued then).
     *
     * @param seq when negative, there is a Done only for a failure
     */
    record WriteStdin(int child, int seq, byte[] bytes) implements SpawnerCommand {}

    /** Closes the log files of both channels and opens the same paths again. Done carries the first error. */
    record ReopenLogs(int child, int seq) implements SpawnerCommand {}

    /** Removes the log files of both channels and opens them anew. Done carries the first error. */
    record ClearLogs(int child, int seq) implements SpawnerCommand {}

    /** Turns {@link SpawnerEvent.Output} for one channel on or off. */
    record Report(int child, Channel channel, boolean on) implements SpawnerCommand {}

    /**
     * Has something remembered beyond the life of this process, by an engine that {@link Spawner#outlives} it. It is
     * done before any command that is sent later.
     *
     * @param key at most 4 KiB; what was under it is replaced
     * @param bytes at most 1 MiB; empty to have it forgotten
     */
    record Note(String key, byte[] bytes) implements SpawnerCommand {}

    /**
     * Has a channel left unread as long as there is no supervisor that hears it: what a listener answers must not be lost.
     */
    record Hold(int child, Channel channel) implements SpawnerCommand {}

    /**
     * Has an eye on what has left the process group of a child: what certainly descends from it at this moment is killed
     * when the child has ended.
     */
    record Pursue(int child) implements SpawnerCommand {}

    /**
     * Has all living children measured: {@link SpawnerEvent.Measured}, as many as it takes, then Done. EBUSY while a sweep is
     * under way; ESRCH from an engine that is too old to know this.
     */
    record Measure(int seq) implements SpawnerCommand {}

    /**
     * How a child is to be stopped by an engine that {@link Spawner#outlives} this process, and is told to end when there is no
     * supervisor. Before the next group of children, those of the highest rank.
     *
     * @param signal the first one
     * @param stopAsGroup whether that is for the process group
     * @param killAsGroup whether SIGKILL is
     * @param pursue whether {@link Pursue} comes before each
     * @param waitNanos how long after the first one SIGKILL comes
     */
    record Will(
            int child, int rank, int signal, boolean stopAsGroup, boolean killAsGroup, boolean pursue, long waitNanos)
            implements SpawnerCommand {}

    /**
     * A stop begins. Should there be no supervisor at its deadline, such an engine sends SIGKILL.
     *
     * @param deadlineNanos CLOCK_MONOTONIC
     */
    record Stopping(int child, long deadlineNanos) implements SpawnerCommand {}

    /** Ends an engine that outlives supervisors, as soon as no child lives. */
    record End() implements SpawnerCommand {}

    /** Says that the exit has been dealt with: the engine may forget the child. */
    record Forget(int child) implements SpawnerCommand {}
}
