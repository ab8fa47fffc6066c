package org.warden.boot;

import java.nio.file.Path;
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

/**
 * A supervisor from its start to its end, over all restarts in between; what it tells is of the present life. Alone or inside a
 * web application.
 */
public final class Instance implements AutoCloseable, Running {
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

    @Override
    public RpcEndpoint rpc() {
        return life.rpc();
    }

    @Override
    public Supervisor supervisor() {
        return life.supervisor();
    }

    @Override
    public Access access() {
        return life.access();
    }

    @Override
    public Logs logs() {
        return life.logs();
    }

    @Override
    public History history() {
        return life.history();
    }

    @Override
    public List<Doors.Listener> listeners() {
        return life.listeners();
    }

    @Override
    public String engine() {
        return life.engine();
    }

    @Override
    public Inspection inspect() {
        return around.inspection().get();
    }

    @Override
    public Map<String, String> environment() {
        return around.environment();
    }

    @Override
    public Path configuration() {
        return life.configuration();
    }
}
