import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Run by the build: lets the finished daemon start, answer and stop once, and {@code bin/warden} check a configuration, and
 * keeps the classes that they had parsed by then for later starts, in {@code lib/warden-NAME-VERSION.jsa} beside the jar of
 * that name. Such a file fits the JDK that builds and no other; a JVM that it does not fit leaves it aside and starts a
 * little later.
 */
public final class ClassArchive {
    private static final int PATIENCE_SECONDS = 60;

    private final Path warden;
    private final Path work;
    private final int port;

    private ClassArchive(Path warden, Path work, int port) {
        this.warden = warden;
        this.work = work;
        this.port = port;
    }

    /** @param arguments the distribution's folder */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("warden-archive-");
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = socket.getLocalPort();
            socket.close();
            var archive = new ClassArchive(Path.of(arguments[0]).toAbsolutePath(), work, port);
            archive.writeConfiguration();
            archive.ofDaemon();
            archive.ofChecker();
        } finally {
            try (Stream<Path> all = Files.walk(work)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    private void ofDaemon() throws IOException, InterruptedException {
        Path unfinished = work.resolve("launcher");
        Process daemon = start(unfinished, "supervisord", "-n");
        try {
            awaitAnswer(daemon);
            for (String method : List.of("getAllProcessInfo", "getSupervisorVersion", "getPID", "noSuchMethod")) {
                call("supervisor." + method);
            }
            call("supervisor.shutdown");
            awaitEnd(daemon);
        } finally {
            daemon.destroyForcibly();
        }
        keep(unfinished);
    }

    private void ofChecker() throws IOException, InterruptedException {
        Path unfinished = work.resolve("ctl");
        Process checker = start(unfinished, "warden", "check");
        try {
            awaitEnd(checker);
        } finally {
            checker.destroyForcibly();
        }
        keep(unfinished);
    }

    private void awaitEnd(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("it did not end well: " + output());
        }
    }

    /** A JVM dies of half an archive, so it gets its name only when it is whole. */
    private void keep(Path unfinished) throws IOException {
        if (!Files.exists(unfinished)) {
            throw new IOException("no class archive was written: " + output());
        }
        String version = System.getProperty("java.version");
        Path archive = warden.resolve("lib/warden-" + unfinished.getFileName() + "-" + version + ".jsa");
        Path beside = Path.of(archive + ".new");
        Files.copy(unfinished, beside, StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, archive, StandardCopyOption.ATOMIC_MOVE);
    }

    private void writeConfiguration() throws IOException {
        Files.writeString(
                work.resolve("supervisord.conf"),
                """
                [supervisord]
                logfile=%1$s/supervisord.log
                pidfile=%1$s/supervisord.pid
                childlogdir=%1$s
                [inet_http_server]
                port=127.0.0.1:%2$d
                [unix_http_server]
                file=%1$s/s
                [rpcinterface:supervisor]
                supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
                [program:short]
                command=/bin/true
                startsecs=0
                autorestart=false
                """
                        .formatted(work, port));
    }

    private Process start(Path archive, String program, String argument) throws IOException {
        Files.deleteIfExists(warden.resolve(
                "lib/warden-" + archive.getFileName() + "-" + System.getProperty("java.version") + ".jsa"));
        var builder = new ProcessBuilder(
                warden.resolve("bin/" + program).toString(), argument, "-c", work + "/supervisord.conf");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // The script's own options must be those of every later start, so the wish to write comes from beside.
        builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:ArchiveClassesAtExit=" + archive);
        builder.redirectErrorStream(true);
        builder.redirectOutput(work.resolve("output").toFile());
        return builder.start();
    }

    private void awaitAnswer(Process daemon) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                call("supervisor.getState");
                return;
            } catch (IOException notYet) {
                if (!daemon.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException("the daemon does not answer: " + output(), notYet);
                }
                Thread.sleep(50);
            }
        }
    }

    private void call(String method) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/RPC2"))
                .header("Content-Type", "text/xml")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "<?xml version='1.0'?><methodCall><methodName>" + method + "</methodName></methodCall>"))
                .build();
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
    }

    private String output() throws IOException {
        return Files.readString(work.resolve("output"));
    }
}
