package org.warden.doors;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Optional;
import org.warden.core.config.DoorCredentials;
import org.warden.core.config.InetServerConfig;
import org.warden.core.config.UnixServerConfig;

/** One bound listener. */
final class Door {

    /** Stock's. */
    private static final int BACKLOG = 1024;

    private final String section;
    private final Optional<DoorCredentials> credentials;
    private final boolean legacyGetActions;
    private final boolean metrics;
    private final Tls tls;
    private final HostNames names;
    private final ServerSocketChannel channel;
    private final SocketFile file;

    private Door(
            String section,
            Optional<DoorCredentials> credentials,
            boolean legacyGetActions,
            boolean metrics,
            Tls tls,
            HostNames names,
            ServerSocketChannel channel,
            SocketFile file) {
        this.section = section;
        this.credentials = credentials;
        this.legacyGetActions = legacyGetActions;
        this.metrics = metrics;
        this.tls = tls;
        this.names = names;
        this.channel = channel;
        this.file = file;
    }

    static Door bind(InetServerConfig config, DoorLog log) throws DoorException {
        Tls tls = config.tls().isPresent()
                ? Tls.open(config.section(), config.tls().get(), log)
                : null;
        try {
            // "" is every IPv4 interface; a name is resolved once, here.
            InetAddress address = InetAddress.getByName(config.host().isEmpty() ? "0.0.0.0" : config.host());
            boolean v6 = address instanceof Inet6Address;
            ServerSocketChannel channel =
                    ServerSocketChannel.open(v6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
            try {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.bind(new InetSocketAddress(address, config.port()), BACKLOG);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            return new Door(
                    config.section(),
                    config.credentials(),
                    config.legacyGetActions(),
                    config.metrics(),
                    tls,
                    new HostNames(config.host(), config.allowedHosts()),
                    channel,
                    null);
        } catch (IOException e) {
            throw SocketErrors.explain(e);
        }
    }

    static Door bind(UnixServerConfig config, DoorLog log) throws DoorException {
        SocketFile file = SocketFile.bind(config, BACKLOG, log);
        return new Door(
                config.section(),
                config.credentials(),
                config.legacyGetActions(),
                config.metrics(),
                null,
                new HostNames("", List.of()),
                file.channel(),
                file);
    }

    String section() {
        return section;
    }

    Optional<DoorCredentials> credentials() {
        return credentials;
    }

    boolean legacyGetActions() {
        return legacyGetActions;
    }

    /** Whether there is {@code /metrics}. */
    boolean metrics() {
        return metrics;
    }

    /** Empty where the door speaks plain http. */
    Optional<Tls> tls() {
        return Optional.ofNullable(tls);
    }

    /** Whether a browser that says this Host may be answered. */
    boolean isCalled(String host) {
        return credentials.isPresent() || names.areThose(host);
    }

    ServerSocketChannel channel() {
        return channel;
    }

    boolean isUnix() {
        return file != null;
    }

    SocketAddress address() {
        if (file != null) {
            return file.address();
        }
        try {
            return channel.getLocalAddress();
        } catch (IOException closed) {
            return null;
        }
    }

    void close() {
        if (file != null) {
            file.close();
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is released in any case.
        }
    }
}
