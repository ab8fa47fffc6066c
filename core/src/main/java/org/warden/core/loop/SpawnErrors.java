package org.warden.core.loop;

import org.warden.core.port.SpawnerEvent.SpawnFailed;

/** What clients are told when no process came to be: stock's words. */
final class SpawnErrors {
    private SpawnErrors() {}

    static String text(ManagedProcess process, SpawnFailed failed) {
        String quoted = "'" + process.config().name() + "'";
        return switch (failed.stage()) {
            case LOG -> "unknown error making dispatchers for " + quoted + ": " + failed.errnoName();
            case PIPE ->
                failed.errnoName().equals("EMFILE")
                        ? "too many open files to spawn " + quoted
                        : "unknown error making dispatchers for " + quoted + ": " + failed.errnoName();
            case FORK ->
                failed.errnoName().equals("EAGAIN")
                        ? "Too many processes in process table to spawn " + quoted
                        : "unknown error during fork for " + quoted + ": " + failed.errnoName();
            case SOCKET -> process.socket.problem();
            case POLICY -> "the keeper's policy does not allow " + quoted + ": " + failed.errnoName();
        };
    }
}
