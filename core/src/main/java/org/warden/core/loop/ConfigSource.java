package org.warden.core.loop;

import org.warden.core.config.ConfigException;
import org.warden.core.config.Configuration;

/** Where the configuration comes from. Called on a worker thread: it touches files and name services. */
@FunctionalInterface
public interface ConfigSource {
    /** Reads it anew; nothing else comes of it. */
    Configuration read() throws ConfigException;

    /** What was read is what counts from now on, for all that needs no restart and no update. */
    default void taken(Configuration fresh) {}
}
