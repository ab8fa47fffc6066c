package org.warden.boot;

import java.util.Optional;
import org.warden.doors.Console;

/** Where an instance gets the pages from that its doors show to browsers. */
@FunctionalInterface
public interface Consoles {

    /** For an instance whose pages others serve. */
    Consoles NONE = running -> Optional.empty();

    /**
     * One for a life, not started.
     *
     * @param running what it shows
     */
    Optional<Console> of(Running running);
}
