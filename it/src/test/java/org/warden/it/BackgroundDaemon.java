package org.warden.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Starts the daemon under test the way init scripts do: into the background. */
final class BackgroundDaemon implements AutoCloseable {
    private final Folder folder;
    private final XmlRpc rpc;

    BackgroundDaemon(Folder folder) {
        this.folder = folder;
        this.rpc = new XmlRpc(folder.port());
    }

    /** What to type for a daemon of this folder in the background. */
    List<String> command(String... options) {
        List<String> words = new ArrayList<>(Daemon.UNBLOCK_SIGNALS);
        Arrays.stream(System.getProperty("warden.server").strip().split("\\s+"))
                .filter(word -> !word.equals("-n"))
                .map(word -> word.replace("{conf}", folder.conf().toString()))
                .forEach(words::add);
        words.addAll(List.of(options));
        return words;
    }

    /** Types that and waits for the command's end. */
    Commands.Result start(String... options) throws IOException {
        return Commands.run(command(options));
    }

    /** Starts it in the folder, with more in the environment, as a process that the caller looks after. */
    Process launch(Map<String, String> environment, String... options) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("/usr/bin/env", "-C", folder.root().toString()));
        environment.forEach((name, value) -> words.add(name + "=" + value));
        words.addAll(command(options));
        return Commands.start(words, folder.path("daemon.out"));
    }

    XmlRpc rpc() {
        return rpc;
    }

    int pid() throws IOException {
        return (Integer) rpc.call("supervisor.getPID");
    }

    /** A field of {@code /proc/PID/stat}, counted from 1 as in proc(5). */
    String stat(int field) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid() + "/stat"));
        // The second field is a name in parentheses that may hold blanks.
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[field - 3];
    }

    Path proc(String name) throws IOException {
        return Path.of("/proc/" + pid() + "/" + name);
    }

    /** Ends it, gently if it listens, and then whatever works in the folder. */
    @Override
    public void close() throws IOException {
        for (ProcessHandle process : Daemon.processesIn(folder.root())) {
            process.destroy();
        }
        try {
            Await.until(
                    "all have ended", () -> Daemon.processesIn(folder.root()).isEmpty());
        } finally {
            Daemon.processesIn(folder.root()).forEach(ProcessHandle::destroyForcibly);
        }
    }
}
