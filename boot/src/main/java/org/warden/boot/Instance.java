package org.warden.boot;

import java.util.List;
import org.warden.core.api.Logs;
import org.warden.core.api.Supervisor;
import org.warden.core.config.ConfigException;
import org.warden.core.config.Configuration;
import org.warden.core.config.Configuration.Notice;
import org.warden.core.loop.Ending;
import org.warden.rpc.RpcEndpoint;

/** A supervisor from its start to its end, over all restarts in between. Alone or inside a web application. */
public final class Instance {
    private final Surroundings around;
    private final Numbers numbers = new Numbers();
    private volatile Life life;

    private Instance(Surroundings around) {
        this.around = around;
    }

    /**
     * Starts it; when this returns, the doors answer.
     *
     * @param earlier lines for the activity log that arose before there was one
     * @param departure where the process goes before it serves
     */
    public static Instance start(Configuration first, Surroundings around, List<Notice> earlier, Departure departure)
            throws StartException {
        Instance instance = new Instance(around);
        instance.life = Life.start(first, around, instance.numbers, earlier, departure);
        return instance;
    }

    /**
     * Waits for the end, and lives through restarts until then.
     *
     * @throws ConfigException when the configuration can't be read at a restart any more
     * @throws StartException when a restart does not get a port or a file again
     */
    public void awaitEnd() throws ConfigException, StartException {
        while (endOfLife() == Ending.RESTART) {
            life = Life.startAgain(around.source().read(), around, numbers);
        }
    }

    private Ending endOfLife() {
        Ending ending = life.ended().toCompletableFuture().join();
        life.close();
        return ending;
    }

    /** The interface of the present life. Any thread. */
    public RpcEndpoint rpc() {
        return life.rpc();
    }

    /** The core of the present life. Any thread. */
    public Supervisor supervisor() {
        return life.supervisor();
    }

    public Logs logs() {
        return life.logs();
    }
}
