package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A FastCGI program made with libfcgi, served by the daemon and asked through cgi-fcgi, as a web server would. */
class FcgiProgramIT {
    private static final String CLIENT = "/usr/bin/cgi-fcgi";
    private static final Pattern ANSWER = Pattern.compile("pid (\\d+) uri /hello");
    private static final String THREE = "numprocs=3\nprocess_name=%(program_name)s%(process_num)d\n";

    private Folder folder;
    private Daemon daemon;
    private Path program;

    @BeforeEach
    void compile() throws IOException {
        assumeTrue(Commands.installed(CLIENT), "cgi-fcgi is not installed: apt-get install libfcgi-bin");
        assumeTrue(
                Files.exists(Path.of("/usr/include/fcgi_stdio.h")),
                "fcgi_stdio.h is not installed: apt-get install libfcgi-dev");
        folder = new Folder();
        program = folder.path("answer");
        Path source = folder.path("answer.c");
        try (var text = FcgiProgramIT.class.getResourceAsStream("/fcgi/answer.c")) {
            Files.copy(text, source);
        }
        Commands.succeed("gcc", "-o", program.toString(), source.toString(), "-lfcgi");
    }

    @AfterEach
    void stop() throws IOException {
        if (daemon != null) {
            daemon.close();
        }
        if (folder != null) {
            folder.close();
        }
    }

    private void start(String... sections) throws IOException {
        folder.configure(sections);
        daemon = Daemon.start(folder);
    }

    private String section(String name, String socket, String more) {
        return "[fcgi-program:" + name + "]\ncommand=" + program + "\nsocket=" + socket + "\nstartsecs=0\n" + more;
    }

    /** The pid of who answered. */
    private static int ask(String address) throws IOException {
        String page = Commands.succeed(
                "env", "REQUEST_METHOD=GET", "REQUEST_URI=/hello", CLIENT, "-bind", "-connect", address);
        Matcher answer = ANSWER.matcher(page);
        assertTrue(answer.find(), page);
        return Integer.parseInt(answer.group(1));
    }

    private static void awaitAnswersOf(Set<Integer> pids, String address) {
        Set<Integer> seen = new HashSet<>();
        Await.until(pids + " answer", () -> {
            seen.add(ask(address));
            return seen.equals(pids);
        });
    }

    private Set<Integer> pidsOf(String... names) throws IOException {
        daemon.awaitRunning(names);
        Set<Integer> pids = new HashSet<>();
        for (String name : names) {
            pids.add(daemon.pidOf(name));
        }
        assertEquals(names.length, pids.size());
        return pids;
    }

    private static boolean isRefused(String address) throws IOException {
        return Commands.run(List.of("env", "REQUEST_METHOD=GET", CLIENT, "-bind", "-connect", address))
                        .exitCode()
                != 0;
    }

    @Test
    void threeProcessesShareATcpSocketAndAllAnswerAlsoAfterARestart() throws IOException {
        String address = "127.0.0.1:" + Folder.freePort();
        start(section("f", "tcp://" + address, THREE));
        Set<Integer> first = pidsOf("f:f0", "f:f1", "f:f2");
        awaitAnswersOf(first, address);
        assertEquals(0, daemon.ctl("restart", "f:f1").exitCode());
        Set<Integer> second = pidsOf("f:f0", "f:f1", "f:f2");
        assertFalse(second.equals(first));
        awaitAnswersOf(second, address);
        assertEquals(0, daemon.ctl("restart", "f:*").exitCode());
        awaitAnswersOf(pidsOf("f:f0", "f:f1", "f:f2"), address);
        assertEquals(0, daemon.ctl("stop", "f:*").exitCode());
        Await.until("the port is closed", () -> isRefused(address));
    }

    @Test
    void threeProcessesShareAUnixSocketWhosePathGoesWithThem() throws IOException {
        Path path = folder.path("f.sock");
        start(section("f", "unix://" + path, THREE + "socket_mode=0660\n"));
        awaitAnswersOf(pidsOf("f:f0", "f:f1", "f:f2"), path.toString());
        assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        assertEquals(0, daemon.ctl("stop", "f:*").exitCode());
        assumeFalse(Daemon.isStock(), "stock leaves the path behind");
        Await.until("the path is removed", () -> Files.notExists(path, LinkOption.NOFOLLOW_LINKS));
        assertEquals(0, daemon.ctl("start", "f:*").exitCode());
        awaitAnswersOf(pidsOf("f:f0", "f:f1", "f:f2"), path.toString());
        Commands.signal("HUP", daemon.pid());
        Await.until("a new life", () -> folder.logLines("supervisord started").size() == 2);
        awaitAnswersOf(pidsOf("f:f0", "f:f1", "f:f2"), path.toString());
        Commands.signal("TERM", daemon.pid());
        assertEquals(0, daemon.awaitExit());
        assertTrue(Files.notExists(path, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void fcgiProgramsInAGroupHaveTheirSockets() throws IOException {
        assumeFalse(Daemon.isStock(), "stock loses the socket in a group");
        String tcp = "127.0.0.1:" + Folder.freePort();
        Path unix = folder.path("u.sock");
        start(
                section("t", "tcp://" + tcp, THREE),
                section("u", "unix://" + unix, ""),
                "[program:plain]\ncommand=/bin/sleep 1000\nstartsecs=0",
                "[group:g]\nprograms=plain,t,u");
        daemon.awaitRunning("g:plain");
        awaitAnswersOf(pidsOf("g:t0", "g:t1", "g:t2"), tcp);
        awaitAnswersOf(pidsOf("g:u"), unix.toString());
        assertEquals(0, daemon.ctl("stop", "g:u").exitCode());
        Await.until("the path is removed", () -> Files.notExists(unix));
        awaitAnswersOf(pidsOf("g:t0", "g:t1", "g:t2"), tcp);
    }

    /** Stock closes the socket between two lives of the only process, so that the client is refused. */
    @Test
    void clientThatComesWhileTheOnlyProcessIsRestartedByItselfIsAnsweredByTheNext() throws IOException {
        assumeFalse(Daemon.isStock(), "stock refuses connections then");
        String address = "127.0.0.1:" + Folder.freePort();
        String slow = folder.script("slow", "sleep 0.5", "exec " + program);
        start("[fcgi-program:f]\ncommand=" + slow + "\nsocket=tcp://" + address + "\nstartsecs=0\nautorestart=true\n");
        for (int round = 0; round < 5; round++) {
            int before = ask(address);
            Commands.signal("KILL", before);
            // One that is about to die may take a last connection along.
            Await.until(before + " is gone", () -> ProcessHandle.of(before).isEmpty());
            int after = ask(address);
            assertTrue(before != after, "answered by a process that was killed");
            assertEquals(after, daemon.pidOf("f"));
        }
        assertEquals(1, folder.logLines("Closing socket").size(), "that of the trial before the start");
    }

    /** So does stock: a stop is a stop. */
    @Test
    void clientThatComesBetweenStopAndStartOfTheOnlyProcessIsRefused() throws IOException {
        String address = "127.0.0.1:" + Folder.freePort();
        start(section("f", "tcp://" + address, ""));
        daemon.awaitRunning("f");
        daemon.rpc().call("supervisor.stopProcess", "f");
        Await.until("the socket is closed", () -> isRefused(address));
        daemon.rpc().call("supervisor.startProcess", "f");
        assertEquals(ask(address), daemon.pidOf("f"));
    }

    @Test
    void sendProcessStdinFindsNoPipe() throws IOException {
        start(section("f", "tcp://127.0.0.1:" + Folder.freePort(), ""));
        daemon.awaitRunning("f");
        var fault = assertThrows(
                XmlRpc.Fault.class, () -> daemon.rpc().call("supervisor.sendProcessStdin", "f", "hello\n"));
        assertEquals("20 NO_FILE: f", fault.getMessage());
    }

    @Test
    void socketThatIsTakenEndsTheStartAndTouchesNothing() throws IOException {
        assumeFalse(Daemon.isStock(), "stock ends with a traceback");
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "tcp://127.0.0.1:" + other.getLocalPort();
            folder.configure(section("f", url, ""), "[program:plain]\ncommand=/bin/sleep 1000");
            Process process = Daemon.launch(folder);
            assertTrue(Commands.waitFor(process));
            assertEquals(2, process.exitValue());
            String text = "Could not create FastCGI socket " + url + ": [Errno 98] Address already in use";
            assertTrue(folder.text("daemon.out").contains("Error: " + text + "\n"), folder.text("daemon.out"));
            assertEquals(1, folder.logLines("CRIT " + text).size(), folder.log());
            assertEquals(List.of(), folder.logLines("spawned"));
            assertTrue(Files.notExists(folder.pidfile()));
        }
    }

    @Test
    void brokenSocketInANewConfigurationLosesNothing() throws IOException {
        assumeFalse(Daemon.isStock(), "stock answers 500, and a restart ends it");
        String plain = "[program:plain]\ncommand=/bin/sleep 1000\nstartsecs=0\n";
        start(plain);
        int pid = pidsOf("plain").iterator().next();
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "tcp://127.0.0.1:" + other.getLocalPort();
            folder.configure(plain, section("f", url, "startretries=0\n"));
            daemon.rpc().call("supervisor.reloadConfig");
            var fault = assertThrows(XmlRpc.Fault.class, () -> daemon.rpc().call("supervisor.addProcessGroup", "f"));
            String text = "Could not create FastCGI socket " + url + ": [Errno 98] Address already in use";
            assertEquals("30 FAILED: " + text, fault.getMessage());
            assertEquals(pid, daemon.pidOf("plain"));
            Commands.signal("HUP", daemon.pid());
            Await.until(
                    "a new life", () -> folder.logLines("supervisord started").size() == 2);
            daemon.awaitRunning("plain");
            Await.until("f gives up", () -> daemon.stateOf("f").equals("FATAL"));
            assertEquals(text, daemon.info("f").get("spawnerr"));
        }
        daemon.rpc().call("supervisor.startProcess", "f");
        daemon.awaitRunning("f");
    }

    @Test
    void changedSocketIsUsedAfterUpdate() throws IOException {
        Path path = folder.path("f.sock");
        start(section("f", "unix://" + path, ""));
        daemon.awaitRunning("f");
        assertEquals("No config updates to processes\n", daemon.ctl("reread").output());
        folder.configure(section("f", "unix://" + path, "socket_mode=0666\n"));
        assumeFalse(Daemon.isStock(), "stock does not see a changed mode");
        assertEquals("f: changed\n", daemon.ctl("reread").output());
        assertEquals(
                "f: stopped\nf: updated process group\n", daemon.ctl("update").output());
        awaitAnswersOf(pidsOf("f"), path.toString());
        assertEquals("rw-rw-rw-", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        Path other = folder.path("other.sock");
        folder.configure(section("f", "unix://" + other, ""));
        assertEquals(
                "f: stopped\nf: updated process group\n", daemon.ctl("update").output());
        awaitAnswersOf(pidsOf("f"), other.toString());
        assertTrue(Files.notExists(path));
        folder.configure();
        assertEquals(
                "f: stopped\nf: removed process group\n", daemon.ctl("update").output());
        assertTrue(Files.notExists(other));
    }
}
