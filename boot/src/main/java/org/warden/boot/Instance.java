package org.warden.boot;

import java.util.List;
import java.util.Map;
import org.warden.access.Access;
import org.warden.core.api.History;
import org.warden.core.api.Logs;
import org.warden.core.api.Supervisor;
import org.warden.core.config.ConfigException;
import org.warden.core.config.Configuration;
import org.warden.core.config.Configuration.Notice;
import org.warden.core.config.Inspection;
import org.warden.core.loop.Ending;
import org.warden.doors.Doors;
import org.warden.rpc.RpcEndpoint;

/** A supervisor from its start to its end, over all restarts in between. Alone or inside a web application. */
public final class Instance implements AutoCloseable {
    private final Surroundings around;
    private final Lasting lasting;
    private volatile Life life;
    private volatile boolean leaving;

    private Instance(Surroundings around) {
        this.around = around;
        this.lasting = new Lasting(around.engines());
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
        instance.life = Life.start(first, around, instance.lasting, earlier, departure);
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
            life = Life.startAgain(around.source().read(), around, lasting);
            if (leaving) {
                life.leave();
            }
        }
    }

    /**
     * Has it end as the web application around it does: as {@code undeploy=} says, it stops the programs, or leaves them to the
     * keeper. Any thread; does not wait.
     */
    public void leave() {
        leaving = true;
        life.leave();
    }

    private Ending endOfLife() {
        Ending ending = life.ended().toCompletableFuture().join();
        life.close();
        return ending;
    }

    /** This process has got another standard output or error. */
    public void placeChanged() {
        lasting.engine().placeChanged();
    }

    /** Lets go of the engine; to be called after the end. */
    @Override
    public void close() {
        lasting.engine().close();
    }

    /** The interface of the present life. Any thread. */
    public RpcEndpoint rpc() {
        return life.rpc();
    }

    /** The core of the present life. Any thread. */
    public Supervisor supervisor() {
        return life.supervisor();
    }

    /** Who may come in, in the present life. Any thread. */
    public Access access() {
        return life.access();
    }

    public Logs logs() {
        return life.logs();
    }

    /** What has happened. Any thread. */
    public History history() {
        return life.history();
    }

    /** The doors of the present life. Any thread. */
    public List<Doors.Listener> listeners() {
        return life.listeners();
    }

    /** What the engine can do on this machine, in words. Any thread. */
    public String engine() {
        return life.engine();
    }

    /** Reads the configuration as it is now, to be looked at. May block. */
    public Inspection inspect() {
        return around.inspection().get();
    }

    /** The environment that programs get and configurations are read in; it may hold secrets. */
    public Map<String, String> environment() {
        return around.environment();
    }
}
