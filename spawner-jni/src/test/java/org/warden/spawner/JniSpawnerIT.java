package org.warden.spawner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.warden.core.model.Channel;
import org.warden.core.model.ExitStatus;
import org.warden.core.port.SpawnPlan;
import org.warden.core.port.SpawnerCommand;
import org.warden.core.port.SpawnerEvent;
import org.warden.core.port.Usage;

class JniSpawnerIT {
    private static final int EPIPE = 32;
    private static final int ESRCH = 3;

    private final Programs programs = new Programs();

    @AfterEach
    void close() {
        programs.close();
    }

    @Test
    void exitStatusIsExact() {
        assertEquals(
                ExitStatus.exited(0), programs.run(Programs.shell("exit 0")).status());
        assertEquals(
                ExitStatus.exited(7), programs.run(Programs.shell("exit 7")).status());
        assertEquals(
                ExitStatus.exited(255), programs.run(Programs.shell("exit 255")).status());
        assertEquals(
                ExitStatus.signaled(9, false),
                programs.run(Programs.shell("kill -KILL $$")).status());
        ExitStatus segv =
                programs.run(Programs.shell("ulimit -c 0; kill -SEGV $$")).status();
        assertEquals(ExitStatus.Kind.SIGNALED, segv.kind());
        assertEquals(11, segv.value());
    }

    @Test
    void exitTellsPidTimesAndUsage() {
        int child = programs.start(Programs.shell("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done"));
        SpawnerEvent.Exited exit = programs.exit(child);
        SpawnerEvent.Spawned spawned = programs.spawned(child);
        assertEquals(spawned.pid(), exit.pid());
        assertTrue(exit.nanos() >= spawned.nanos());
        assertTrue(exit.nanos() <= System.nanoTime());
        assertTrue(exit.userMicros() + exit.systemMicros() > 0);
        assertTrue(exit.maxRssKib() > 0);
    }

    @Test
    void childStartsWithNoSignalBlockedOrIgnored() {
        // exec: a shell blocks signals for a moment while it starts something.
        String status = programs.printedBy("exec grep -E '^Sig(Blk|Ign)' /proc/self/status");
        assertEquals("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", status);
    }

    @Test
    void childHasAProcessGroupOfItsOwn() {
        String[] pidAndGroup = programs.printedBy("exec cut -d' ' -f1,5 /proc/self/stat")
                .strip()
                .split(" ");
        assertEquals(pidAndGroup[0], pidAndGroup[1]);
    }

    @Test
    void childHasNoDescriptorsButStandardOnes() {
        // ls itself opens the directory as 3.
        assertEquals("0\n1\n2\n3\n", programs.printedBy("ls /proc/self/fd"));
    }

    @Test
    void quitReachesTheChild() {
        int child = programs.start(
                Programs.shell("trap 'echo got it; exit 5' QUIT; echo ready; while :; do sleep 0.05; done"));
        programs.awaitOutput(child, "ready");
        programs.spawner().send(new SpawnerCommand.Kill(child, 1, 3, false));
        assertEquals(0, programs.done(1).errno());
        assertEquals(ExitStatus.exited(5), programs.exit(child).status());
        assertTrue(programs.output(child).contains("got it"));
    }

    @Test
    void killOfTheGroupReachesGrandchildren() {
        int child = programs.start(Programs.shell("sleep 1000 & echo $!; wait"));
        programs.awaitOutput(child, "\n");
        long grandchild = Long.parseLong(programs.output(child).strip());
        programs.spawner().send(new SpawnerCommand.Kill(child, 1, 9, true));
        assertEquals(0, programs.done(1).errno());
        assertEquals(ExitStatus.signaled(9, false), programs.exit(child).status());
        ProcessHandle.of(grandchild).ifPresent(handle -> handle.onExit().join());
    }

    @Test
    void whatAProgramUsesIsMeasured() {
        int child = programs.start(Programs.shell("exec 7</dev/null; echo ready; read x"));
        programs.awaitOutput(child, "ready");
        programs.spawner().send(new SpawnerCommand.Measure(1));
        assertEquals(0, programs.done(1).errno());
        Usage usage =
                programs.await(SpawnerEvent.Measured.class, e -> true).usages().get(0);
        assertEquals(child, usage.child());
        assertEquals(programs.spawned(child).pid(), usage.pid());
        assertEquals(1, usage.threads());
        assertEquals(4, usage.descriptors());
        assertTrue(usage.residentBytes() > 100_000);
        programs.spawner().send(new SpawnerCommand.Kill(child, 0, 9, false));
        programs.exit(child);
    }

    @Test
    void killRightAfterSpawnWaitsForTheChild() {
        int child = programs.start(Programs.plan("/bin/sleep", "1000"));
        programs.spawner().send(new SpawnerCommand.Kill(child, 1, 15, false));
        assertEquals(ExitStatus.signaled(15, false), programs.exit(child).status());
        assertEquals(0, programs.done(1).errno());
        programs.spawner().send(new SpawnerCommand.Kill(child, 2, 15, false));
        assertEquals(ESRCH, programs.done(2).errno());
        assertEquals("ESRCH", programs.done(2).errnoName());
    }

    @Test
    void stdinArrivesAndAClosedEndIsEpipe() {
        int child = programs.start(
                Programs.shell("read a; read b; exec 0<&-; echo $b-$a; trap 'exit 0' TERM; sleep 1000 & wait"));
        programs.spawner().send(new SpawnerCommand.WriteStdin(child, 1, "one\n".getBytes()));
        programs.spawner().send(new SpawnerCommand.WriteStdin(child, 2, "two\n".getBytes()));
        assertEquals(0, programs.done(2).errno());
        programs.awaitOutput(child, "two-one");
        programs.spawner().send(new SpawnerCommand.Kill(child, 0, 15, true));
        programs.exit(child);
        programs.spawner().send(new SpawnerCommand.WriteStdin(child, 3, "more".getBytes()));
        assertEquals(EPIPE, programs.done(3).errno());
    }

    @Test
    void failuresInTheChildAreTextOnItsStderrAndExit127(@TempDir Path folder) {
        SpawnPlan absent = Programs.plan("/no/such/program");
        int child = programs.start(absent);
        assertEquals(ExitStatus.exited(127), programs.exit(child).status());
        assertEquals(
                "supervisor: couldn't exec /no/such/program: ENOENT\nsupervisor: child process was not spawned\n",
                programs.output(child));
        SpawnPlan wrong = new SpawnPlan(
                "/bin/true",
                List.of("true"),
                List.of(),
                "/no/where",
                null,
                -1,
                -1,
                false,
                absent.stdout(),
                absent.stderr());
        child = programs.start(wrong);
        assertEquals(ExitStatus.exited(127), programs.exit(child).status());
        assertEquals(
                "supervisor: couldn't chdir to /no/where: ENOENT\nsupervisor: child process was not spawned\n",
                programs.output(child));
    }

    @Test
    void logThatCannotBeOpenedFailsTheSpawn(@TempDir Path folder) {
        SpawnPlan.Output log = new SpawnPlan.Output(folder.toString(), 0, 0, 0, null, false, false);
        int child = programs.start(new SpawnPlan(
                "/bin/true", List.of("true"), List.of(), null, null, -1, -1, true, log, SpawnPlan.Output.NONE));
        SpawnerEvent.SpawnFailed failed = programs.await(SpawnerEvent.SpawnFailed.class, e -> e.child() == child);
        assertEquals(SpawnerEvent.Stage.LOG, failed.stage());
        assertEquals("EISDIR", failed.errnoName());
    }

    @Test
    void planReachesTheChildWhole(@TempDir Path folder) throws IOException {
        Path log = folder.resolve("out.log");
        SpawnPlan plan = new SpawnPlan(
                "/bin/sh",
                List.of("the-name", "-c", "echo $0; pwd; umask; ulimit -Sn; echo \"$V\"; echo err >&2", "zero"),
                List.of("V=caf\udcc3\udca9\udcff"),
                folder.toString(),
                null,
                027,
                77,
                true,
                new SpawnPlan.Output(log.toString(), 0, 0, 0, null, false, false),
                SpawnPlan.Output.NONE);
        assertEquals(ExitStatus.exited(0), programs.run(plan).status());
        byte[] expected = ("zero\n" + folder + "\n0027\n77\ncaf").getBytes();
        byte[] written = Files.readAllBytes(log);
        assertEquals(new String(expected), new String(written, 0, expected.length));
        assertEquals((byte) 0xFF, written[expected.length + 2]);
        assertTrue(new String(written).endsWith("\nerr\n"));
    }

    @Test
    void logIsRotatedClearedAndReopened(@TempDir Path folder) throws IOException {
        Path log = folder.resolve("log");
        SpawnPlan.Output output = new SpawnPlan.Output(log.toString(), 10, 2, 0, null, false, false);
        int child = programs.start(new SpawnPlan(
                "/bin/cat", List.of("cat"), List.of(), null, null, -1, -1, true, output, SpawnPlan.Output.NONE));
        programs.spawned(child);
        for (int i = 1; i <= 3; i++) {
            programs.spawner().send(new SpawnerCommand.WriteStdin(child, i, ("line number " + i + "\n").getBytes()));
            awaitText(folder.resolve("log.1"), "line number " + i + "\n");
        }
        assertEquals("line number 2\n", Files.readString(folder.resolve("log.2")));
        assertFalse(Files.exists(folder.resolve("log.3")));
        assertEquals(0, Files.size(log));
        Files.delete(log);
        programs.spawner().send(new SpawnerCommand.ReopenLogs(child, 10));
        assertEquals(0, programs.done(10).errno());
        assertTrue(Files.exists(log));
        programs.spawner().send(new SpawnerCommand.WriteStdin(child, 11, "a\n".getBytes()));
        awaitText(log, "a\n");
        programs.spawner().send(new SpawnerCommand.ClearLogs(child, 12));
        assertEquals(0, programs.done(12).errno());
        assertEquals(0, Files.size(log));
        programs.spawner().send(new SpawnerCommand.Kill(child, 0, 9, false));
        programs.exit(child);
    }

    private static void awaitText(Path file, String text) throws IOException {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!textOf(file).equals(text)) {
            assertTrue(System.nanoTime() < end, () -> "waiting for " + text + " in " + file);
            Thread.onSpinWait();
        }
    }

    /** Empty where there is no such file: in the middle of a rotation there is none for a moment. */
    private static String textOf(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    @Test
    void reportingIsTurnedOnAndOff() {
        SpawnPlan quiet = new SpawnPlan(
                "/bin/cat",
                List.of("cat"),
                List.of(),
                null,
                null,
                -1,
                -1,
                true,
                SpawnPlan.Output.NONE,
                SpawnPlan.Output.NONE);
        int child = programs.start(quiet);
        programs.spawner().send(new SpawnerCommand.Report(child, Channel.STDOUT, true));
        programs.spawner().send(new SpawnerCommand.WriteStdin(child, 1, "heard".getBytes()));
        programs.awaitOutput(child, "heard");
        programs.spawner().send(new SpawnerCommand.Kill(child, 0, 9, false));
        programs.exit(child);
    }

    @Test
    void manyShortProgramsAllEndExactlyAndLeaveNoZombies() throws IOException {
        List<Integer> children = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            children.add(programs.start(Programs.shell("exit " + i % 256)));
        }
        Set<Integer> pids = new HashSet<>();
        for (int i = 0; i < children.size(); i++) {
            SpawnerEvent.Exited exit = programs.exit(children.get(i));
            assertEquals(ExitStatus.exited(i % 256), exit.status());
            pids.add(exit.pid());
            programs.spawner().send(new SpawnerCommand.Forget(children.get(i)));
        }
        try (Stream<ProcessHandle> own = ProcessHandle.current().children()) {
            assertTrue(own.noneMatch(handle -> pids.contains((int) handle.pid())));
        }
    }

    @Test
    void programsOfOthersInTheSameJvmKeepTheirExitStatus() throws Exception {
        List<Process> others = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            programs.start(Programs.shell("exit 3"));
            others.add(new ProcessBuilder("/bin/sh", "-c", "exit 7").start());
        }
        for (Process other : others) {
            assertEquals(7, other.waitFor());
        }
        for (int child = 1; child <= 50; child++) {
            assertEquals(ExitStatus.exited(3), programs.exit(child).status());
        }
    }

    @Test
    void outputComesInOrderAndBeforeTheExit() {
        int child = programs.start(Programs.shell("i=0; while [ $i -lt 3000 ]; do echo $i; i=$((i+1)); done"));
        programs.exit(child);
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            expected.append(i).append('\n');
        }
        assertEquals(expected.toString(), programs.output(child));
        List<SpawnerEvent> events = programs.seen();
        assertTrue(events.get(0) instanceof SpawnerEvent.Spawned);
        assertTrue(events.get(events.size() - 1) instanceof SpawnerEvent.Exited);
    }

    @Test
    void closedSpawnerRefusesCommandsAndClosesTwice() {
        programs.close();
        programs.close();
        assertThrows(IllegalStateException.class, () -> programs.start(Programs.shell("exit 0")));
    }

    @Test
    void closingLeavesLivingProgramsAlone() {
        int child = programs.start(Programs.plan("/bin/sleep", "1000"));
        ProcessHandle handle = ProcessHandle.of(programs.spawned(child).pid()).orElseThrow();
        programs.close();
        assertTrue(handle.isAlive());
        handle.destroyForcibly();
        handle.onExit().join();
    }

    @Test
    void capabilitiesNameTheKernel() {
        assertTrue(programs.spawner().capabilities().contains("kernel " + NativeSystem.kernelRelease()));
    }
}
