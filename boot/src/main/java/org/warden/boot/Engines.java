package org.warden.boot;

import java.io.IOException;
import org.warden.core.config.Configuration;
import org.warden.core.port.Spawner;

/** Where the engine of an instance comes from. */
@FunctionalInterface
public interface Engines {

    /**
     * Opens it, or attaches to one that has outlived another instance. Called once: alone, when the doors are bound; in a web
     * application before anything else. Whoever made this object does not close it.
     *
     * @throws IOException when there can be none; the message is for the person who starts the instance
     */
    Spawner open(Configuration configuration) throws IOException;
}
