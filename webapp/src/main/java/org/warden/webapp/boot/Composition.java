package org.warden.webapp.boot;

import java.nio.file.Path;

/** Builds the graph of objects behind the web application out of a configuration file. */
@FunctionalInterface
interface Composition {

    /**
     * Reads the file, opens the doors, starts the core.
     *
     * @throws HeldException when another supervisor has the programs of this configuration; nothing was touched
     * @throws BootException when the configuration is broken or a door can't be opened; nothing is left running
     */
    Graph start(Path configuration) throws BootException;
}
