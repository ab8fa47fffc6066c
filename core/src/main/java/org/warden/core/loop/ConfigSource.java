package org.warden.core.loop;

import org.warden.core.config.ConfigException;
import org.warden.core.config.Configuration;

/** Reads the configuration file anew. Called on a worker thread: it touches files and name services. */
@FunctionalInterface
public interface ConfigSource {
    Configuration read() throws ConfigException;
}
