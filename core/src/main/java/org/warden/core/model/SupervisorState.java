package org.warden.core.model;

/** The mood of the daemon, with the codes of {@code supervisor.getState}. */
public enum SupervisorState {
    RUNNING(1),
    RESTARTING(0),
    SHUTDOWN(-1);

    private final int code;

    SupervisorState(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
