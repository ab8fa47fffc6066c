package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three real servers from one configuration: Debian's postgresql, redis and nginx, each as its manual says to supervise it. */
class RealProgramsIT {
    private static final String NGINX = "/usr/sbin/nginx";
    private static final String REDIS = "/usr/bin/redis-server";
    private static final String PSQL = "/usr/bin/psql";

    private Folder folder;
    private int postgresPort;
    private int redisPort;
    private int nginxPort;

    @BeforeEach
    void prepareServers() throws IOException {
        assumeTrue(Commands.isRoot(), "not root: cannot run servers as postgres, redis and www-data");
        assumeTrue(Commands.installed(NGINX), "nginx is not installed: apt-get install nginx");
        assumeTrue(Commands.installed(REDIS), "redis is not installed: apt-get install redis-server");
        assumeTrue(
                postgresBin().isPresent() && Commands.installed(PSQL),
                "postgresql is not installed: apt-get install postgresql");
        folder = new Folder();
        postgresPort = Folder.freePort();
        redisPort = Folder.freePort();
        nginxPort = Folder.freePort();
        prepareNginx();
        ownedBy("redis", "redis");
        ownedBy("postgres", "postgres");
        Commands.succeed(
                "runuser",
                "-u",
                "postgres",
                "--",
                postgresBin().orElseThrow() + "/initdb",
                "--no-sync",
                "-A",
                "trust",
                "--locale=C",
                "-D",
                folder.path("postgres") + "/data");
    }

    @AfterEach
    void removeFolder() throws IOException {
        if (folder != null) {
            folder.close();
        }
    }

    private static Optional<Path> postgresBin() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(versions)) {
            return found.map(version -> version.resolve("bin"))
                    .filter(bin -> Commands.installed(bin + "/postgres"))
                    .findFirst();
        }
    }

    private void ownedBy(String user, String name) throws IOException {
        Commands.succeed(
                "install", "-d", "-m", "0700", "-o", user, folder.path(name).toString());
    }

    private void prepareNginx() throws IOException {
        Path www = Files.createDirectory(folder.path("www"));
        Files.writeString(www.resolve("index.html"), "served by nginx\n");
        Files.writeString(folder.path("nginx.conf"), """
                user www-data;
                worker_processes 2;
                pid %1$s/nginx.pid;
                error_log stderr notice;
                events {}
                http {
                    access_log /dev/stdout;
                    client_body_temp_path %1$s/nginx-body;
                    proxy_temp_path %1$s/nginx-proxy;
                    fastcgi_temp_path %1$s/nginx-fastcgi;
                    uwsgi_temp_path %1$s/nginx-uwsgi;
                    scgi_temp_path %1$s/nginx-scgi;
                    server {
                        listen 127.0.0.1:%2$d;
                        root %1$s/www;
                    }
                }
                """.formatted(folder.root(), nginxPort));
    }

    private String sections() throws IOException {
        return """
                [program:nginx]
                command=%2$s -c %1$s/nginx.conf -e stderr -g "daemon off;"
                stopsignal=QUIT
                priority=30
                directory=%1$s
                stdout_logfile=%1$s/nginx.out
                stderr_logfile=%1$s/nginx.err
                [program:redis]
                command=%3$s --bind 127.0.0.1 --port %6$d --save "" --appendonly no --dir %1$s/redis
                user=redis
                priority=20
                directory=%1$s/redis
                stdout_logfile=%1$s/redis.out
                [program:postgresql]
                command=%4$s/postgres -D %1$s/postgres/data -h 127.0.0.1 -p %5$d -k %1$s/postgres
                user=postgres
                stopsignal=INT
                priority=10
                directory=%1$s/postgres
                redirect_stderr=true
                stdout_logfile=%1$s/postgresql.out
                startretries=10
                """.formatted(folder.root(), NGINX, REDIS, postgresBin().orElseThrow(), postgresPort, redisPort);
    }

    @Test
    void threeServersRunServeComeBackAfterAKillAndStopGracefully() throws IOException {
        folder.configure(sections());
        try (Daemon daemon = Daemon.start(folder)) {
            daemon.awaitRunning("postgresql", "redis", "nginx");
            assertEquals(List.of("postgresql", "redis", "nginx"), namesIn("spawned: '(\\w+)' with pid"));
            assertRunsAs("postgres", daemon.pidOf("postgresql"));
            assertRunsAs("redis", daemon.pidOf("redis"));
            assertServing();
            assertWorkersRunAsWwwData(daemon.pidOf("nginx"));

            comesBackAfterKill(daemon, "redis");
            comesBackAfterKill(daemon, "postgresql");
            assertServing();

            daemon.signal("TERM");
            assertEquals(0, daemon.awaitExit());
            assertEquals(List.of("nginx", "redis", "postgresql"), namesIn("stopped: (\\w+) \\(exit status 0\\)"));
            assertOutputIsInTheLogs();
            assertNothingIsLeft();
        }
    }

    /** The names a pattern finds in the activity log, in order. */
    private List<String> namesIn(String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(folder.log())
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private void assertServing() {
        Await.until("nginx serves its page", () -> get().equals("served by nginx\n"));
        Await.until("redis answers PING", () -> redis("PING\r\n").equals("+PONG\r\n"));
        Await.until("redis stores a value", () -> redis("SET word warden\r\n").equals("+OK\r\n"));
        Await.until("redis gives it back", () -> redis("GET word\r\n").equals("$6\r\nwarden\r\n"));
        Await.until("postgresql answers a query", () -> sql("select 6*7").equals("42\n"));
    }

    private String get() throws IOException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + nginxPort + "/"))
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Sends an inline command and closes our side, so that the answer ends where redis closes its own. */
    private String redis(String command) throws IOException {
        try (var socket = new Socket("127.0.0.1", redisPort)) {
            socket.setSoTimeout((int) Await.PATIENCE.toMillis());
            socket.getOutputStream().write((command + "QUIT\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.substring(0, answer.length() - "+OK\r\n".length());
        }
    }

    private String sql(String query) throws IOException {
        return Commands.succeed(
                PSQL, "-h", "127.0.0.1", "-p", "" + postgresPort, "-U", "postgres", "-d", "postgres", "-Atc", query);
    }

    private static void comesBackAfterKill(Daemon daemon, String name) throws IOException {
        int before = daemon.pidOf(name);
        Commands.signal("KILL", before);
        Await.until(name + " is back with a new pid", () -> {
            var info = daemon.info(name);
            return info.get("statename").equals("RUNNING") && !info.get("pid").equals(before);
        });
    }

    private static void assertRunsAs(String user, long pid) throws IOException {
        assertEquals(user, Commands.succeed("stat", "-c", "%U", "/proc/" + pid).strip());
    }

    private static void assertWorkersRunAsWwwData(int master) throws IOException {
        List<ProcessHandle> workers =
                ProcessHandle.of(master).orElseThrow().children().toList();
        assertEquals(2, workers.size());
        for (ProcessHandle worker : workers) {
            assertRunsAs("www-data", worker.pid());
        }
    }

    private void assertOutputIsInTheLogs() throws IOException {
        assertTrue(folder.text("nginx.out").contains("GET / HTTP/1.1"), "nginx's access log");
        assertTrue(folder.text("nginx.err").contains("gracefully shutting down"), "nginx's notice");
        assertTrue(folder.text("redis.out").contains("Ready to accept connections"), "redis's greeting");
        assertTrue(folder.text("postgresql.out").contains("database system is shut down"), "postgresql's farewell");
        assertTrue(folder.log().contains("exited: redis (terminated by SIGKILL; not expected)"), folder.log());
    }

    private void assertNothingIsLeft() throws IOException {
        assertEquals(List.of(), Daemon.commandsIn(folder.root()).toList());
        for (int port : List.of(postgresPort, redisPort, nginxPort, folder.port())) {
            // Closed connections may linger in TIME_WAIT; a listener would still refuse this bind.
            try (var socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new java.net.InetSocketAddress("127.0.0.1", port));
            }
        }
    }
}
