package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What programs, scripts and people have relied on for years: one daemon with many small programs. */
class HabitsIT {
    /** Longer than what stock's client sends in one line when it follows a log. */
    private static final String SECRET = "secret-".repeat(30);

    private static Folder folder;
    private static Daemon daemon;
    private static int guardedPort;

    @BeforeAll
    static void startDaemon() throws IOException {
        folder = new Folder();
        guardedPort = Folder.freePort();
        folder.configure(sections().toArray(String[]::new));
        daemon = Daemon.start(folder);
        daemon.awaitRunning("sleeper", "cat", "grün");
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

    private static List<String> sections() throws IOException {
        var sections = new ArrayList<String>();
        sections.add("""
                [supervisord]
                loglevel=debug
                umask=077
                identifier=habits
                environment=SHARED="from all",BOTH="all"
                [inet_http_server:guarded]
                port=127.0.0.1:%d
                username=kit
                password=%s
                """.formatted(guardedPort, SECRET));
        sections.add(program("sleeper", "/bin/sleep 1000"));
        sections.add(program("idle", "/bin/sleep 1000", "autostart=false"));
        sections.add(program("cat", "/bin/cat"));
        sections.add(program("grün", "/bin/sleep 1000"));
        sections.add(once("descriptors", "/bin/ls /proc/self/fd"));
        sections.add(once("signals", "/bin/grep -E ^Sig(Blk|Ign) /proc/self/status"));
        sections.add(once("ignoring", "/bin/sh -c \"trap '' PIPE XFSZ; exec /bin/grep SigIgn /proc/self/status\""));
        sections.add(once("percent", "/bin/echo %%h:%%p"));
        sections.add(once(
                "variables",
                folder.script("variables", "echo \"$SHARED|$BOTH|$COPY|$PERCENT\""),
                "environment=BOTH=\"own\",COPY=\"%(ENV_SHARED)s\",PERCENT=\"100%%\""));
        sections.add(once(
                "place",
                folder.script(
                        "place",
                        "pwd",
                        "umask",
                        "read -r pid comm state ppid pgrp sid rest </proc/$$/stat",
                        "echo $pid $pgrp $sid")));
        sections.add(once("binary", folder.script("binary", "printf 'b\\351d\\n'")));
        sections.add(once("homely", folder.script("homely", "id -un", "echo $HOME $USER"), "user=nobody"));
        sections.add(once("noexec", interpreterless(), "startsecs=1", "startretries=0"));
        sections.add(program(
                "family", folder.script("family", "sleep 1000 &", "echo $!", "wait"), "directory=" + folder.root()));
        sections.add(program(
                "clan",
                folder.script("clan", "sleep 1000 &", "echo $!", "wait"),
                "stopasgroup=true",
                "directory=" + folder.root()));
        sections.add(program(
                "snow",
                folder.script(
                        "snow",
                        "while :; do printf 'a \\342\\230'; sleep 0.05; printf '\\203 z\\n'; sleep 0.05; done")));
        return sections;
    }

    private static String program(String name, String command, String... keys) {
        return "[program:" + name + "]\ncommand=" + command + "\nstdout_logfile=" + folder.path(name + ".log")
                + "\nstderr_logfile=" + folder.path(name + ".err") + "\n"
                + (List.of(keys).contains("startsecs=1") ? "" : "startsecs=0\n") + String.join("\n", keys) + "\n";
    }

    /** A program that runs once. */
    private static String once(String name, String command, String... keys) {
        var all = new ArrayList<>(List.of(keys));
        all.add("autorestart=false");
        return program(name, command, all.toArray(String[]::new));
    }

    /** A script that the kernel can't run: what it names as its interpreter is not there. */
    private static String interpreterless() throws IOException {
        Path script = folder.path("noexec");
        Files.writeString(script, "#!/no/such/interpreter\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script.toString();
    }

    /** The whole output of a program that has ended. */
    private static String output(String name) throws IOException {
        Await.until(name + " has run", () -> daemon.stateOf(name).equals("EXITED"));
        return folder.text(name + ".log");
    }

    @Test
    void stopsAndStartsInARowTakeNoTurnOfALoopEach() throws IOException {
        assumeFalse(Daemon.isStock(), "stock needs up to a second for each: this is where Warden differs");
        long began = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            assertEquals(true, daemon.rpc().call("supervisor.stopProcess", "sleeper"));
            assertEquals(true, daemon.rpc().call("supervisor.startProcess", "sleeper"));
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        assertTrue(seconds < 10, "twenty of each took " + seconds + " s");
    }

    @Test
    void programsLeadAProcessGroupInTheSessionOfTheirParent() throws IOException {
        String[] numbers = output("place").lines().toList().get(2).split(" ");
        assertEquals(numbers[0], numbers[1], "its process group is its own");
        assertFalse(numbers[0].equals(numbers[2]), "its session is not");
    }

    @Test
    void umaskAndDirectoryOfTheDaemonActInTheBackgroundOnly() throws IOException {
        List<String> place = output("place").lines().toList();
        assertEquals(Commands.succeed("pwd").strip(), place.get(0));
        assertEquals(Commands.succeed("/bin/sh", "-c", "umask").strip(), place.get(1));
    }

    @Test
    void programsInheritStandardDescriptorsOnly() throws IOException {
        assertEquals("0\n1\n2\n3\n", output("descriptors"), "3 is the directory that ls reads");
    }

    @Test
    void programsStartWithNoSignalIgnoredUnlessAShellIgnoresItForThem() throws IOException {
        assumeFalse(Daemon.isStock(), "stock's ignore SIGPIPE and SIGXFSZ: this is where Warden differs");
        assertEquals("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", output("signals"));
        assertEquals("SigIgn:\t0000000001001000\n", output("ignoring"), "stock's way, for a program that relies on it");
    }

    @Test
    void aProgramThatBecomesAnotherUserKeepsTheDaemonsHome() throws IOException {
        assumeTrue(Commands.isRoot(), "not root: cannot become nobody");
        assertEquals("nobody\n" + Commands.succeed("/bin/sh", "-c", "echo $HOME $USER"), output("homely"));
    }

    @Test
    void aProgramThatCannotBeExecutedSaysWhyAndExitedTooQuickly() throws IOException {
        Await.until("it has given up", () -> daemon.stateOf("noexec").equals("FATAL"));
        assertEquals(
                "supervisor: couldn't exec " + folder.path("noexec")
                        + ": ENOENT\nsupervisor: child process was not spawned\n",
                folder.text("noexec.err"));
        assertEquals(
                "Exited too quickly (process log may have details)",
                daemon.info("noexec").get("spawnerr"));
        assertEquals(
                "Exited too quickly (process log may have details)",
                daemon.info("noexec").get("description"));
        assertEquals(
                1,
                folder.logLines("WARN exited: noexec (exit status 127; not expected)")
                        .size());
    }

    @Test
    void usr1IsNoReasonToEnd() throws IOException {
        assumeFalse(Daemon.isStock(), "it kills stock and leaves its programs: this is where Warden differs");
        daemon.signal("USR1");
        assertEquals("RUNNING", daemon.rpc().struct("supervisor.getState").get("statename"));
        assertEquals("RUNNING", daemon.stateOf("cat"));
    }

    @Test
    void logsOfAProgramThatDoesNotRunAreEmptied() throws IOException {
        assumeFalse(Daemon.isStock(), "stock says so and does nothing: this is where Warden differs");
        output("percent");
        assertEquals(true, daemon.rpc().call("supervisor.startProcess", "percent"));
        Await.until("it has written", () -> folder.text("percent.log").endsWith("%h:%p\n"));
        output("percent");
        assertEquals(true, daemon.rpc().call("supervisor.clearProcessLogs", "percent"));
        assertEquals("", folder.text("percent.log"));
        daemon.rpc().call("supervisor.startProcess", "percent");
        Await.until("it writes again", () -> folder.text("percent.log").equals("%h:%p\n"));
    }

    @Test
    void doubledPercentSignsInACommandArriveAsOne() throws IOException {
        assertTrue(output("percent").endsWith("%h:%p\n"), output("percent"));
    }

    @Test
    void environmentOfTheDaemonsSectionReachesProgramsAndTheirOwnWins() throws IOException {
        assertEquals("from all|own|from all|100%\n", output("variables"));
    }

    @Test
    void grandchildrenSurviveAStopUnlessTheGroupIsAsked() throws IOException {
        long survivor = grandchild("family");
        long ended = grandchild("clan");
        daemon.rpc().call("supervisor.stopProcess", "family");
        daemon.rpc().call("supervisor.stopProcess", "clan");
        assertTrue(isAlive(survivor));
        Await.until("the grandchild in the asked group has ended", () -> !isAlive(ended));
        Commands.signal("KILL", survivor);
    }

    /** Adopted by nobody who would reap it, it may stay a zombie. */
    private static boolean isAlive(long pid) throws IOException {
        Path status = Path.of("/proc/" + pid + "/status");
        return Files.exists(status) && !Files.readString(status).contains("State:\tZ");
    }

    private static long grandchild(String name) {
        Await.until(
                "the grandchild of " + name, () -> folder.text(name + ".log").endsWith("\n"));
        return Await.value(
                "its pid",
                () -> java.util.Optional.of(
                        Long.parseLong(folder.text(name + ".log").strip())));
    }

    @Test
    void outputThatIsNoUtf8HurtsNobodyAndIsALiteralInTheDebugLog() throws IOException {
        Await.until("it has run", () -> daemon.stateOf("binary").equals("EXITED"));
        assertArrayEquals(new byte[] {'b', (byte) 0xe9, 'd', '\n'}, Files.readAllBytes(folder.path("binary.log")));
        Await.until("the debug log", () -> !folder.logLines("Undecodable: b'b\\xe9d\\n'")
                .isEmpty());
        assertEquals("RUNNING", daemon.rpc().struct("supervisor.getState").get("statename"));
    }

    @Test
    void namesBeyondAsciiWorkInRpcInTheLogAndInTheClient() throws IOException {
        assertEquals("RUNNING", daemon.stateOf("grün"));
        assertEquals(1, folder.logLines("INFO spawned: 'grün' with pid").size());
        Commands.Result status = daemon.ctl("status", "grün");
        assertEquals(0, status.exitCode());
        assertTrue(status.output().startsWith("grün                             RUNNING   pid "), status.output());
    }

    @Test
    void textBeyondAsciiReachesStandardInputOverRpcAndInTheForeground() throws IOException {
        daemon.rpc().call("supervisor.sendProcessStdin", "cat", "grüße ☃\n");
        Await.until("the echo", () -> folder.text("cat.log").contains("grüße ☃\n"));
        assumeTrue(Commands.installed(Daemon.STOCK_CLIENT), "no supervisorctl: apt-get install supervisor");
        var foreground =
                new ProcessBuilder(Daemon.STOCK_CLIENT, "-c", folder.conf().toString(), "fg", "cat");
        foreground.environment().put("LC_ALL", "C.UTF-8");
        foreground
                .redirectErrorStream(true)
                .redirectOutput(folder.path("fg.out").toFile());
        Process client = foreground.start();
        try {
            client.getOutputStream().write("aus dem Vordergrund: ø\n".getBytes(StandardCharsets.UTF_8));
            client.getOutputStream().flush();
            Await.until(
                    "the echo of the foreground", () -> folder.text("cat.log").contains("aus dem Vordergrund: ø\n"));
        } finally {
            client.destroyForcibly();
            Commands.waitFor(client);
        }
    }

    @Test
    void charactersSplitOverTwoWritesAreWholeForWhoFollowsTheLog() throws IOException {
        assumeFalse(
                Daemon.isStock(), "stock cuts characters, and its client prints b'...': this is where Warden differs");
        Path shown = folder.path("followed.out");
        Process client = Commands.start(
                List.of(Daemon.STOCK_CLIENT, "-c", folder.conf().toString(), "tail", "-f", "snow"), shown);
        try {
            Await.until("ten snowmen", () -> Files.readString(shown).split("a ☃ z\n", -1).length > 10);
            assertFalse(Files.readString(shown).contains("Undecodable"), Files.readString(shown));
        } finally {
            client.destroyForcibly();
            Commands.waitFor(client);
        }
    }

    @Test
    void aClientThatHangsUpInTheMiddleDisturbsNobody() throws IOException {
        for (int i = 0; i < 5; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), folder.port())) {
                socket.getOutputStream()
                        .write("POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n<?xml"
                                .getBytes(StandardCharsets.US_ASCII));
            }
            assertEquals("habits", daemon.rpc().call("supervisor.getIdentification"));
        }
    }

    @Test
    void aLaterStoppedProcessHidesAnUnknownOneInTheExitCodeOfStatus() throws IOException {
        Commands.Result result = daemon.ctl("status", "nobody", "idle");
        assertTrue(result.output().startsWith("nobody: ERROR (no such process)\nidle "), result.output());
        assertEquals(3, result.exitCode());
        assertEquals(4, daemon.ctl("status", "nobody", "cat").exitCode());
    }

    @Test
    void restartOfSeveralStopsAllFirstAndGoesOnOverThoseThatDoNotRun() throws IOException {
        Commands.Result result = daemon.ctl("restart", "idle", "grün");
        assertEquals(
                List.of("idle: ERROR (not running)", "grün: stopped", "idle: started", "grün: started"),
                result.lines());
        daemon.ctl("stop", "idle");
    }

    @Test
    void rereadOfABrokenFileIsOneCleanLineAndChangesNothing() throws IOException {
        String before = Files.readString(folder.conf());
        int pid = daemon.pidOf("cat");
        try {
            Files.writeString(folder.conf(), before + "[program:broken]\nnumprocs=many\ncommand=/bin/cat\n");
            Commands.Result result = daemon.ctl("reread");
            assertEquals(1, result.lines().size(), result.output());
            assertTrue(result.output().startsWith("ERROR: CANT_REREAD: "), result.output());
            assertTrue(result.output().contains("invalid literal for int() with base 10: 'many'"), result.output());
            assertEquals(pid, daemon.pidOf("cat"));
        } finally {
            Files.writeString(folder.conf(), before);
        }
        assertEquals("No config updates to processes\n", daemon.ctl("reread").output());
    }

    @Test
    void whoHasNoCredentialsIsToldThatTheServerRequiresThem() throws IOException {
        String door = "http://127.0.0.1:" + guardedPort;
        Commands.Result refused = Commands.run(List.of(Daemon.STOCK_CLIENT, "-s", door, "status"));
        assertEquals("Server requires authentication", refused.lines().get(0));
        Commands.Result let =
                Commands.run(List.of(Daemon.STOCK_CLIENT, "-s", door, "-u", "kit", "-p", SECRET, "status", "cat"));
        assertEquals(0, let.exitCode(), let.output());
        assertEquals(
                "Server requires authentication",
                Commands.run(List.of(Daemon.STOCK_CLIENT, "-s", door, "-u", "kit", "-p", "wrong", "status"))
                        .lines()
                        .get(0));
    }

    @Test
    void longCredentialsWorkForWhoFollowsALog() throws IOException {
        assumeFalse(Daemon.isStock(), "stock refuses what its own client sends: this is where Warden differs");
        Path shown = folder.path("guarded.out");
        Process client = Commands.start(
                List.of(
                        Daemon.STOCK_CLIENT,
                        "-s",
                        "http://127.0.0.1:" + guardedPort,
                        "-u",
                        "kit",
                        "-p",
                        SECRET,
                        "tail",
                        "-f",
                        "snow"),
                shown);
        try {
            Await.until("the log", () -> Files.readString(shown).contains("a ☃ z\n"));
        } finally {
            client.destroyForcibly();
            Commands.waitFor(client);
        }
    }

    @Test
    void configurationThatWasRereadShowsBeforeItIsInForce() throws IOException {
        String before = Files.readString(folder.conf());
        try {
            Files.writeString(folder.conf(), before.replace("[program:idle]\n", "[program:idle]\nstartretries=77\n"));
            assertEquals("idle: changed\n", daemon.ctl("reread").output());
            Object shown = ((List<?>) daemon.rpc().call("supervisor.getAllConfigInfo"))
                    .stream()
                            .map(info -> (Map<?, ?>) info)
                            .filter(info -> info.get("name").equals("idle"))
                            .findFirst()
                            .orElseThrow()
                            .get("startretries");
            assertEquals(77, shown);
        } finally {
            Files.writeString(folder.conf(), before);
        }
        assertEquals("No config updates to processes\n", daemon.ctl("reread").output());
    }
}
