package org.warden.doors;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.warden.access.Access;
import org.warden.core.api.Logs;
import org.warden.core.api.Supervisor;
import org.warden.core.config.Configuration;
import org.warden.core.config.InetServerConfig;
import org.warden.core.config.LogLevel;
import org.warden.core.config.UnixServerConfig;
import org.warden.core.port.Clock;
import org.warden.rpc.BodyBudget;
import org.warden.rpc.MetricsText;
import org.warden.rpc.PageActions;
import org.warden.rpc.ProcessText;
import org.warden.rpc.RpcEndpoint;

/**
 * The listeners of a configuration. {@link #open} binds them, which tells whether this daemon may run at all; {@link
 * #serve} answers requests, those that have been waiting first. One thread at a time.
 */
public final class Doors implements AutoCloseable {

    /** Requests that wait for the core hold no thread, so few are enough. */
    private static final int REQUEST_THREADS = 12;

    private static final int IDLE_THREAD_MILLIS = 10_000;
    private static final long LAST_ANSWERS_MILLIS = 1000;
    private static final int HEADER_BYTES = 32 << 10;

    private final List<Door> doors;
    private final DoorLog log;
    private final boolean tracing;
    private final JettyLog jettyLog;
    private Server server;
    private TailStreams streams;
    private ConsoleDoor console;
    private UnderWay underWay;

    private Doors(List<Door> doors, DoorLog log, boolean tracing) {
        this.doors = doors;
        this.log = log;
        this.tracing = tracing;
        this.jettyLog = new JettyLog(log);
    }

    /**
     * Binds all of them or none. Clients can connect from now on, and wait.
     *
     * @throws DoorException when one can't be bound; its message is stock's
     */
    public static Doors open(Configuration configuration, DoorLog log) throws DoorException {
        List<Door> bound = new ArrayList<>();
        try {
            for (InetServerConfig inet : configuration.inetServers()) {
                bound.add(Door.bind(inet, log));
            }
            for (UnixServerConfig unix : configuration.unixServers()) {
                bound.add(Door.bind(unix, log));
            }
        } catch (DoorException e) {
            bound.forEach(Door::close);
            throw e;
        }
        for (Door door : bound) {
            configuration
                    .rpcInterfaces()
                    .forEach(rpc -> log.log(LogLevel.INFO, "RPC interface '" + rpc.name() + "' initialized"));
            if (door.credentials().isEmpty()) {
                log.log(
                        LogLevel.CRITICAL,
                        "Server '" + door.section() + "' running without any HTTP authentication checking");
            }
        }
        boolean tracing = configuration.supervisord().loglevel().weight() <= LogLevel.TRACE.weight();
        return new Doors(List.copyOf(bound), log, tracing);
    }

    /**
     * One of them, for people.
     *
     * @param section its header without brackets
     * @param address host and port, or the path of a socket
     * @param tls whether it speaks https
     * @param password whether it asks for one
     * @param legacyGetActions whether scripts may use the links of stock's web page
     */
    public record Listener(String section, String address, boolean tls, boolean password, boolean legacyGetActions) {}

    /** What is open, TCP first. */
    public List<Listener> listeners() {
        return doors.stream().map(Doors::listener).toList();
    }

    private static Listener listener(Door door) {
        SocketAddress address = door.address();
        String text = address instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
                : String.valueOf(address);
        return new Listener(
                door.section(), text, door.tls().isPresent(), door.credentials().isPresent(), door.legacyGetActions());
    }

    /** The addresses bound, TCP first. */
    public List<SocketAddress> addresses() {
        return doors.stream().map(Door::address).toList();
    }

    /**
     * Starts answering.
     *
     * @param pages the console that browsers get; without one they get what stock has, less its actions
     * @throws IllegalStateException when the server does not start, which is a defect or a lack of threads
     */
    public void serve(
            RpcEndpoint rpc, Supervisor supervisor, Logs logs, Access access, Clock clock, Optional<Console> pages) {
        if (doors.isEmpty()) {
            return;
        }
        QueuedThreadPool threads = new QueuedThreadPool(REQUEST_THREADS + doors.size(), 1, IDLE_THREAD_MILLIS);
        threads.setName("door");
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        server = new Server(threads);
        server.setErrorHandler(Pages.forJetty());
        server.setDefaultHandler(null);
        if (tracing) {
            server.setRequestLog(new AccessLog(log));
        }
        LenientHttp http = new LenientHttp(configuration());
        HttpConfiguration secure = configuration();
        // Whoever connects to an address means us, whatever name the certificate has.
        secure.addCustomizer(new SecureRequestCustomizer(false));
        LenientHttp https = new LenientHttp(secure);
        doors.forEach(door -> server.addConnector(
                new DoorConnector(server, door, log, door.tls().isPresent() ? https : http)));
        streams = new TailStreams();
        underWay = new UnderWay();
        BodyBudget budget = new BodyBudget();
        console = new ConsoleDoor(pages, server, budget, log);
        ZoneId zone = ZoneId.systemDefault();
        server.setHandler(new DoorHandler(
                new RpcDoor(rpc, threads, budget, underWay, log),
                new TailDoor(supervisor, logs, streams),
                new MetricsDoor(new MetricsText(supervisor, clock), threads, underWay, log),
                new PageDoor(
                        new StatusPage(supervisor, new ProcessText(clock, zone)),
                        new TailPage(supervisor, logs),
                        new LegacyActions(
                                new PageActions(supervisor, logs, clock, zone, rpc.audit()),
                                threads,
                                budget,
                                underWay,
                                log)),
                console,
                new Doorkeeper(access),
                threads,
                log));
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server did not start: " + e.getMessage(), e);
        }
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(HEADER_BYTES);
        // Paths are compared with fixed words and never with files, so odd ones need no refusing: 404 does.
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        return configuration;
    }

    /**
     * Frees the addresses, ends all streams and stops answering. Calls under way have a moment to be answered: one of
     * them may be the {@code shutdown} that led here.
     */
    @Override
    public void close() {
        doors.forEach(Door::close);
        if (underWay != null) {
            underWay.awaitNone(LAST_ANSWERS_MILLIS);
        }
        if (streams != null) {
            streams.close();
        }
        if (console != null) {
            console.close();
        }
        if (server != null) {
            try {
                server.stop();
            } catch (Exception e) {
                log.log(LogLevel.WARN, "the HTTP server did not stop cleanly: " + e.getMessage());
            }
        }
        jettyLog.close();
    }
}
