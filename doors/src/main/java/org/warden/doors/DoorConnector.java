package org.warden.doors;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.thread.Scheduler;
import org.warden.core.config.LogLevel;

/**
 * Jetty's side of a {@link Door}. Jetty's own two connectors bind when they start; a door is bound long before, and TCP
 * and Unix sockets differ in nothing once they are.
 */
final class DoorConnector extends AbstractConnector {

    /** How long accepting pauses when there are no descriptors left; without a pause a selector would spin. */
    private static final long PAUSE_MILLIS = 250;

    /** How long a certificate that was replaced may go on. */
    private static final long RENEWAL_SECONDS = 2;

    private final Door door;
    private final DoorLog log;
    private final SelectorManager selectors;
    private final AtomicReference<Closeable> acceptor = new AtomicReference<>();
    private volatile Scheduler.Task renewal;

    DoorConnector(Server server, Door door, DoorLog log, ConnectionFactory http) {
        // No acceptor threads: the one selector thread accepts too.
        super(server, null, null, null, 0, factories(door, http));
        this.door = door;
        this.log = log;
        this.selectors = new Selectors();
        setName(door.section());
        setIdleTimeout(Timeouts.FIRST_BYTE_MILLIS);
        installBean(selectors, true);
    }

    private static ConnectionFactory[] factories(Door door, ConnectionFactory http) {
        return door.tls()
                .map(tls -> new ConnectionFactory[] {new SslConnectionFactory(tls.factory(), http.getProtocol()), http})
                .orElse(new ConnectionFactory[] {http});
    }

    Door door() {
        return door;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        door.channel().configureBlocking(false);
        acceptor.set(selectors.acceptor(door.channel()));
        door.tls().ifPresent(this::renewLater);
    }

    private void renewLater(Tls tls) {
        renewal = getScheduler()
                .schedule(
                        () -> {
                            tls.renew();
                            if (isRunning()) {
                                renewLater(tls);
                            }
                        },
                        RENEWAL_SECONDS,
                        TimeUnit.SECONDS);
    }

    @Override
    protected void doStop() throws Exception {
        if (renewal != null) {
            renewal.cancel();
        }
        IO.close(acceptor.getAndSet(null));
        super.doStop();
    }

    @Override
    protected void accept(int acceptorId) {
        throw new IllegalStateException("a connector without acceptor threads");
    }

    @Override
    public Object getTransport() {
        return door.channel();
    }

    private void pause(IOException e) {
        Closeable running = acceptor.getAndSet(null);
        if (running == null) {
            return;
        }
        log.log(LogLevel.ERROR, "error accepting a connection on [" + door.section() + "]: " + e.getMessage());
        IO.close(running);
        getScheduler().schedule(this::resume, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void resume() {
        if (isRunning() && door.channel().isOpen()) {
            acceptor.set(selectors.acceptor(door.channel()));
        }
    }

    private final class Selectors extends SelectorManager {

        Selectors() {
            super(DoorConnector.this.getExecutor(), DoorConnector.this.getScheduler(), 1);
        }

        @Override
        protected SelectableChannel doAccept(SelectableChannel server) throws IOException {
            try {
                return ((ServerSocketChannel) server).accept();
            } catch (IOException e) {
                if (server.isOpen()) {
                    pause(e);
                }
                return null;
            }
        }

        @Override
        protected void accepted(SelectableChannel channel) throws IOException {
            channel.configureBlocking(false);
            SocketChannel socket = (SocketChannel) channel;
            if (!door.isUnix()) {
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                // Connections may stay idle for as long as their client likes; dead ones have to be found.
                socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            }
            accept(channel);
        }

        @Override
        protected EndPoint newEndPoint(SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
            Scheduler scheduler = getScheduler();
            SocketChannelEndPoint endPoint =
                    new SocketChannelEndPoint((SocketChannel) channel, selector, key, scheduler);
            endPoint.setIdleTimeout(getIdleTimeout());
            return endPoint;
        }

        @Override
        public Connection newConnection(SelectableChannel channel, EndPoint endPoint, Object attachment) {
            return getDefaultConnectionFactory().newConnection(DoorConnector.this, endPoint);
        }

        @Override
        protected void endPointOpened(EndPoint endPoint) {
            super.endPointOpened(endPoint);
            onEndPointOpened(endPoint);
        }

        @Override
        protected void endPointClosed(EndPoint endPoint) {
            onEndPointClosed(endPoint);
            super.endPointClosed(endPoint);
        }
    }
}
