package org.warden.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder with one daemon's configuration and all files it makes. */
final class Folder implements AutoCloseable {
    private final Path root;
    private final int port;

    Folder() throws IOException {
        root = Files.createTempDirectory("warden-it-");
        // Programs that run as another user (www-data, postgres) must be able to pass through.
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        port = freePort();
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    Path root() {
        return root;
    }

    Path path(String name) {
        return root.resolve(name);
    }

    Path conf() {
        return path("supervisord.conf");
    }

    Path mainLog() {
        return path("supervisord.log");
    }

    Path pidfile() {
        return path("supervisord.pid");
    }

    Path socket() {
        return path("s.sock");
    }

    String text(String name) throws IOException {
        return Files.exists(path(name)) ? Files.readString(path(name)) : "";
    }

    String log() throws IOException {
        return text("supervisord.log");
    }

    /** Lines of the activity log with the given text, in order, without their time stamps. */
    List<String> logLines(String part) throws IOException {
        return log().lines().filter(line -> line.contains(part)).toList();
    }

    /** Writes a shell script and returns the command that runs it. */
    String script(String name, String... lines) throws IOException {
        Path script = path(name + ".sh");
        Files.writeString(script, String.join("\n", lines) + "\n");
        return "/bin/sh " + script;
    }

    /** Writes the configuration: both kinds of door, logs in this folder, and the given sections. */
    void configure(String... sections) throws IOException {
        String head = """
                [unix_http_server]
                file=%1$s/s.sock
                [inet_http_server]
                port=127.0.0.1:%2$d
                [supervisord]
                logfile=%1$s/supervisord.log
                pidfile=%1$s/supervisord.pid
                childlogdir=%1$s
                directory=%1$s
                silent=true
                [rpcinterface:supervisor]
                supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
                [supervisorctl]
                serverurl=unix://%1$s/s.sock
                """.formatted(root, port);
        Files.writeString(conf(), head + String.join("\n", sections) + "\n");
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
