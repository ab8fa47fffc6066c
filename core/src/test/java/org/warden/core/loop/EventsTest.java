package org.warden.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.warden.core.loop.FakeWorld.group;
import static org.warden.core.process.ProgramBuilder.program;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.EventPoolView;
import org.warden.core.config.AutoRestart;
import org.warden.core.config.EventPoolConfig;
import org.warden.core.config.GroupConfig;
import org.warden.core.model.Channel;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.ProcessName;
import org.warden.core.port.SpawnPlan;
import org.warden.core.port.SpawnerCommand;
import org.warden.core.port.SpawnerEvent;

class EventsTest {
    private static final int LISTENER = 1;

    private static GroupConfig pool(String name, int bufferSize, String... events) {
        GroupConfig plain = group(
                name,
                -1,
                program(name).startsecs(0).autorestart(AutoRestart.TRUE).captureMaxBytes(100));
        return new GroupConfig(
                name,
                -1,
                plain.processes(),
                Optional.of(new EventPoolConfig(bufferSize, Set.of(events), "supervisor.dispatchers:default_handler")),
                plain.sockets());
    }

    private static FakeWorld world(GroupConfig... groups) {
        FakeWorld world = new FakeWorld(List.of(groups)).begin();
        world.spawned(LISTENER);
        return world;
    }

    private static void says(FakeWorld world, int child, String text) {
        world.event(new SpawnerEvent.Output(child, Channel.STDOUT, text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> sent(FakeWorld world) {
        return world.engine.commands.stream()
                .filter(SpawnerCommand.WriteStdin.class::isInstance)
                .map(SpawnerCommand.WriteStdin.class::cast)
                .map(w -> w.child() + " " + new String(w.bytes(), StandardCharsets.UTF_8))
                .toList();
    }

    private static void remote(FakeWorld world, String data) {
        world.ask(new Command.SendRemoteCommEvent("t", data));
    }

    private static String remoteEvent(int serial, int poolSerial, String data) {
        return "ver:3.0 server:test serial:" + serial + " pool:l poolserial:" + poolSerial
                + " eventname:REMOTE_COMMUNICATION len:" + (7 + data.length()) + "\ntype:t\n" + data;
    }

    @Test
    void eventsWaitUntilTheListenerIsReadyAndComeOneByOne() {
        FakeWorld world = world(pool("l", 10, "REMOTE_COMMUNICATION"));
        remote(world, "a");
        remote(world, "b");
        assertEquals(List.of(), sent(world));
        says(world, LISTENER, "READY\n");
        assertEquals(List.of("1 " + remoteEvent(0, 0, "a")), sent(world));
        says(world, LISTENER, "RESULT 2\nOKREADY\n");
        assertEquals("1 " + remoteEvent(1, 1, "b"), sent(world).get(1));
    }

    @Test
    void rejectedEventComesAgainToThatPoolOnlyAndBeforeLaterOnes() {
        FakeWorld world = world(pool("l", 10, "REMOTE_COMMUNICATION"), pool("m", 10, "REMOTE_COMMUNICATION"));
        world.spawned(2);
        says(world, LISTENER, "READY\n");
        remote(world, "a");
        remote(world, "b");
        says(world, LISTENER, "RESULT 4\nFAILREADY\n");
        assertEquals(List.of("1 " + remoteEvent(0, 0, "a"), "1 " + remoteEvent(0, 0, "a")), sent(world));
        says(world, 2, "READY\n");
        assertEquals(3, sent(world).size(), "the other pool gets it once");
    }

    @Test
    void listenerThatDiesWithAnEventLeavesItToTheNext() {
        FakeWorld world = world(pool("l", 10, "REMOTE_COMMUNICATION"));
        says(world, LISTENER, "READY\n");
        remote(world, "a");
        world.exit(LISTENER, ExitStatus.exited(1));
        int next = world.childOf("l", "l");
        world.spawned(next);
        says(world, next, "READY\n");
        assertEquals(List.of("1 " + remoteEvent(0, 0, "a"), next + " " + remoteEvent(0, 0, "a")), sent(world));
    }

    @Test
    void overflowDropsTheOldestAndIsLogged() {
        FakeWorld world = world(pool("l", 1, "REMOTE_COMMUNICATION"));
        remote(world, "a");
        remote(world, "b");
        assertTrue(world.log.contains("ERRO pool l event buffer overflowed, discarding event 0"));
        says(world, LISTENER, "READY\n");
        assertEquals(List.of("1 " + remoteEvent(1, 1, "b")), sent(world));
    }

    @Test
    void poolsSayWhatWaitsAndWhatWasDropped() throws Exception {
        FakeWorld world = world(pool("l", 1, "TICK", "REMOTE_COMMUNICATION"), group("web", 999));
        says(world, LISTENER, "READY\n");
        for (String data : List.of("a", "b", "c", "d")) {
            remote(world, data);
        }
        EventPoolView expected = new EventPoolView(
                "l",
                "l",
                1,
                1,
                2,
                List.of("REMOTE_COMMUNICATION", "TICK"),
                List.of(new EventPoolView.Listener("l", "BUSY")));
        assertEquals(
                Answer.ok(List.of(expected)),
                world.ask(new Command.ListEventPools()).get());
    }

    @Test
    void lifeOfTheDaemonItsGroupsAndProcessesIsTold() {
        FakeWorld world = world(
                pool("l", 100, "SUPERVISOR_STATE_CHANGE", "PROCESS_GROUP", "PROCESS_STATE"),
                group("web", 999, program("web").autostart(false).startsecs(0)));
        world.ask(new Command.StartProcess(new ProcessName("web", "web"), false));
        world.spawnAll();
        world.exit(world.childOf("web", "web"), ExitStatus.exited(0));
        world.ask(new Command.RemoveGroup("web"));
        StringBuilder told = new StringBuilder();
        says(world, LISTENER, "READY\n");
        for (int seen = 0; seen < sent(world).size(); seen++) {
            String event = sent(world).get(seen);
            told.append(event.replaceAll("(?s).*eventname:(\\S+) len:\\d+\n", "$1 ")
                            .strip())
                    .append('\n');
            says(world, LISTENER, "RESULT 2\nOKREADY\n");
        }
        assertEquals("""
                PROCESS_GROUP_ADDED groupname:l
                PROCESS_GROUP_ADDED groupname:web
                SUPERVISOR_STATE_CHANGE_RUNNING
                PROCESS_STATE_STARTING processname:l groupname:l from_state:STOPPED tries:0
                PROCESS_STATE_RUNNING processname:l groupname:l from_state:STARTING pid:1001
                PROCESS_STATE_STARTING processname:web groupname:web from_state:STOPPED tries:0
                PROCESS_STATE_RUNNING processname:web groupname:web from_state:STARTING pid:1002
                PROCESS_STATE_EXITED processname:web groupname:web from_state:RUNNING expected:1 pid:1002
                PROCESS_GROUP_REMOVED groupname:web
                """, told.toString());
    }

    @Test
    void capturedTextIsAnEventWithThePidOfThatMoment() {
        FakeWorld world = world(
                pool("l", 10, "PROCESS_COMMUNICATION"),
                group("web", 999, program("web").startsecs(0)));
        world.spawnAll();
        int child = world.childOf("web", "web");
        says(world, LISTENER, "READY\n");
        world.event(new SpawnerEvent.Captured(child, Channel.STDOUT, "a\nb".getBytes(StandardCharsets.UTF_8)));
        says(world, LISTENER, "RESULT 2\nOKREADY\n");
        world.event(new SpawnerEvent.Captured(child, Channel.STDERR, new byte[] {(byte) 0xe9}));
        String head = "processname:web groupname:web pid:" + (1000 + child) + "\n";
        assertEquals(
                List.of(
                        "1 ver:3.0 server:test serial:0 pool:l poolserial:0 eventname:PROCESS_COMMUNICATION_STDOUT len:"
                                + (head.length() + 3) + "\n" + head + "a\nb",
                        "1 ver:3.0 server:test serial:1 pool:l poolserial:1 eventname:PROCESS_COMMUNICATION_STDERR len:"
                                + (head.length() + 20) + "\n" + head + "Undecodable: b'\\xe9'"),
                sent(world));
        assertTrue(world.log.contains("DEBG 'web' stdout emitted a comm event"));
    }

    @Test
    void captureThatCameToNothingIsLoggedWithItsSize() {
        FakeWorld world = world(
                pool("l", 10, "PROCESS_COMMUNICATION"),
                group("web", 999, program("web").startsecs(0)));
        world.spawnAll();
        world.event(new SpawnerEvent.CaptureDropped(world.childOf("web", "web"), Channel.STDOUT, 0, "", 7));
        assertTrue(
                world.log.contains("WARN 'web' stdout: dropped 7 captured bytes: no <!--XSUPERVISOR:END--> came"),
                world.log.toString());
    }

    @Test
    void listenersStdoutIsNotCapturedAndItsStderrIs() {
        FakeWorld world = world(pool("l", 10, "PROCESS_COMMUNICATION"));
        SpawnPlan plan = world.engine.commands.stream()
                .filter(SpawnerCommand.Spawn.class::isInstance)
                .map(c -> ((SpawnerCommand.Spawn) c).plan())
                .findFirst()
                .orElseThrow();
        assertEquals(0, plan.stdout().captureMaxBytes());
        assertEquals(100, plan.stderr().captureMaxBytes());
    }

    @Test
    void ticksComeOncePerSliceOfTheWallClock() {
        FakeWorld world = world(pool("l", 100, "TICK"));
        says(world, LISTENER, "READY\n");
        for (int i = 0; i < 12; i++) {
            world.advanceSeconds(5);
            says(world, LISTENER, "RESULT 2\nOKREADY\n");
        }
        long fives = sent(world).stream()
                .filter(e -> e.contains("eventname:TICK_5 "))
                .count();
        long sixties = sent(world).stream()
                .filter(e -> e.contains("eventname:TICK_60 "))
                .count();
        assertEquals(12, fives);
        assertEquals(1, sixties);
        assertTrue(
                sent(world).get(0).matches("(?s).*len:15\nwhen:\\d+[05]"),
                sent(world).get(0));
    }
}
