package org.warden.boot;

import java.util.Map;
import java.util.function.Supplier;
import org.warden.core.config.Inspection;
import org.warden.core.loop.ConfigSource;
import org.warden.core.loop.EventRelay;
import org.warden.core.port.Clock;
import org.warden.core.port.Host;
import org.warden.core.port.Syslog;
import org.warden.rpc.Plugins;

/**
 * What stays the same over restarts.
 *
 * @param source reads the configuration
 * @param inspection reads it for people: every value and where it comes from; changes nothing
 * @param syslog takes the activity log where that is asked for
 * @param engines where the engine comes from, whose events go to {@code relay}
 * @param plugins further XML-RPC interfaces that are installed
 * @param environment the daemon's own, as programs get it
 * @param openFiles soft RLIMIT_NOFILE of programs, or -1 to inherit
 * @param consoles gives the doors their pages for browsers
 * @param standalone whether this process is the daemon and nothing else: it has a pidfile, and in the
 *     foreground its log is shown on stdout
 */
public record Surroundings(
        ConfigSource source,
        Supplier<Inspection> inspection,
        Clock clock,
        Host host,
        Syslog syslog,
        Engines engines,
        EventRelay relay,
        Plugins plugins,
        Map<String, String> environment,
        long openFiles,
        Consoles consoles,
        boolean standalone) {

    /** The machine's clocks. */
    public static Clock systemClock() {
        return new SystemClock();
    }
}
