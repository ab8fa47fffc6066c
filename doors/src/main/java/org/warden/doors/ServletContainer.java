package org.warden.doors;

import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jetty.server.Server;

/**
 * A service: runs a web application behind the doors. Its provider lies, with the application's own classes, in a class loader
 * that is made for it.
 */
@FunctionalInterface
public interface ServletContainer {

    /**
     * Starts the application.
     *
     * @param application the folder that has its {@code WEB-INF}
     * @param attributes what its context is to have from the beginning
     * @throws Exception why it did not start; nothing is left running
     */
    Console.Open open(Server server, Path application, Map<String, Object> attributes, DoorLog log) throws Exception;
}
