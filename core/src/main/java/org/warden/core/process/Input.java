package org.warden.core.process;

import org.warden.core.model.ExitStatus;

/** Everything that can happen to a process. */
public sealed interface Input {

    /** Somebody, autostart or autorestart wants it up. */
    record StartAsked() implements Input {}

    /** Somebody wants it down. */
    record StopAsked() implements Input {}

    /** The engine has executed the program. */
    record Spawned(int pid) implements Input {}

    /** No process came to be; {@code spawnerr} says why, in the words that clients see. */
    record SpawnFailed(String spawnerr) implements Input {}

    /** The process was reaped. */
    record Exited(ExitStatus status) implements Input {}

    /** A signal could not be sent although the process is there; {@code reason} for the log. */
    record KillFailed(String reason) implements Input {}

    /** The moment that {@link ProcessSnapshot#deadlineNanos()} named has come. */
    record DeadlinePassed() implements Input {}

    /** The daemon shuts down or restarts: no retry and no restart any more. */
    record NoMoreStarts() implements Input {}

    /** Its group's turn in the shutdown has come while it waits for a retry. */
    record GiveUp() implements Input {}
}
