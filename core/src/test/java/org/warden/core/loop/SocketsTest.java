package org.warden.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.warden.core.process.ProgramBuilder.program;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.Refusal;
import org.warden.core.config.AutoRestart;
import org.warden.core.config.FcgiSocketConfig;
import org.warden.core.config.GroupConfig;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;
import org.warden.core.port.ListenPlan;
import org.warden.core.port.SpawnerCommand;
import org.warden.core.process.ProgramBuilder;

class SocketsTest {
    private static final String SECTION = "fcgi-program:f";
    private static final String URL = "unix:///run/f.sock";
    private static final ProcessName A = new ProcessName("f", "a");
    private static final ProcessName B = new ProcessName("f", "b");

    private static GroupConfig pool(ProgramBuilder... programs) {
        return TestConfigurations.fcgiGroup(
                "f",
                999,
                Arrays.stream(programs).map(p -> p.of(SECTION).build()).toList(),
                Map.of(SECTION, TestConfigurations.socket(URL)));
    }

    private static FakeWorld running(ProgramBuilder... programs) {
        FakeWorld world = new FakeWorld(List.of(pool(programs))).begin();
        world.spawnAll();
        world.advanceSeconds(2);
        return world;
    }

    private static List<String> socketLines(FakeWorld world) {
        return world.log.stream().filter(line -> line.contains("socket")).toList();
    }

    private static void stop(FakeWorld world, ProcessName name) {
        int child = world.childOf(name.group(), name.process());
        world.ask(new Command.StopProcess(name, false));
        world.exit(child, ExitStatus.signaled(15, false));
    }

    @Test
    void allProcessesOfASectionShareOneSocket() {
        FakeWorld world = running(program("a"), program("b"), program("c"));
        assertEquals(1, world.engine.sockets.size());
        assertEquals(List.of("/run/f.sock:0"), List.copyOf(world.engine.sockets.values()));
        int socket = world.engine.sockets.keySet().iterator().next();
        assertEquals(
                List.of(socket, socket, socket), List.copyOf(world.engine.socketOf.values()), "descriptor 0 of each");
        assertEquals(List.of("INFO Creating socket " + URL), socketLines(world));
    }

    @Test
    void socketIsClosedAfterTheLastProcessAndMadeAnewAtTheNextStart() {
        FakeWorld world = running(program("a"), program("b"));
        int first = world.engine.sockets.keySet().iterator().next();
        stop(world, A);
        assertEquals(1, world.engine.sockets.size());
        stop(world, B);
        assertEquals(Map.of(), world.engine.sockets);
        world.ask(new Command.StartProcess(A, false));
        assertNotEquals(first, world.engine.sockets.keySet().iterator().next());
        assertEquals(
                List.of("INFO Creating socket " + URL, "INFO Closing socket " + URL, "INFO Creating socket " + URL),
                socketLines(world));
    }

    @Test
    void nothingIsOpenForAProgramThatWasNeverStarted() {
        FakeWorld world = running(program("a").autostart(false));
        assertEquals(Map.of(), world.engine.sockets);
        assertEquals(List.of(), socketLines(world));
    }

    @Test
    void onlyProcessThatIsRestartedByItselfKeepsTheSocket() {
        FakeWorld world = running(program("a").autorestart(AutoRestart.TRUE));
        var before = Map.copyOf(world.engine.sockets);
        world.exit(world.childOf("f", "a"), ExitStatus.exited(1));
        assertEquals(ProcessState.STARTING, world.process("f", "a").state());
        assertEquals(before, world.engine.sockets);
        world.spawnAll();
        assertEquals(1, before.keySet().size());
        assertEquals(List.copyOf(before.keySet()), List.copyOf(world.engine.socketOf.values()));
    }

    @Test
    void processThatWaitsForARetryKeepsTheSocketAndOneThatGaveUpDoesNot() {
        FakeWorld world = new FakeWorld(List.of(pool(program("a").startretries(1)))).begin();
        world.spawnAll();
        world.exit(world.childOf("f", "a"), ExitStatus.exited(1));
        assertEquals(ProcessState.BACKOFF, world.process("f", "a").state());
        assertEquals(1, world.engine.sockets.size());
        world.advanceSeconds(1);
        world.spawnAll();
        world.exit(world.childOf("f", "a"), ExitStatus.exited(1));
        world.advanceSeconds(3);
        assertEquals(ProcessState.FATAL, world.process("f", "a").state());
        assertEquals(Map.of(), world.engine.sockets);
    }

    @Test
    void exitThatLeadsToNoRestartClosesTheSocket() {
        FakeWorld world = running(program("a").autorestart(AutoRestart.FALSE));
        world.exit(world.childOf("f", "a"), ExitStatus.exited(0));
        assertEquals(ProcessState.EXITED, world.process("f", "a").state());
        assertEquals(Map.of(), world.engine.sockets);
    }

    @Test
    void socketThatCannotBeMadeIsASpawnErrorInStocksWordsAndIsTriedAgain() {
        FakeWorld world = new FakeWorld(List.of(pool(program("a"), program("b"))));
        world.engine.listenErrno = 98;
        world.begin().spawnAll();
        for (ProcessName name : List.of(A, B)) {
            assertEquals(
                    ProcessState.BACKOFF, world.process("f", name.process()).state());
            assertEquals(
                    "Could not create FastCGI socket " + URL + ": [Errno 98] Address already in use",
                    world.process("f", name.process()).spawnerr());
        }
        assertTrue(
                world.log.contains("ERRO Could not create FastCGI socket " + URL
                        + ": [Errno 98] Address already in use; somebody listens there already; end that server, or"
                        + " change socket="),
                world.log.toString());
        world.engine.listenErrno = 0;
        world.advanceSeconds(1);
        world.spawnAll();
        world.advanceSeconds(2);
        assertEquals(ProcessState.RUNNING, world.process("f", "a").state());
        assertEquals(ProcessState.RUNNING, world.process("f", "b").state());
        assertEquals(1, world.engine.sockets.size());
    }

    @Test
    void eachFcgiProgramInAGroupHasItsOwnSocketAndAPlainProgramHasNone() {
        Map<String, FcgiSocketConfig> sockets = new HashMap<>();
        sockets.put("fcgi-program:x", TestConfigurations.socket("tcp://127.0.0.1:9000"));
        sockets.put("fcgi-program:y", TestConfigurations.socket("tcp://[::1]:9001"));
        FakeWorld world = new FakeWorld(List.of(TestConfigurations.fcgiGroup(
                        "g",
                        999,
                        List.of(
                                program("plain").build(),
                                program("x0").of("fcgi-program:x").build(),
                                program("x1").of("fcgi-program:x").build(),
                                program("y0").of("fcgi-program:y").build()),
                        sockets)))
                .begin();
        world.spawnAll();
        Map<Integer, Integer> socketOf = world.engine.socketOf;
        assertEquals(3, socketOf.size());
        assertFalse(socketOf.containsKey(world.childOf("g", "plain")));
        assertEquals(socketOf.get(world.childOf("g", "x0")), socketOf.get(world.childOf("g", "x1")));
        assertEquals(
                List.of("127.0.0.1:9000", "0:0:0:0:0:0:0:1:9001"),
                world.engine.sockets.values().stream()
                        .sorted(java.util.Comparator.reverseOrder())
                        .toList());
    }

    @Test
    void groupWithASocketThatCannotBeMadeIsNotAddedAndTheRestRunsOn() {
        FakeWorld world = running(program("a"));
        GroupConfig other = TestConfigurations.fcgiGroup(
                "other",
                1,
                List.of(program("o").of("fcgi-program:o").build()),
                Map.of("fcgi-program:o", TestConfigurations.socket("unix:///run/o.sock")));
        world.onDisk = FakeWorld.configuration(List.of(pool(program("a")), other));
        world.ask(new Command.Reread());
        world.engine.listenErrno = 13;
        assertEquals(
                Answer.refused(
                        Refusal.FAILED,
                        "Could not create FastCGI socket unix:///run/o.sock: [Errno 13] Permission denied"),
                world.ask(new Command.AddGroup("other")).join());
        assertEquals(List.of("f"), world.view().groups());
        assertEquals(ProcessState.RUNNING, world.process("f", "a").state());
        world.engine.listenErrno = 0;
        assertEquals(Answer.ok(true), world.ask(new Command.AddGroup("other")).join());
        world.spawnAll();
        assertEquals(2, world.engine.sockets.size());
        assertEquals(
                List.of(
                        "INFO Creating socket unix:///run/o.sock",
                        "INFO Closing socket unix:///run/o.sock",
                        "INFO Creating socket unix:///run/o.sock"),
                socketLines(world).subList(3, 6));
    }

    @Test
    void addressThatIsNoneIsAProblemNotADefect() {
        FakeWorld world = new FakeWorld(List.of(TestConfigurations.fcgiGroup(
                        "f",
                        999,
                        List.of(program("a").of(SECTION).startretries(0).build()),
                        Map.of(SECTION, TestConfigurations.socket("tcp://[zz]:9000")))))
                .begin();
        world.spawnAll();
        assertEquals(
                "Could not create FastCGI socket tcp://[zz]:9000: [Errno -2] Name or service not known",
                world.process("f", "a").spawnerr());
    }

    @Test
    void ownerModeAndBacklogReachTheEngine() {
        FcgiSocketConfig config = new FcgiSocketConfig(
                URL, java.util.Optional.of(17), java.util.Optional.of(new FcgiSocketConfig.Owner(33, -1)), 0660);
        FakeWorld world = new FakeWorld(List.of(TestConfigurations.fcgiGroup(
                        "f", 999, List.of(program("a").of(SECTION).build()), Map.of(SECTION, config))))
                .begin();
        ListenPlan plan = world.engine.commands.stream()
                .filter(SpawnerCommand.Listen.class::isInstance)
                .map(c -> ((SpawnerCommand.Listen) c).plan())
                .findFirst()
                .orElseThrow();
        assertEquals(new ListenPlan(ListenPlan.Family.UNIX, "/run/f.sock", 0, 17, 33, -1, 0660), plan);
    }

    @Test
    void socketStaysOpenForAProcessThatCannotBeKilled() {
        FakeWorld world = running(program("a"));
        world.engine.killErrno = 1;
        int child = world.childOf("f", "a");
        world.ask(new Command.StopProcess(A, false));
        assertEquals(ProcessState.UNKNOWN, world.process("f", "a").state());
        world.ask(new Command.RemoveGroup("f"));
        assertEquals(1, world.engine.sockets.size());
        world.exit(child, ExitStatus.exited(0));
        assertEquals(Map.of(), world.engine.sockets);
    }
}
