package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Rounds in which at a random moment the daemon, its keeper or both are killed, now and then while the keeper becomes its program anew, with fifty programs of which ten count, ten
 * exit at random and ten fork. {@code -Dwarden.soak=N} sets the rounds, {@code -Dwarden.seed=S} the choices.
 */
class SoakIT {
    private static final int ROUNDS = Integer.getInteger("warden.soak", 20);
    private static final int OF_EACH = 10;
    private static final Pattern EXIT =
            Pattern.compile("(?:exited: (leaves\\d+) \\((?:exit status (\\d+)|(.*?));? )|(?:spawned: '(leaves\\d+)')");

    private final Random random = new Random(Long.getLong("warden.seed", System.nanoTime()));
    private int daemonsKilled;
    private int keepersKilled;
    private int keepersRenewed;

    @Test
    void nothingIsDoubledAndNothingIsLost() throws Exception {
        assumeFalse(Daemon.isStock(), "stock has no keeper");
        try (var folder = new Folder()) {
            configure(folder);
            Daemon daemon = start(folder);
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    daemon = round(folder, daemon);
                }
                Daemon last = daemon;
                for (int i = 0; i < OF_EACH; i++) {
                    last.awaitRunning("counts" + i, "forks" + i, "sleeps" + i);
                }
                assertNothingDoubled(folder);
            } finally {
                daemon.close();
            }
            int lines = assertNoLineLost(folder);
            int[] exits = assertExitsAreRight(folder);
            System.out.println("soak: " + ROUNDS + " rounds, " + daemonsKilled + " daemons and " + keepersKilled
                    + " keepers killed, " + keepersRenewed + " renewed; 0 doubled, " + lines + " lines without a gap, "
                    + exits[0]
                    + " exit statuses right, " + exits[1] + " said to be unknown");
        }
    }

    private static Daemon start(Folder folder) throws IOException {
        return Daemon.start(folder, Daemon.underTest() + " --statedir=" + folder.path("state"));
    }

    private void configure(Folder folder) throws IOException {
        String counts = folder.script("counts", "n=0", "while :; do n=$((n+1)); echo $$ $n; sleep 0.02; done");
        String leaves = folder.script(
                "leaves",
                "sleep 0.$(od -An -N1 -tu1 /dev/urandom | tr -d ' ')",
                "code=$(($(od -An -N1 -tu1 /dev/urandom) % 100 + 1))",
                "echo $code >>" + folder.root() + "/$1.codes",
                "exit $code");
        String forks = folder.script("forks", "sleep 1000 & sleep 1000 & wait");
        List<String> sections = new ArrayList<>();
        for (int i = 0; i < OF_EACH; i++) {
            // It ends with each keeper, for want of a reader: a few of these in a row within startsecs would be FATAL.
            sections.add(program("counts" + i, counts, folder) + "startsecs=0\n");
            sections.add(program("leaves" + i, leaves, folder) + "startsecs=0\n");
            sections.add(program("forks" + i, forks, folder) + "stopasgroup=true\n");
            sections.add(program("sleeps" + i, "/bin/sleep 100000", folder));
            sections.add(program("waits" + i, "/bin/cat", folder));
        }
        folder.configure(sections.toArray(String[]::new));
    }

    private static String program(String name, String command, Folder folder) {
        String arguments = command.startsWith("/bin/sh") ? command + " " + name : command;
        return "[program:" + name + "]\ncommand=" + arguments + "\nautorestart=true\nenvironment=SOAK=\""
                + folder.root() + ":" + name + "\"\nstdout_logfile_maxbytes=0\nstdout_logfile="
                + folder.path(name + ".log") + "\n";
    }

    private Daemon round(Folder folder, Daemon daemon) throws Exception {
        Await.until("programs run", () -> daemon.stateOf("sleeps3").equals("RUNNING"));
        int which = random.nextInt(3);
        long keeper = which == 0 ? 0 : keeper(folder);
        Thread.sleep(random.nextInt(400));
        stopOrStart(daemon, "waits" + random.nextInt(OF_EACH));
        Process renewal = random.nextInt(3) == 0 ? renew(folder) : null;
        Thread.sleep(random.nextInt(50));
        if (which != 1) {
            Commands.signal("KILL", daemon.pid());
            daemonsKilled++;
        }
        if (keeper != 0) {
            Commands.signal("KILL", keeper);
            keepersKilled++;
        }
        Thread.sleep(random.nextInt(400));
        if (renewal != null && Commands.waitFor(renewal) && renewal.exitValue() == 0) {
            keepersRenewed++;
        }
        if (which == 1) {
            return daemon;
        }
        Await.until("it is gone", () -> !daemon.isAlive());
        return start(folder);
    }

    /** So that a stop or a start may be going on when the end comes. */
    private static void stopOrStart(Daemon daemon, String name) throws IOException {
        String state = daemon.stateOf(name);
        if (state.equals("RUNNING")) {
            daemon.rpc().call("supervisor.stopProcess", name, false);
        } else if (state.equals("STOPPED")) {
            daemon.rpc().call("supervisor.startProcess", name, false);
        }
    }

    /** Lets the keeper become its program anew; it may be killed in the middle of it. */
    private static Process renew(Folder folder) throws IOException {
        Path program =
                Path.of(System.getProperty("warden.bin"), "..", "lib", "keeper").toRealPath();
        return Commands.start(
                List.of(
                        program.toString(),
                        "--upgrade",
                        program.toString(),
                        folder.path("state").toString()),
                folder.path("renewal.out"));
    }

    private static long keeper(Folder folder) {
        String state = folder.path("state").toString();
        return ProcessHandle.allProcesses()
                .filter(p -> p.info().command().orElse("").endsWith("/lib/keeper"))
                .filter(p -> p.info().commandLine().orElse("").endsWith(state))
                .mapToLong(ProcessHandle::pid)
                .findFirst()
                .orElse(0);
    }

    /** One process at most has each program's name and no parent that has it, too. */
    private static void assertNothingDoubled(Folder folder) throws IOException {
        Map<Long, String> names = new HashMap<>();
        ProcessHandle.allProcesses()
                .forEach(process -> nameOf(process.pid(), folder).ifPresent(name -> names.put(process.pid(), name)));
        Map<String, Set<Long>> leaders = new HashMap<>();
        names.forEach((pid, name) -> {
            long parent = ProcessHandle.of(pid)
                    .flatMap(ProcessHandle::parent)
                    .map(ProcessHandle::pid)
                    .orElse(0L);
            // What a killed program has left behind is no second program of that name, but its child was.
            boolean isLeader = !name.equals(names.get(parent)) && leads(pid);
            if (isLeader) {
                leaders.computeIfAbsent(name, n -> new HashSet<>()).add(pid);
            }
        });
        leaders.forEach((name, pids) -> assertEquals(1, pids.size(), name + " runs as " + pids));
        assertTrue(leaders.size() >= 3 * OF_EACH, "only " + leaders.keySet() + " run");
    }

    private static Optional<String> nameOf(long pid, Folder folder) {
        String mark = "SOAK=" + folder.root() + ":";
        try {
            for (String entry :
                    Files.readString(Path.of("/proc/" + pid + "/environ")).split("\0")) {
                if (entry.startsWith(mark)) {
                    return Optional.of(entry.substring(mark.length()));
                }
            }
        } catch (IOException gone) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** Whether it is the leader of its process group, as every program is. */
    private static boolean leads(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[2].equals(Long.toString(pid));
        } catch (IOException gone) {
            return false;
        }
    }

    /** The numbers of each process follow each other from 1; a pid comes again in a long run. @return how many there were */
    private static int assertNoLineLost(Folder folder) throws IOException {
        int lines = 0;
        for (int i = 0; i < OF_EACH; i++) {
            Map<String, Integer> last = new HashMap<>();
            for (String line : folder.text("counts" + i + ".log").split("\n")) {
                String[] words = line.split(" ");
                if (words.length == 2) {
                    int number = Integer.parseInt(words[1]);
                    int expected = number == 1 ? 1 : last.getOrDefault(words[0], 0) + 1;
                    assertEquals(expected, number, "counts" + i + ": " + line);
                    last.put(words[0], number);
                    lines++;
                }
            }
        }
        return lines;
    }

    /** Each status in the log is one that the program had, in their order. @return the known and the unknown ones */
    private static int[] assertExitsAreRight(Folder folder) throws IOException {
        Map<String, List<String>> told = new HashMap<>();
        int unknown = 0;
        Matcher exit = EXIT.matcher(folder.log());
        Map<String, String> last = new HashMap<>();
        while (exit.find()) {
            if (exit.group(4) != null) {
                last.remove(exit.group(4));
            } else if (exit.group(2) == null) {
                unknown++;
            } else if (!exit.group(2).equals(last.put(exit.group(1), exit.group(2)))) {
                // Without a spawn between them it is one exit, told again: both sides died with its note on the way.
                told.computeIfAbsent(exit.group(1), n -> new ArrayList<>()).add(exit.group(2));
            }
        }
        int known = 0;
        for (Map.Entry<String, List<String>> program : told.entrySet()) {
            List<String> codes =
                    folder.text(program.getKey() + ".codes").lines().toList();
            int at = 0;
            for (String code : program.getValue()) {
                while (at < codes.size() && !codes.get(at).equals(code)) {
                    at++;
                }
                assertTrue(at < codes.size(), program.getKey() + " never had status " + code + " then");
                at++;
                known++;
            }
        }
        return new int[] {known, unknown};
    }
}
