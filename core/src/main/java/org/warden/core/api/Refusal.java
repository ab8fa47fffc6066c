package org.warden.core.api;

/** Why the core refused. {@code rpc} alone knows which fault code a client sees for it. */
public enum Refusal {
    SHUTDOWN_STATE,
    BAD_NAME,
    BAD_SIGNAL,
    NO_FILE,
    NOT_EXECUTABLE,
    FAILED,
    ABNORMAL_TERMINATION,
    SPAWN_ERROR,
    ALREADY_STARTED,
    NOT_RUNNING,
    ALREADY_ADDED,
    STILL_RUNNING,
    CANT_REREAD
}
