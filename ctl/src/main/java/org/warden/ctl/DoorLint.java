package org.warden.ctl;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.warden.core.config.Configuration;
import org.warden.core.config.DoorCredentials;
import org.warden.core.config.InetServerConfig;
import org.warden.core.config.Inspection;
import org.warden.core.config.Origin;
import org.warden.core.config.PemIdentity;
import org.warden.core.config.TlsConfig;
import org.warden.core.config.UnixServerConfig;

/** Looks for doors that let everybody in, and for those that nobody can use. */
final class DoorLint {
    /** What fits in an address of a Unix socket, without the zero byte at its end. */
    private static final int LONGEST_SOCKET_PATH = 107;

    private static final int WRITTEN_BY_ALL = 2;

    private final Warnings warnings;
    private final Map<String, String> addresses = new HashMap<>();

    DoorLint(Warnings warnings) {
        this.warnings = warnings;
    }

    void look(Configuration configuration, Inspection inspection) {
        configuration.inetServers().forEach(server -> inet(server, configuration));
        configuration.unixServers().forEach(server -> unix(server, configuration));
        interfaces(configuration);
        client(configuration, inspection);
    }

    private void inet(InetServerConfig server, Configuration configuration) {
        String host = server.host();
        twice(server.section(), "port", (host.isEmpty() ? "*" : host) + ":" + server.port());
        boolean local = host.equals("localhost") || host.startsWith("127.");
        if (!local && server.credentials().isEmpty()) {
            warnings.add(
                    server.section(),
                    "port",
                    "whoever reaches this address can run programs here: there is no password",
                    "bind to 127.0.0.1, or set username and password");
        }
        server.tls().ifPresent(tls -> tls(server.section(), tls));
        if (server.credentials().isEmpty() && !configuration.console().users().isEmpty()) {
            warnings.add(
                    server.section(),
                    "port",
                    "the roles of console users count for nothing here: whoever reaches this address is an administrator",
                    "set username and password");
        }
        password(server.section(), server.credentials(), configuration);
    }

    private void tls(String section, TlsConfig tls) {
        try {
            PemIdentity.read(tls);
        } catch (PemIdentity.UnusableException e) {
            warnings.add(
                    section,
                    "tls_certificate",
                    "supervisord can't speak https: " + e.getMessage(),
                    "name two PEM files that supervisord may read");
        }
        Path key = Permissions.path(tls.key());
        if (key != null && Permissions.isReadByAll(key)) {
            warnings.add(section, "tls_key", "every user of this machine can read this key", "chmod o-r " + tls.key());
        }
    }

    private void unix(UnixServerConfig server, Configuration configuration) {
        twice(server.section(), "file", server.file());
        int length = server.file().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_SOCKET_PATH) {
            warnings.add(
                    server.section(),
                    "file",
                    "the socket's path has " + length + " bytes, and no socket can have more than "
                            + LONGEST_SOCKET_PATH,
                    "choose a shorter path, such as /run/supervisor.sock");
        }
        if ((server.mode() & WRITTEN_BY_ALL) != 0 && server.credentials().isEmpty()) {
            warnings.add(
                    server.section(),
                    "chmod",
                    "every user of this machine can run programs as supervisord: there is no password",
                    "write chmod=0770 and chown=root:GROUP for some users, or set username and password");
        }
        password(server.section(), server.credentials(), configuration);
    }

    private void twice(String section, String key, String address) {
        String first = addresses.putIfAbsent(address, section);
        if (first != null) {
            warnings.add(
                    section,
                    key,
                    address + " is already the address of [" + first + "], so supervisord can't start",
                    "choose another one, or remove one of the sections");
        }
    }

    private void password(String section, Optional<DoorCredentials> credentials, Configuration configuration) {
        boolean plain = credentials.isPresent() && !credentials.get().password().startsWith("{SHA}");
        if (plain && configuration.origins().of(section, "password") instanceof Origin.Line line) {
            Path file = Permissions.path(line.file());
            if (file != null && Permissions.isReadByAll(file)) {
                warnings.add(
                        section,
                        "password",
                        "every user of this machine can read this password",
                        "chmod o-r " + line.file() + ", or write {SHA} and the password's SHA-1 in hex");
            }
        }
    }

    private void interfaces(Configuration configuration) {
        boolean served = !configuration.inetServers().isEmpty()
                || !configuration.unixServers().isEmpty();
        if (served && configuration.rpcInterfaces().isEmpty()) {
            String door = configuration.unixServers().isEmpty()
                    ? configuration.inetServers().get(0).section()
                    : configuration.unixServers().get(0).section();
            warnings.add(
                    door,
                    null,
                    "supervisorctl can do nothing here: there is no [rpcinterface:supervisor]",
                    "add that section with supervisor.rpcinterface_factory ="
                            + " supervisor.rpcinterface:make_main_rpcinterface");
        }
    }

    /** supervisorctl on this very machine would find nobody. */
    private void client(Configuration configuration, Inspection inspection) {
        String unix = "unix://";
        inspection.sections().stream()
                .filter(section -> section.section().equals("supervisorctl"))
                .flatMap(section -> section.settings().stream())
                .filter(setting -> setting.key().equals("serverurl"))
                .flatMap(setting -> setting.value().stream())
                .filter(url -> url.startsWith(unix + "/"))
                .map(url -> url.substring(unix.length()))
                .filter(path -> configuration.unixServers().stream()
                        .noneMatch(server -> server.file().equals(path)))
                .forEach(path -> warnings.add(
                        "supervisorctl",
                        "serverurl",
                        "no [unix_http_server] has the file " + path,
                        configuration.unixServers().isEmpty()
                                ? "add [unix_http_server] with file=" + path
                                : "write unix://"
                                        + configuration.unixServers().get(0).file()));
    }
}
