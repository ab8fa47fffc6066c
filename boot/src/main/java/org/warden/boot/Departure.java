package org.warden.boot;

import org.warden.core.config.SupervisordConfig;
import org.warden.core.log.LogSink;

/** How the process leaves for the background, at its first start and never at a restart. */
@FunctionalInterface
public interface Departure {

    /** For a process that stays where it is. */
    Departure NONE = (supervisord, log) -> {};

    /**
     * Called when the doors are bound and before the pidfile is written. What goes wrong is logged: it is no reason not to
     * supervise.
     */
    void leave(SupervisordConfig supervisord, LogSink log);
}
