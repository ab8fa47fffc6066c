package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code supervisord} without {@code -n}: what its caller sees and what the daemon becomes. */
class DaemonizeIT {
    private static final String SLEEPER = "[program:early]\ncommand=/bin/sleep 1000\nstartsecs=0\n";

    private Folder folder;
    private BackgroundDaemon daemon;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = new Folder();
        daemon = new BackgroundDaemon(folder);
        folder.configure(SLEEPER);
    }

    @AfterEach
    void endAll() throws IOException {
        daemon.close();
        folder.close();
    }

    private void addToSupervisord(String... lines) throws IOException {
        String text = Files.readString(folder.conf());
        Files.writeString(
                folder.conf(), text.replace("[supervisord]\n", "[supervisord]\n" + String.join("\n", lines) + "\n"));
    }

    private void assertServes() throws IOException {
        assertEquals("RUNNING", daemon.rpc().struct("supervisor.getState").get("statename"));
    }

    @Test
    void itAnswersWithZeroOnceItServesAndThePidfileIsThere() throws IOException {
        Commands.Result start = daemon.start();
        assertEquals(new Commands.Result(0, ""), start);
        // Asked once, at once: nothing is waited for any more.
        assertServes();
        assertEquals(daemon.pid() + "\n", folder.text("supervisord.pid"));
        assertEquals(daemon.pid() + "\n", ctl("pid").output());
    }

    @Test
    void theDaemonLeadsItsOwnSessionWithoutATerminalAndWithNullForItsStandardDescriptors() throws IOException {
        assertEquals(0, daemon.start().exitCode());
        assertEquals(String.valueOf(daemon.pid()), daemon.stat(5), "process group");
        assertEquals(String.valueOf(daemon.pid()), daemon.stat(6), "session");
        assertEquals("0", daemon.stat(7), "controlling terminal");
        for (int fd = 0; fd <= 2; fd++) {
            assertEquals(Path.of("/dev/null"), Files.readSymbolicLink(daemon.proc("fd/" + fd)));
        }
    }

    @Test
    void programsWithoutAKeeperSeeTheDaemonAsTheirParentAndItsDirectoryAndUmaskAsTheirs() throws IOException {
        String about = folder.script("about", "echo $PPID $(umask) $(pwd) >" + folder.path("about.txt"));
        folder.configure("[program:about]\ncommand=" + about + "\nstartsecs=0\nautorestart=false\n");
        addToSupervisord("umask=027\nkeeper=false");
        assertEquals(0, daemon.start().exitCode());
        Await.until("the program has run", () -> folder.text("about.txt").endsWith("\n"));
        assertEquals(daemon.pid() + " 0027 " + folder.root() + "\n", folder.text("about.txt"));
    }

    @Test
    void programsOfAKeeperHaveTheDaemonsDirectoryAndUmask() throws IOException {
        assumeFalse(Daemon.isStock(), "stock has no keeper");
        String about = folder.script("about", "echo $(umask) $(pwd) >" + folder.path("about.txt"));
        folder.configure("[program:about]\ncommand=" + about + "\nstartsecs=0\nautorestart=false\n");
        addToSupervisord("umask=027");
        assertEquals(0, daemon.start().exitCode());
        Await.until("the program has run", () -> folder.text("about.txt").endsWith("\n"));
        assertEquals("0027 " + folder.root() + "\n", folder.text("about.txt"));
    }

    @Test
    void theLogTellsOfTheWayInStocksWordsAndOrder() throws IOException {
        assertEquals(0, daemon.start().exitCode());
        assertEquals(
                List.of(
                        "INFO daemonizing the supervisord process",
                        "INFO set current directory: '" + folder.root() + "'",
                        "INFO supervisord started with pid " + daemon.pid()),
                folder.log()
                        .lines()
                        .map(line -> line.substring(24))
                        .filter(line -> line.matches(".*(daemonizing|current directory|started with pid).*"))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "loglevel=loud | Error: bad logging level name 'loud'",
                "user=nobodyatall | Error: Invalid user name nobodyatall",
                "minfds=99999999999 | hard limit",
                "logfile=/proc/no.log | /proc/no.log",
                "childlogdir=/proc | /proc",
            })
    void whatPreventsTheStartIsOnTheTerminalAndTheStatusIsTwo(String line, String text) throws IOException {
        assumeFalse(Daemon.isStock(), "stock ends some of these with a traceback and 1");
        folder.configure("[program:x]\ncommand=/bin/cat\nautostart=false\n");
        String conf = Files.readString(folder.conf());
        String key = line.substring(0, line.indexOf('='));
        Files.writeString(
                folder.conf(),
                conf.replaceAll("(?m)^" + key + "=.*\n", "")
                        .replace("[supervisord]\n", "[supervisord]\n" + line + "\n"));
        Commands.Result start = daemon.start();
        assertEquals(2, start.exitCode(), start.output());
        assertTrue(start.output().contains("Error: "), start.output());
        assertTrue(start.output().contains(text), start.output());
        assertTrue(Files.notExists(folder.pidfile()), "no pidfile");
        assertEquals(List.of(), Daemon.processesIn(folder.root()));
    }

    @Test
    void aSecondStartIsRefusedOnTheTerminalAndDisturbsNothing() throws IOException {
        assertEquals(0, daemon.start().exitCode());
        int pid = daemon.pid();
        Commands.Result second = daemon.start();
        assertEquals(2, second.exitCode());
        assertTrue(second.output().contains("Another program is already listening"), second.output());
        assertEquals(pid, daemon.pid());
        assertEquals(pid + "\n", folder.text("supervisord.pid"));
    }

    @Test
    void aRuntimeThatDoesNotStartIsToldAndTheStatusIsTwo() throws IOException {
        assumeFalse(Daemon.isStock(), "stock has no Java runtime");
        Process start = daemon.launch(Map.of("JAVA_TOOL_OPTIONS", "-XX:NoSuchOption=1"));
        Await.until("the caller has its answer", () -> !start.isAlive());
        assertEquals(2, start.exitValue());
        assertTrue(
                folder.text("daemon.out").contains("Error: supervisord ended with exit status 1 before it was ready"),
                folder.text("daemon.out"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-i -n", "-ski -n", "-kti-n", "--identifier -n", "--ident=-n --silent --noc"})
    void whatLooksLikeTheOptionButIsAValueDoesNotKeepItInTheForeground(String options) throws IOException {
        assertEquals(new Commands.Result(0, ""), daemon.start(options.split(" ")));
        assertEquals("-n", daemon.rpc().call("supervisor.getIdentification"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-n", "-sn", "--nod", "-i x -kn", "--silent -ti x --nodaemon"})
    void theOptionInAnyFormKeepsItInTheForeground(String options) throws IOException {
        Process start = daemon.launch(Map.of(), options.split(" "));
        Await.until("it serves", () -> daemon.pid() > 0);
        assertEquals(start.pid(), daemon.pid());
    }

    @Test
    void profileOptionsAreAcceptedWithAWarning() throws IOException {
        assumeFalse(Daemon.isStock(), "stock profiles");
        Commands.Result start = daemon.start("--profile_options", "cumulative,calls");
        assertEquals(0, start.exitCode());
        assertTrue(start.output().startsWith("--profile_options has no effect here"), start.output());
        assertEquals(
                1, folder.logLines("WARN --profile_options has no effect here").size());
    }

    @Test
    void anUnwritablePidfileIsCriticalAndTheDaemonGoesOn() throws IOException {
        assertEquals(0, daemon.start("-j", "/proc/no.pid").exitCode());
        assertServes();
        assertEquals(
                1, folder.logLines("CRIT could not write pidfile /proc/no.pid").size());
    }

    private Map<?, ?> early() throws IOException {
        return daemon.rpc().struct("supervisor.getProcessInfo", "early");
    }

    @Test
    void hangupKeepsPidSessionAndOptionsAndDoesNotDaemonizeAgain() throws IOException {
        assertEquals(0, daemon.start("-i", "fromtheline", "-e", "debug").exitCode());
        int pid = daemon.pid();
        Await.until("the program runs", () -> "RUNNING".equals(early().get("statename")));
        Object before = early().get("pid");
        Commands.signal("HUP", pid);
        Await.until("the program runs anew", () -> {
            Map<?, ?> info = early();
            return "RUNNING".equals(info.get("statename")) && !info.get("pid").equals(before);
        });
        assertEquals(pid, daemon.pid());
        assertEquals(String.valueOf(pid), daemon.stat(6));
        assertEquals(pid + "\n", folder.text("supervisord.pid"));
        assertEquals("fromtheline", daemon.rpc().call("supervisor.getIdentification"));
        assertEquals(1, folder.logLines("daemonizing the supervisord process").size());
        daemon.rpc().call("supervisor.reloadConfig");
        assertEquals("fromtheline", daemon.rpc().call("supervisor.getIdentification"));
    }

    @Test
    void requestsAreTracedInStocksShape() throws IOException {
        assertEquals(0, daemon.start("-e", "trace").exitCode());
        assertServes();
        assertEquals(0, ctl("pid").exitCode());
        String time = "\\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}\\]";
        String rest = " - - " + time + " \"POST /RPC2 HTTP/1\\.1\" 200 \\d+";
        for (String peer : List.of("127\\.0\\.0\\.1:\\d+", "localhost:0")) {
            Await.until("a line for " + peer, () -> folder.log()
                    .lines()
                    .anyMatch(line -> line.length() > 24 && line.substring(24).matches("TRAC " + peer + rest)));
        }
    }

    @Test
    void theActivityLogCanBeAFifoThatNobodyReads() throws IOException {
        Path fifo = folder.path("fifo");
        Commands.succeed("mkfifo", fifo.toString());
        assertEquals(0, daemon.start("-l", fifo.toString(), "-y", "1KB").exitCode());
        assertServes();
        Commands.signal("USR2", daemon.pid());
        assertServes();
        Commands.signal("TERM", daemon.pid());
        Await.until("it has ended", () -> Daemon.processesIn(folder.root()).isEmpty());
    }

    @Test
    void theEndOfADaemonRemovesItsPidfileAndSocket() throws IOException {
        assertEquals(0, daemon.start().exitCode());
        Commands.signal("TERM", daemon.pid());
        Await.until("it has ended", () -> Daemon.processesIn(folder.root()).isEmpty());
        assertTrue(Files.notExists(folder.pidfile()));
        assertTrue(Files.notExists(folder.socket()));
    }

    @Test
    void nodaemonInTheFileRunsInTheCallersProcess() throws IOException {
        addToSupervisord("nodaemon=true");
        Process start = daemon.launch(Map.of());
        Await.until("it serves", () -> daemon.pid() > 0);
        assertEquals(start.pid(), daemon.pid());
        assertEquals(start.pid() + "\n", folder.text("supervisord.pid"));
        assertEquals(0, folder.logLines("daemonizing").size());
        Commands.signal("INT", start.pid());
        Await.until("it has ended", () -> !start.isAlive());
        assertEquals(0, start.exitValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-n"})
    void closedStandardDescriptorsDoNotHinderIt(String option) throws IOException {
        List<String> words = new ArrayList<>(daemon.command(option.isEmpty() ? new String[0] : new String[] {option}));
        // After perl, which would open its own files under these numbers.
        words.addAll(Daemon.UNBLOCK_SIGNALS.size(), List.of("/bin/sh", "-c", "\"$@\" <&- >&- 2>&-", "sh"));
        Process start = Commands.start(words, folder.path("daemon.out"));
        Await.until("it serves", () -> daemon.pid() > 0);
        Await.until("its program runs", () -> daemon.rpc()
                .struct("supervisor.getProcessInfo", "early")
                .get("statename")
                .equals("RUNNING"));
        for (int fd = 0; fd <= 2; fd++) {
            assertEquals(Path.of("/dev/null"), Files.readSymbolicLink(daemon.proc("fd/" + fd)));
        }
        Commands.signal("TERM", daemon.pid());
        Await.until("it has ended", () -> !start.isAlive());
        assertEquals(0, start.exitValue());
    }

    @Test
    void itOutlivesTheTerminalItWasStartedFrom() throws IOException {
        assumeTrue(Commands.installed("/usr/bin/script"), "needs script(1) for a terminal");
        String line = String.join(
                " ",
                daemon.command()
                        .subList(Daemon.UNBLOCK_SIGNALS.size(), daemon.command().size()));
        Commands.Result session =
                Commands.run(List.of("/usr/bin/script", "-qec", line + " && echo started on $(tty)", "/dev/null"));
        assertTrue(session.output().contains("started on /dev/"), session.output());
        assertServes();
        assertEquals("0", daemon.stat(7), "controlling terminal");
    }

    @Test
    void itCanBeStartedInASessionOfItsOwnAndByAnotherUser() throws IOException {
        assertEquals(0, Commands.run(prefixed("/usr/bin/setsid", "--wait")).exitCode());
        assertServes();
        Commands.signal("TERM", daemon.pid());
        Await.until("it has ended", () -> Daemon.processesIn(folder.root()).isEmpty());

        assumeTrue(Commands.isRoot(), "only root becomes another user without a password");
        Commands.succeed("chown", "-R", "nobody", folder.root().toString());
        String line = String.join(
                " ",
                daemon.command()
                        .subList(Daemon.UNBLOCK_SIGNALS.size(), daemon.command().size()));
        assertEquals(
                new Commands.Result(0, ""), Commands.run(List.of("/bin/su", "-s", "/bin/sh", "-c", line, "nobody")));
        assertServes();
        assertEquals("nobody\n", Commands.succeed("ps", "-o", "user=", "-p", String.valueOf(daemon.pid())));
    }

    private List<String> prefixed(String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        command.addAll(daemon.command());
        return command;
    }

    /** A runtime that stops at its very beginning until the file is removed: the caller has to wait. */
    private Process launchPaused() throws IOException {
        assumeFalse(Daemon.isStock(), "stock has no Java runtime");
        Path pause = folder.path("pause");
        Process caller = daemon.launch(Map.of(
                "JAVA_TOOL_OPTIONS",
                "-XX:+UnlockDiagnosticVMOptions -XX:+PauseAtStartup -XX:PauseAtStartupFile=" + pause));
        Await.until("the runtime pauses", () -> Files.exists(pause));
        assertTrue(caller.isAlive(), "the caller waits");
        return caller;
    }

    @Test
    void anInterruptWhileItStartsEndsTheCallerAndTheDaemon() throws IOException {
        Process caller = launchPaused();
        Commands.signal("INT", caller.pid());
        Await.until("the caller has ended", () -> !caller.isAlive());
        assertEquals(130, caller.exitValue());
        assertEquals(List.of(), Daemon.processesIn(folder.root()));
        assertFalse(Files.exists(folder.pidfile()));
    }

    @Test
    void aCallerThatIsKilledWhileItWaitsIsNotMissed() throws IOException {
        Process caller = launchPaused();
        Commands.signal("KILL", caller.pid());
        Await.until("the caller has ended", () -> !caller.isAlive());
        Files.delete(folder.path("pause"));
        Await.until("the daemon serves", () -> daemon.pid() > 0);
        assertEquals(daemon.pid() + "\n", folder.text("supervisord.pid"));
    }

    private Commands.Result ctl(String... words) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(Daemon.STOCK_CLIENT, "-c", folder.conf().toString()));
        command.addAll(List.of(words));
        return Commands.run(command);
    }
}
