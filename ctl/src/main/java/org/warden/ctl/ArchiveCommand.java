package org.warden.ctl;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.warden.rpc.client.RpcConnection;
import org.warden.rpc.client.RpcFaultException;
import org.warden.rpc.client.ServerUrl;

/**
 * {@code warden archive}: makes starts faster. Lets the daemon start, answer and stop once, {@code supervisorctl} drive it
 * meanwhile, and {@code warden} check a configuration, and keeps the classes that they had parsed by then for later starts, in
 * {@code lib/warden-NAME-VERSION} beside the jars. Such a file fits the Java runtime that made it and no other; one that it does
 * not fit leaves it aside and starts a little later.
 */
final class ArchiveCommand {
    static final String NAME = "archive";

    /** From this one on the JVM keeps more than parsed classes. */
    private static final int AOT_SINCE = 25;

    private static final int PATIENCE_SECONDS = 120;
    private static final long STEP_MILLIS = 50;

    private final Path home;
    private final PrintStream out;
    private final Path work;
    private final int port;

    private ArchiveCommand(Path home, PrintStream out, Path work, int port) {
        this.home = home;
        this.out = out;
        this.work = work;
        this.port = port;
    }

    /**
     * Makes the archives for the Java runtime that carries this out.
     *
     * @param home the distribution's folder; null where it is not known
     * @return the exit status
     */
    static int run(String home, PrintStream out, PrintStream err) {
        if (home == null) {
            err.println("Error: the folder of the distribution is not known; start bin/warden");
            return 1;
        }
        Path lib = Path.of(home, "lib");
        if (!Files.isWritable(lib)) {
            err.println("Error: " + lib + " can't be written; run this as the user who installed Warden");
            return 1;
        }
        try {
            inFolderOfItsOwn(Path.of(home).toAbsolutePath().normalize(), out);
            return 0;
        } catch (IOException e) {
            err.println("Error: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }

    private static void inFolderOfItsOwn(Path home, PrintStream out) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("warden-archive-");
        try {
            int port;
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = socket.getLocalPort();
            }
            ArchiveCommand archive = new ArchiveCommand(home, out, work, port);
            archive.writeConfiguration();
            archive.ofDaemonAndClient();
            archive.ofChecker();
        } finally {
            try (Stream<Path> all = Files.walk(work)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    private void ofDaemonAndClient() throws IOException, InterruptedException {
        Path unfinished = work.resolve("launcher");
        Process daemon = start(unfinished, "supervisord", "-n");
        try (RpcConnection connection = new RpcConnection(ServerUrl.parse("http://127.0.0.1:" + port), null, null)) {
            awaitAnswer(daemon, connection);
            for (String method : List.of("getAllProcessInfo", "getSupervisorVersion", "getPID")) {
                call(connection, method);
            }
            ofClient();
            call(connection, "shutdown");
            awaitEnd(daemon);
        } finally {
            daemon.destroyForcibly();
        }
        keep(unfinished);
    }

    /** One process that does what most calls do. */
    private void ofClient() throws IOException, InterruptedException {
        Path unfinished = work.resolve("supervisorctl");
        Files.writeString(
                work.resolve("typed"), "start all\nstop nobody\navail\nreread\npid\ntail short\nhelp start\nexit\n");
        awaitEnd(start(unfinished, "supervisorctl"));
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

    private static boolean isAot() {
        return Runtime.version().feature() >= AOT_SINCE;
    }

    private Path archive(Path unfinished) {
        return home.resolve("lib/warden-" + unfinished.getFileName() + "-" + System.getProperty("java.version")
                + (isAot() ? ".aot" : ".jsa"));
    }

    /** A JVM dies of half an archive, so it gets its name only when it is whole. */
    private void keep(Path unfinished) throws IOException {
        if (!Files.exists(unfinished)) {
            throw new IOException("no archive was written: " + output());
        }
        Path archive = archive(unfinished);
        Path beside = Path.of(archive + ".new");
        Files.copy(unfinished, beside, StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, archive, StandardCopyOption.ATOMIC_MOVE);
        out.println(archive);
    }

    private void writeConfiguration() throws IOException {
        Files.createFile(work.resolve("typed"));
        Files.writeString(work.resolve("supervisord.conf"), """
                [supervisord]
                logfile=%1$s/supervisord.log
                pidfile=%1$s/supervisord.pid
                childlogdir=%1$s
                [inet_http_server]
                port=127.0.0.1:%2$d
                [unix_http_server]
                file=%1$s/s
                [supervisorctl]
                serverurl=unix://%1$s/s
                [rpcinterface:supervisor]
                supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
                [program:short]
                command=/bin/true
                startsecs=0
                autorestart=false
                """.formatted(work, port));
    }

    /** @param words of the command, before -c; it reads what a person may have typed */
    private Process start(Path unfinished, String program, String... words) throws IOException {
        Files.deleteIfExists(archive(unfinished));
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin/" + program).toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("-c", work + "/supervisord.conf"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // The script's own options must be those of every later start, so the wish to write comes from beside.
        builder.environment()
                .put("JAVA_TOOL_OPTIONS", (isAot() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + unfinished);
        builder.redirectErrorStream(true);
        builder.redirectInput(work.resolve("typed").toFile());
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(work.resolve("output").toFile()));
        return builder.start();
    }

    private void awaitAnswer(Process daemon, RpcConnection connection) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                call(connection, "getState");
                return;
            } catch (IOException notYet) {
                if (!daemon.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException("the daemon does not answer: " + output(), notYet);
                }
                Thread.sleep(STEP_MILLIS);
            }
        }
    }

    private static void call(RpcConnection connection, String method) throws IOException {
        try {
            connection.call("supervisor." + method);
        } catch (RpcFaultException fault) {
            throw new IOException(fault.getMessage(), fault);
        }
    }

    private String output() throws IOException {
        return Files.readString(work.resolve("output"));
    }
}
