package org.warden.core.loop;

/** How a loop ended. */
public enum Ending {
    SHUTDOWN,
    RESTART,
    /** Programs live on without it. */
    DETACHED
}
