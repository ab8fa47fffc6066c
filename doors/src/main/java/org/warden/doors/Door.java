package org.warden.doors;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
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
    private final ServerSocketChannel channel;
    private final SocketFile file;

    private Door(
            String section,
            Optional<DoorCredentials> credentials,
            boolean legacyGetActions,
            ServerSocketChannel channel,
            SocketFile file) {
        this.section = section;
        this.credentials = credentials;
        this.legacyGetActions = legacyGetActions;
        this.channel = channel;
        this.file = file;
    }

    static Door bind(InetServerConfig config) throws DoorException {
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
            return new Door(config.section(), config.credentials(), config.legacyGetActions(), channel, null);
        } catch (IOException e) {
            throw SocketErrors.explain(e);
        }
    }

    static Door bind(UnixServerConfig config, DoorLog log) throws DoorException {
        SocketFile file = SocketFile.bind(config, BACKLOG, log);
        return new Door(config.section(), config.credentials(), config.legacyGetActions(), file.channel(), file);
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
