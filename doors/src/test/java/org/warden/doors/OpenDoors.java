package org.warden.doors;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.warden.access.Access;
import org.warden.core.config.Configuration;
import org.warden.core.config.ConsoleConfig;
import org.warden.core.config.ConsoleUserConfig;
import org.warden.core.config.DoorCredentials;
import org.warden.core.config.InetServerConfig;
import org.warden.rpc.FakeCore;
import org.warden.rpc.Past;
import org.warden.rpc.Plugins;
import org.warden.rpc.RpcEndpoint;

/** Doors in front of a fake core: one TCP port on the loopback, and a Unix socket where a path is given. */
final class OpenDoors implements AutoCloseable {

    final FakeCore core = new FakeCore();
    final List<String> log = Collections.synchronizedList(new CopyOnWriteArrayList<>());
    private final Doors doors;

    private OpenDoors(Configuration configuration) throws DoorException {
        this(configuration, Optional.empty());
    }

    private OpenDoors(Configuration configuration, Optional<Console> console) throws DoorException {
        doors = Doors.open(configuration, (level, text) -> log.add(level + " " + text));
        doors.serve(
                RpcEndpoint.of(configuration, core, core, core, () -> 42, Past.NONE, Plugins.NONE, (level, line) -> {}),
                core,
                core,
                new Access(configuration.console(), core, (level, text) -> log.add(level + " " + text)),
                core,
                console);
    }

    /** With a console, one TCP port and a Unix socket. */
    static OpenDoors console(Path socket, DoorCredentials credentials, Console console) throws DoorException {
        return new OpenDoors(
                FakeCore.configuration(
                        List.of(FakeCore.inet(0, credentials)), List.of(FakeCore.unix(socket, 0700, null))),
                Optional.of(console));
    }

    static OpenDoors tcp(DoorCredentials credentials) throws DoorException {
        return new OpenDoors(FakeCore.configuration(List.of(FakeCore.inet(0, credentials)), List.of()));
    }

    /** With credentials {@code user} and {@code secret}, and stock's links allowed. */
    static OpenDoors legacy() throws DoorException {
        InetServerConfig open = FakeCore.inet(0, new DoorCredentials("user", "secret"));
        return new OpenDoors(FakeCore.configuration(
                List.of(new InetServerConfig(
                        open.section(),
                        open.host(),
                        open.port(),
                        open.credentials(),
                        open.tls(),
                        open.allowedHosts(),
                        true,
                        false)),
                List.of()));
    }

    /** With {@code /metrics}. */
    static OpenDoors metrics(DoorCredentials credentials) throws DoorException {
        return inet(withMetrics(FakeCore.inet(0, credentials)));
    }

    private static InetServerConfig withMetrics(InetServerConfig plain) {
        return new InetServerConfig(
                plain.section(),
                plain.host(),
                plain.port(),
                plain.credentials(),
                plain.tls(),
                plain.allowedHosts(),
                plain.legacyGetActions(),
                true);
    }

    /** With credentials {@code user} and {@code secret}, the console users, and {@code /metrics}. */
    static OpenDoors withUsers(ConsoleUserConfig... users) throws DoorException {
        Configuration plain = FakeCore.configuration(
                List.of(withMetrics(FakeCore.inet(0, new DoorCredentials("user", "secret")))), List.of());
        ConsoleConfig console = ConsoleConfig.DEFAULT.withUsers(List.of(users));
        return new OpenDoors(new Configuration(
                plain.file(),
                plain.supervisord(),
                plain.inetServers(),
                plain.unixServers(),
                console,
                plain.rpcInterfaces(),
                plain.groups(),
                plain.notices(),
                plain.origins()));
    }

    static OpenDoors inet(InetServerConfig config) throws DoorException {
        return new OpenDoors(FakeCore.configuration(List.of(config), List.of()));
    }

    static OpenDoors unix(Path socket) throws DoorException {
        return new OpenDoors(
                FakeCore.configuration(List.of(FakeCore.inet(0, null)), List.of(FakeCore.unix(socket, 0700, null))));
    }

    SocketAddress tcp() {
        return doors.addresses().get(0);
    }

    int port() {
        return ((InetSocketAddress) tcp()).getPort();
    }

    SocketAddress unix() {
        return doors.addresses().get(1);
    }

    RawClient client() throws IOException {
        return new RawClient(tcp());
    }

    RawClient.Response ask(String request) throws IOException {
        try (RawClient client = client()) {
            return client.ask(request);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        doors.close();
    }
}
