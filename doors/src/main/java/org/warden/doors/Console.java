package org.warden.doors;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;

/** The pages for browsers. They are not there until a browser asks for one, for they cost more than all the rest. */
@FunctionalInterface
public interface Console {

    /**
     * Starts it. Called by one thread at a time, which may wait; TCP doors hand over what browsers ask for from then on.
     *
     * @param server the one of the doors; it runs
     * @param log where what happens is told
     * @throws Exception why it can't be started; nothing is left behind
     */
    Open open(Server server, DoorLog log) throws Exception;

    /** One that runs. */
    interface Open extends AutoCloseable {

        /** Takes requests, whose attributes name the visitor where one is known. Started. */
        Handler handler();

        /** Ends everything that runs for it. */
        @Override
        void close();
    }
}
