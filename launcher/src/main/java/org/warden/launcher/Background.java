package org.warden.launcher;

import org.warden.boot.Departure;
import org.warden.core.config.LogLevel;
import org.warden.core.config.SupervisordConfig;
import org.warden.core.log.LogSink;
import org.warden.core.model.PythonText;
import org.warden.spawner.NativeException;
import org.warden.spawner.NativeSystem;

/**
 * The way into the background. The process has had a session of its own from the beginning; whoever called {@code
 * supervisord} waits for one byte.
 *
 * <p>Source: {@code docs/design/start.md}.
 */
final class Background implements Departure {
    /** Names the descriptor on which that byte is awaited. */
    static final String VARIABLE = "WARDEN_READY";

    private static final char READY = 'r';
    private static final char FOREGROUND = 'f';

    private final NativeSystem host;
    private final int caller;

    /** @param caller the descriptor that {@link #VARIABLE} names */
    Background(NativeSystem host, int caller) {
        this.host = host;
        this.caller = caller;
    }

    @Override
    public void leave(SupervisordConfig supervisord, LogSink log) {
        log.log(LogLevel.INFO, "daemonizing the supervisord process");
        supervisord.directory().ifPresent(directory -> go(directory, log));
        host.umask(supervisord.umask());
    }

    private void go(String directory, LogSink log) {
        try {
            host.changeDirectory(directory);
            log.log(LogLevel.INFO, "set current directory: " + PythonText.repr(directory));
        } catch (NativeException e) {
            log.log(LogLevel.CRITICAL, "can't chdir into " + PythonText.repr(directory) + ": " + e.errnoName());
        }
    }

    /** Tells the caller that it may go, and lets go of its terminal. A caller that was killed is not missed. */
    void ready() {
        host.leaveTerminal();
        host.sayAndClose(caller, READY);
    }

    /** Asks the caller to run all this in its own process instead: the configuration wants the foreground. */
    void declined() {
        host.sayAndClose(caller, FOREGROUND);
    }
}
