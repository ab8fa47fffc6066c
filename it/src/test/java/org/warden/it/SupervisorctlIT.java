package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Warden's own {@code supervisorctl}: what it does better than stock's, and its shell at a real terminal. */
class SupervisorctlIT {
    private static final String PYTHON = "/usr/bin/python3";

    private static Folder folder;
    private static Daemon daemon;
    private static int guardedPort;

    @BeforeAll
    static void startDaemon() throws IOException {
        folder = new Folder();
        guardedPort = Folder.freePort();
        folder.configure(
                "[inet_http_server:guarded]\nport=127.0.0.1:" + guardedPort + "\nusername=kit\npassword="
                        + "long ".repeat(30),
                program("cat", "/bin/cat"),
                program("chatty", folder.script("chatty", "while read -r line; do echo \"heard $line\"; done")),
                program("one", "/bin/sh -c 'echo from one; exec sleep 1000'"),
                program("two", "/bin/sh -c 'echo from two; exec sleep 1000'"),
                "[group:pair]\nprograms=one,two");
        daemon = Daemon.start(folder);
        daemon.awaitRunning("cat", "chatty", "pair:one", "pair:two");
    }

    @AfterAll
    static void stopDaemon() throws IOException {
        if (daemon != null) {
            daemon.close();
        }
        if (folder != null) {
            folder.close();
        }
    }

    private static String program(String name, String command) {
        return "[program:" + name + "]\ncommand=" + command + "\nstartsecs=0\nstdout_logfile="
                + folder.path(name + ".log");
    }

    private static String command() {
        return Path.of(System.getProperty("warden.bin"), "supervisorctl")
                .toAbsolutePath()
                .toString();
    }

    private static Commands.Result ctl(String... words) throws IOException {
        var all = new ArrayList<>(List.of(command(), "-c", folder.conf().toString()));
        all.addAll(List.of(words));
        return Commands.run(all);
    }

    @Test
    void clearingAGroupClearsEachOfItsProcesses() throws IOException {
        Commands.Result result = ctl("clear", "pair:*");
        assertEquals("pair:one: cleared\npair:two: cleared\n", result.output());
        assertEquals(0, result.exitCode());
        assertEquals("nobody: ERROR (no such group)\n", ctl("clear", "nobody:*").output());
    }

    @Test
    void followingALogThatIsNotThereIsAFailure() throws IOException {
        Commands.Result result = ctl("tail", "-f", "nobody");
        assertEquals(1, result.exitCode());
        assertTrue(result.output().contains("/logtail/nobody/stdout Cannot read, status code 404"), result.output());
    }

    @Test
    void updateSaysWhatIsWrongWithTheConfigurationInOneLine() throws IOException {
        String good = Files.readString(folder.conf());
        Files.writeString(folder.conf(), good + "\n[program:bad]\ncommand=/bin/cat\npriority=x\n");
        try {
            for (String verb : List.of("update", "reread")) {
                Commands.Result result = ctl(verb);
                assertEquals(1, result.exitCode());
                assertTrue(result.output().startsWith("ERROR: CANT_REREAD: "), result.output());
                assertFalse(result.output().contains("error: "), result.output());
            }
        } finally {
            Files.writeString(folder.conf(), good);
        }
    }

    @Test
    void aRefusedLoginIsOneLine() throws IOException {
        String url = "http://127.0.0.1:" + guardedPort;
        Commands.Result result = ctl("-s", url, "-u", "kit", "-p", "wrong", "pid");
        assertEquals("Server requires authentication\n", result.output());
        assertEquals(1, result.exitCode());
    }

    @Test
    void credentialsOfAnyLengthFollowALog() throws IOException {
        Path output = folder.path("guarded.out");
        Process process = Commands.start(
                List.of(
                        command(),
                        "-c",
                        folder.conf().toString(),
                        "-s",
                        "http://127.0.0.1:" + guardedPort,
                        "-u",
                        "kit",
                        "-p",
                        "long ".repeat(30).strip(),
                        "maintail",
                        "-f"),
                output);
        try {
            Await.until("the log is followed", () -> folder.text("guarded.out").contains("entered RUNNING state"));
            Commands.signal("INT", process.pid());
            assertTrue(Commands.waitFor(process));
            assertEquals(0, process.exitValue(), "Ctrl-C is no failure");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void theSectionMayStandInAnIncludedFile() throws IOException {
        Files.writeString(folder.path("client.conf"), "[supervisorctl]\nserverurl=unix://" + folder.socket() + "\n");
        Files.writeString(folder.path("main.conf"), "[include]\nfiles=client.conf\n");
        Commands.Result result =
                Commands.run(List.of(command(), "-c", folder.path("main.conf").toString(), "pid"));
        assertEquals(daemon.pid() + "\n", result.output());
    }

    @Test
    void statusAsJsonHasWhatTheMethodTells() throws IOException {
        Commands.Result result = ctl("status", "--json", "cat");
        assertEquals(0, result.exitCode());
        assertTrue(
                result.output().contains("\"name\": \"cat\"") || result.output().contains("\"name\":\"cat\""),
                result.output());
        assertTrue(result.output().contains("\"RUNNING\""), result.output());
    }

    @Test
    void severalLogsAreFollowedWithTheirNames() throws IOException {
        Path output = folder.path("several.out");
        Process process = Commands.start(
                List.of(command(), "-c", folder.conf().toString(), "tail", "-F", "cat", "chatty"), output);
        try {
            Await.until("it follows", () -> folder.text("several.out").contains("Ctrl-C"));
            daemon.rpc().call("supervisor.sendProcessStdin", "cat", "miau\n");
            daemon.rpc().call("supervisor.sendProcessStdin", "chatty", "you\n");
            Await.until("both have come", () -> {
                String text = folder.text("several.out");
                return text.contains("cat    | miau\n") && text.contains("chatty | heard you\n");
            });
        } finally {
            process.destroy();
        }
    }

    @Test
    void helpAndErrorsOfTheCommandLine() throws IOException {
        assertTrue(Commands.run(List.of(command(), "--help")).output().contains("Usage: supervisorctl"));
        Commands.Result bad = Commands.run(List.of(command(), "-s", "foo", "status"));
        assertEquals(2, bad.exitCode());
        assertTrue(bad.output().contains("invalid value for -s 'foo': value 'foo' is not a URL"), bad.output());
        Commands.Result twice = Commands.run(List.of(command(), "-u", "a", "-u", "b"));
        assertTrue(twice.output().contains("conflicting command line option '-u'"), twice.output());
    }

    /** Runs the shell at a terminal of its own. */
    private static String atTerminal(List<String> options, String... steps) throws IOException {
        var all = new ArrayList<>(List.of(PYTHON, resource("/terminal/drive.py")));
        all.addAll(List.of(steps));
        all.addAll(List.of("--", command(), "-c", folder.conf().toString()));
        all.addAll(options);
        Commands.Result result = Commands.run(all);
        assertEquals(0, result.exitCode(), result.output());
        return result.output();
    }

    private static String resource(String name) throws IOException {
        try {
            return Path.of(SupervisorctlIT.class.getResource(name).toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IOException("resource without a path: " + name, e);
        }
    }

    @Test
    void theShellCompletesCommandsAndLiveNames() throws IOException {
        atTerminal(
                List.of(),
                "expect:supervisor> ",
                "send:vers\\t\\r",
                "expect:version",
                "expect:4.3.0",
                "expect:supervisor> ",
                "send:pid pair:tw\\t\\r",
                "expect:pair:two",
                "expect:" + daemon.pidOf("pair:two"),
                "expect:supervisor> ",
                "send:\\x04",
                "exit:0");
    }

    @Test
    void theShellRemembersWhatWasTypedInTheHistoryFile() throws IOException {
        Path history = folder.path("history");
        atTerminal(
                List.of("-r", history.toString()),
                "expect:supervisor> ",
                "send:pid cat\\r",
                "expect:" + daemon.pidOf("cat"),
                "expect:supervisor> ",
                "send:exit\\r",
                "exit:0");
        assertTrue(Files.readString(history).contains("pid cat"), Files.readString(history));
        atTerminal(
                List.of("-r", history.toString()),
                "expect:supervisor> ",
                "send:\\x1bOA\\x1bOA\\r",
                "expect:pid cat",
                "expect:" + daemon.pidOf("cat"),
                "expect:supervisor> ",
                "send:\\x04",
                "exit:0");
    }

    @Test
    void aProgramInTheForegroundGetsWhatIsTypedAndCtrlCLeavesIt() throws IOException {
        atTerminal(
                List.of(),
                "expect:supervisor> ",
                "send:fg chatty\\r",
                "expect:==> Press Ctrl-C to exit <==",
                "send:hello there\\r",
                "expect:heard hello there",
                "send:\\x03",
                "expect:Exiting foreground",
                "expect:supervisor> ",
                "send:exit\\r",
                "exit:0");
    }

    @Test
    void ctrlCEndsTheFollowingOfALogAndNotTheShell() throws IOException {
        atTerminal(
                List.of(),
                "expect:supervisor> ",
                "send:maintail -f\\r",
                "expect:==> Press Ctrl-C to exit <==",
                "expect:supervisord started with pid",
                "send:\\x03",
                "expect:supervisor> ",
                "send:version\\r",
                "expect:4.3.0",
                "expect:supervisor> ",
                "send:\\x03",
                "exit:0");
    }

    @Test
    void interactiveOpensAShellAlsoAfterAnAction() throws IOException {
        atTerminal(
                List.of("-i", "pid", "cat"),
                "expect:" + daemon.pidOf("cat"),
                "expect:supervisor> ",
                "send:shutdown\\r",
                "expect:Really shut the remote supervisord process down y/N? ",
                "send:n\\r",
                "expect:supervisor> ",
                "send:exit\\r",
                "exit:0");
        assertEquals("RUNNING", daemon.stateOf("cat"));
    }

    @Test
    void thePasswordIsAskedForAndNotShown() throws IOException {
        String shown = atTerminal(
                List.of("-s", "http://127.0.0.1:" + guardedPort),
                "expect:Server requires authentication",
                "expect:Username:",
                "send:kit\\r",
                "expect:Password:",
                "send:" + "long ".repeat(30).strip() + "\\r",
                "expect:RUNNING",
                "expect:supervisor> ",
                "send:exit\\r",
                "exit:0");
        assertFalse(shown.contains("long long"), "what was typed is not shown");
    }
}
