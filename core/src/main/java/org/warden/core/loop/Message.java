package org.warden.core.loop;

import org.warden.core.api.Command;
import org.warden.core.port.SpawnerEvent;

/** What can stand in the loop's inbox. */
sealed interface Message {

    /** A command with the place its answer goes to. */
    record Ask<R>(Command<R> command, Reply<R> reply) implements Message {}

    /** Something the engine saw. */
    record Happened(SpawnerEvent event) implements Message {}

    /** A result brought back from a worker thread, to be taken in on the loop thread. */
    record Back(Runnable work) implements Message {}
}
