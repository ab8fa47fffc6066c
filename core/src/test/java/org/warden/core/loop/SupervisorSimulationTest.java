package org.warden.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.warden.core.api.Command;
import org.warden.core.api.ProcessView;
import org.warden.core.config.AutoRestart;
import org.warden.core.config.ConfigError;
import org.warden.core.config.ConfigException;
import org.warden.core.config.FcgiSocketConfig;
import org.warden.core.config.GroupConfig;
import org.warden.core.config.ProcessConfig;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;
import org.warden.core.model.SupervisorState;
import org.warden.core.port.SpawnerEvent;
import org.warden.core.process.ProcessSnapshot;
import org.warden.core.process.ProgramBuilder;

/**
 * Seeded random schedules of time, exits, failing spawns and signals, commands and daemon signals, with the invariants
 * looked at after each step. {@code -Dwarden.seeds=N} sets how many, {@code -Dwarden.seed=S} plays one again.
 */
class SupervisorSimulationTest {
    private static final int STEPS = 60;

    @Test
    void noScheduleBreaksAnInvariant() {
        play(false);
    }

    /** The supervisor dies at any of the commands that it sends, and the next one goes on. */
    @Test
    void noScheduleBreaksAnInvariantWhenSupervisorsDie() {
        play(true);
    }

    private static void play(boolean mortal) {
        Long one = Long.getLong("warden.seed");
        if (one != null) {
            new Run(one, mortal).play();
            return;
        }
        // A death costs as much as many steps: all that is known is read anew.
        int seeds = Integer.getInteger("warden.seeds", mortal ? 2_000 : 10_000);
        for (long seed = 0; seed < seeds; seed++) {
            try {
                new Run(seed, mortal).play();
            } catch (AssertionError | RuntimeException e) {
                fail(
                        "seed " + seed + ": " + e.getMessage() + "\nplay it again: mvn -q -pl core test"
                                + " -Dtest=SupervisorSimulationTest -Dwarden.seed=" + seed,
                        e);
            }
        }
    }

    private static final class Run {
        final Random random;
        final List<ProcessName> names = new ArrayList<>();
        final boolean mortal;
        final FakeWorld world;
        final List<CompletableFuture<?>> asked = new ArrayList<>();

        /** Children of processes in UNKNOWN, whose groups may be removed: they are out of our hands. */
        final Set<Integer> lost = new HashSet<>();

        Run(long seed, boolean mortal) {
            random = new Random(seed);
            this.mortal = mortal;
            List<GroupConfig> groups = new ArrayList<>();
            int groupCount = 1 + random.nextInt(3);
            for (int g = 0; g < groupCount; g++) {
                groups.add(randomGroup("g" + g));
            }
            world = new FakeWorld(groups);
        }

        private GroupConfig randomGroup(String group) {
            ProgramBuilder[] programs = new ProgramBuilder[1 + random.nextInt(3)];
            for (int p = 0; p < programs.length; p++) {
                names.add(new ProcessName(group, "p" + p));
                programs[p] = ProgramBuilder.program("p" + p)
                        .priority(random.nextInt(3))
                        .autostart(random.nextBoolean())
                        .autorestart(AutoRestart.values()[random.nextInt(3)])
                        .startsecs(random.nextInt(4))
                        .startretries(random.nextInt(4))
                        .stopwaitsecs(random.nextInt(4))
                        .command(random.nextInt(10) == 0 ? "/no/such/command" : "/bin/cat");
            }
            return random.nextBoolean()
                    ? FakeWorld.group(group, random.nextInt(3), programs)
                    : withSockets(group, programs);
        }

        /** All of its programs, or all but the first, are of one or two fcgi-programs. */
        private GroupConfig withSockets(String group, ProgramBuilder[] programs) {
            Map<String, FcgiSocketConfig> sockets = new HashMap<>();
            for (int p = random.nextInt(2); p < programs.length; p++) {
                String section = "fcgi-program:f" + random.nextInt(2);
                programs[p].of(section);
                sockets.put(section, TestConfigurations.socket("unix:///run/" + group + section));
            }
            List<ProcessConfig> processes =
                    Stream.of(programs).map(ProgramBuilder::build).toList();
            return TestConfigurations.fcgiGroup(group, random.nextInt(3), processes, sockets);
        }

        void play() {
            world.begin();
            check();
            for (int i = 0; i < STEPS; i++) {
                step();
                check();
            }
            finish();
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> world.advanceNanos(random.nextInt(2_500) * 1_000_000L);
                case 3, 4 -> spawnOne();
                case 5, 6 -> exitOne();
                case 7 -> {
                    world.engine.killErrno = random.nextInt(6) == 0 ? 1 : 0;
                    world.engine.stdinErrno = random.nextInt(3) == 0 ? 32 : 0;
                    world.engine.listenErrno = random.nextInt(4) == 0 ? 13 : 0;
                }
                case 8, 9, 10 -> asked.add(world.ask(command()));
                default -> rarely();
            }
        }

        /** Whatever it is just doing; and sometimes somebody has changed the files meanwhile. */
        private void die() {
            world.engine.sendsLeft = random.nextInt(6);
            step();
            world.broken = null;
            asked.clear();
            world.dieAndLiveAgain();
            assertTrue(world.engine.toForget.isEmpty(), "exits that nobody has acknowledged");
        }

        private void rarely() {
            switch (random.nextInt(10)) {
                case 8, 9 -> {
                    if (mortal) {
                        die();
                    }
                }
                case 0 -> world.event(new SpawnerEvent.SignalReceived(12));
                case 1 -> world.event(new SpawnerEvent.SignalReceived(1));
                case 2 ->
                    world.broken = random.nextBoolean()
                            ? null
                            : new ConfigException(List.of(new ConfigError("broken", null, 0, null, null, "")));
                case 3 -> asked.add(world.ask(random.nextBoolean() ? new Command.Shutdown() : new Command.Restart()));
                default -> asked.add(world.ask(new Command.ClearAllLogs()));
            }
        }

        private void spawnOne() {
            if (!world.engine.spawning.isEmpty()) {
                int child = world.engine.spawning.get(random.nextInt(world.engine.spawning.size()));
                if (random.nextInt(5) == 0) {
                    world.spawnFailed(child);
                } else {
                    world.spawned(child);
                }
            }
        }

        private void exitOne() {
            List<Integer> alive = List.copyOf(world.engine.alive.keySet());
            if (!alive.isEmpty()) {
                world.exit(alive.get(random.nextInt(alive.size())), status());
            }
        }

        private ExitStatus status() {
            return switch (random.nextInt(4)) {
                case 0 -> ExitStatus.exited(random.nextInt(256));
                case 1 -> ExitStatus.signaled(1 + random.nextInt(31), random.nextBoolean());
                case 2 -> ExitStatus.unknown();
                default -> ExitStatus.exited(0);
            };
        }

        private Command<?> command() {
            ProcessName name = names.get(random.nextInt(names.size()));
            boolean wait = random.nextBoolean();
            return switch (random.nextInt(13)) {
                case 0, 1 -> new Command.StartProcess(name, wait);
                case 2, 3 -> new Command.StopProcess(name, wait);
                case 4 -> new Command.StartGroup(name.group(), wait);
                case 5 -> new Command.StopGroup(name.group(), wait);
                case 6 -> new Command.StartAll(wait);
                case 7 -> new Command.StopAll(wait);
                case 8 -> new Command.SignalProcess(name, "HUP");
                case 9 -> new Command.SendStdin(name, "x".getBytes(StandardCharsets.UTF_8));
                case 10 -> new Command.RemoveGroup(name.group());
                case 11 -> new Command.AddGroup(name.group());
                default -> new Command.SignalAll("USR1");
            };
        }

        private void check() {
            Set<Integer> owned = new HashSet<>();
            for (ManagedProcess process : world.conductor.groups.allProcesses()) {
                checkProcess(process, owned);
            }
            for (int child : world.engine.alive.keySet()) {
                assertTrue(
                        owned.contains(child) || lost.contains(child),
                        "child " + child + " lives and belongs to nobody");
            }
            checkSockets();
            for (String line : world.log) {
                assertTrue(!line.startsWith("CRIT defect"), line);
            }
            world.log.clear();
        }

        /** One socket for each section at most, open while it is needed and only then, and counted right. */
        private void checkSockets() {
            Map<ListeningSocket, Integer> needed = new HashMap<>();
            for (ManagedProcess process : world.conductor.groups.allProcesses()) {
                if (process.socket != null) {
                    needed.merge(process.socket, process.snapshot.needsSocket() ? 1 : 0, Integer::sum);
                }
            }
            Set<Integer> known = new HashSet<>();
            needed.forEach((socket, holders) -> {
                String who = socket.config().url() + " with " + holders + " holders";
                assertEquals(holders, socket.holders(), who);
                assertTrue(holders > 0 || socket.number() == 0, who + " is open for nobody");
                assertTrue(
                        socket.number() == 0 || world.engine.sockets.containsKey(socket.number()),
                        who + " is said to be open");
                known.add(socket.number());
            });
            Set<Integer> inherited = Set.copyOf(world.engine.socketOf.values());
            world.engine.sockets.forEach((number, address) -> assertTrue(
                    known.contains(number) || inherited.contains(number), address + " is open and forgotten"));
            // Whoever belongs to no program any more keeps its copy; the next supervisor does not know of it.
            Set<Integer> ours = new HashSet<>();
            world.engine.socketOf.forEach((child, socket) -> {
                if (!mortal || !lost.contains(child)) {
                    ours.add(socket);
                }
            });
            assertTrue(world.engine.sockets.keySet().containsAll(ours), "a socket was closed under its programs");
            assertEquals(
                    world.engine.sockets.size(),
                    Set.copyOf(world.engine.sockets.values()).size(),
                    "two sockets have one address");
        }

        private void checkProcess(ManagedProcess process, Set<Integer> owned) {
            ProcessSnapshot now = process.snapshot;
            String who = process.name + " " + now;
            Integer pid = world.engine.alive.get(process.child);
            boolean spawning = world.engine.spawning.contains(process.child);
            if (process.child != 0) {
                assertTrue(owned.add(process.child), who + " shares its child");
            }
            switch (now.state()) {
                case STARTING -> {
                    assertEquals(now.spawning(), spawning, who);
                    assertTrue(spawning || (pid != null && pid == now.pid()), who);
                    assertTrue(
                            spawning || now.deadlineNanos() != ProcessSnapshot.NO_DEADLINE, who + " waits for nothing");
                }
                case RUNNING -> assertTrue(pid != null && pid == now.pid(), who);
                case STOPPING -> {
                    assertTrue(pid != null && pid == now.pid(), who);
                    assertTrue(now.deadlineNanos() != ProcessSnapshot.NO_DEADLINE, who + " is never killed");
                }
                case UNKNOWN -> {
                    lost.add(process.child);
                    assertTrue(pid == null || pid == now.pid(), who);
                }
                case BACKOFF -> {
                    assertTrue(pid == null && !spawning, who);
                    boolean retries = now.deadlineNanos() != ProcessSnapshot.NO_DEADLINE;
                    assertEquals(world.view().state() == SupervisorState.RUNNING, retries, who);
                    assertTrue(now.backoff() <= now.config().startretries() + 1, who);
                }
                default -> assertTrue(pid == null && !spawning && now.pid() == 0, who);
            }
            assertTrue(
                    now.deadlineNanos() > world.nanos(), who + ": its time has passed at " + world.nanos() + " unseen");
            ProcessView view = world.view().process(process.name).orElseThrow();
            assertEquals(now.state(), view.state(), who);
            assertEquals(now.pid(), view.pid(), who);
        }

        /** Everything ends, nobody is left behind, and everybody who asked was answered. */
        private void finish() {
            world.engine.killErrno = 0;
            world.ask(new Command.Shutdown());
            for (int round = 0; round < 500 && !world.conductor.shutdown.isDone(); round++) {
                world.spawnAll();
                for (int child : List.copyOf(world.engine.alive.keySet())) {
                    if (isBeingStopped(child)) {
                        world.exit(child, ExitStatus.signaled(15, false));
                    }
                }
                check();
            }
            assertTrue(world.conductor.shutdown.isDone(), "shutdown does not end");
            assertEquals(
                    Set.copyOf(world.engine.socketOf.values()), world.engine.sockets.keySet(), "sockets that are left");
            for (ManagedProcess process : world.conductor.groups.allProcesses()) {
                boolean left = world.engine.alive.containsKey(process.child);
                assertTrue(!left || process.state() == ProcessState.UNKNOWN, process.name + " was left behind");
            }
            asked.forEach(answer -> assertTrue(answer.isDone(), "somebody was never answered"));
        }

        private boolean isBeingStopped(int child) {
            return world.conductor.groups.allProcesses().stream()
                    .anyMatch(p -> p.child == child && p.state() == ProcessState.STOPPING);
        }
    }
}
