package org.warden.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The daemon under test, in the foreground as a child of this test; which one it is says a system property. */
final class Daemon implements AutoCloseable {
    /** Is it stock's supervisord that these tests run against? Where Warden differs on purpose, tests ask this. */
    static boolean isStock() {
        return System.getProperty("warden.it.against", "warden").equals("stock");
    }

    /** HotSpot blocks SIGQUIT in its threads and its children inherit that; started by a shell, a daemon has nothing blocked. */
    static final List<String> UNBLOCK_SIGNALS = List.of(
            "perl",
            "-MPOSIX",
            "-e",
            "sigprocmask(SIG_SETMASK, POSIX::SigSet->new); exec @ARGV; print STDERR qq($ARGV[0]: $!\\n); exit 127",
            "--");

    private final Folder folder;
    private final Process process;
    private final XmlRpc rpc;

    private Daemon(Folder folder, Process process) {
        this.folder = folder;
        this.process = process;
        this.rpc = new XmlRpc(folder.port());
    }

    /** Starts the daemon on the folder's configuration and waits until it answers. */
    static Daemon start(Folder folder) throws IOException {
        return start(folder, underTest());
    }

    /** Starts it through a shell script, whose arguments are the daemon's command. */
    static Daemon startThrough(String script, Folder folder) throws IOException {
        return awaited(folder, launch(folder, underTest(), "/bin/sh", "-c", script, "sh"));
    }

    /** The same for any supervisord; {@code {conf}} in its command becomes the configuration's path. */
    static Daemon start(Folder folder, String command) throws IOException {
        return awaited(folder, launch(folder, command));
    }

    private static Daemon awaited(Folder folder, Process process) throws IOException {
        var daemon = new Daemon(folder, process);
        Await.until("the daemon answers on its port; it printed: " + folder.text("daemon.out"), () -> {
            if (!daemon.process.isAlive()) {
                return true;
            }
            return daemon.rpc.call("supervisor.getState") != null;
        });
        if (!daemon.process.isAlive()) {
            throw new IOException("exit code " + daemon.process.exitValue() + ": " + folder.text("daemon.out"));
        }
        return daemon;
    }

    /** Starts the daemon and leaves it to the caller what becomes of it; its output is in {@code daemon.out}. */
    static Process launch(Folder folder) throws IOException {
        return launch(folder, underTest());
    }

    /** The command of the daemon under test. */
    static String underTest() throws IOException {
        String command = System.getProperty("warden.server");
        if (command == null || !command.contains("{conf}")) {
            throw new IOException("system property warden.server must be a command with {conf} in it, not " + command);
        }
        return command;
    }

    static Process launch(Folder folder, String command, String... before) throws IOException {
        var words = new ArrayList<>(UNBLOCK_SIGNALS);
        words.addAll(List.of(before));
        Arrays.stream(command.strip().split("\\s+"))
                .map(word -> word.replace("{conf}", folder.conf().toString()))
                .forEach(words::add);
        return Commands.start(words, folder.path("daemon.out"));
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    XmlRpc rpc() {
        return rpc;
    }

    /** The state of a process in stock's words. */
    String stateOf(String name) throws IOException {
        return (String) info(name).get("statename");
    }

    int pidOf(String name) throws IOException {
        return (Integer) info(name).get("pid");
    }

    Map<?, ?> info(String name) throws IOException {
        return rpc.struct("supervisor.getProcessInfo", name);
    }

    void awaitRunning(String... names) {
        for (String name : names) {
            Await.until(name + " is RUNNING", () -> isRunning(name));
        }
    }

    /** Whether it is RUNNING; in any other state an exception that says which, for the message of who waits. */
    private boolean isRunning(String name) throws IOException {
        String state = stateOf(name);
        if (!state.equals("RUNNING")) {
            throw new IOException(name + " is " + state);
        }
        return true;
    }

    void signal(String name) throws IOException {
        Commands.signal(name, pid());
    }

    /** Waits for the daemon's end and returns its exit code. */
    int awaitExit() throws IOException {
        Await.until("the daemon ends", () -> !process.isAlive());
        return process.exitValue();
    }

    /** Runs Debian's supervisorctl against the folder's Unix socket. */
    Commands.Result ctl(String... words) throws IOException {
        var command = new ArrayList<>(List.of(STOCK_CLIENT, "-c", folder.conf().toString()));
        command.addAll(List.of(words));
        return Commands.run(command);
    }

    /** Debian's client, unchanged. */
    static final String STOCK_CLIENT = "/usr/bin/supervisorctl";

    /** Ends the daemon, gently if it listens, and then whatever it left in the folder. */
    @Override
    public void close() throws IOException {
        process.destroy();
        if (!Commands.waitFor(process)) {
            process.destroyForcibly();
            Commands.waitFor(process);
        }
        for (ProcessHandle stray : processesIn(folder.root())) {
            stray.destroyForcibly();
        }
    }

    /** All processes whose working directory lies in a folder: children and grandchildren alike, whatever they call themselves. */
    static List<ProcessHandle> processesIn(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(handle -> worksIn(handle.pid(), folder))
                .toList();
    }

    private static boolean worksIn(long pid, Path folder) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).startsWith(folder);
        } catch (IOException gone) {
            return false;
        }
    }

    static Stream<String> commandsIn(Path folder) {
        return processesIn(folder).stream()
                .map(handle -> handle.pid() + " " + handle.info().commandLine().orElse("?"));
    }
}
