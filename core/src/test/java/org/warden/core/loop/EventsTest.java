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

    /** As {@link #pool}, with keys of our own. */
    private static GroupConfig poolOfOurs(boolean lengthInBytes, boolean strictResults, int rejectwaitsecs) {
        GroupConfig plain = pool("l", 10, "REMOTE_COMMUNICATION");
        EventPoolConfig config = new EventPoolConfig(
                10,
                Set.of("REMOTE_COMMUNICATION"),
                "supervisor.dispatchers:default_handler",
                lengthInBytes,
                strictResults,
                rejectwaitsecs);
        return new GroupConfig("l", -1, plain.processes(), Optional.of(config), plain.sockets());
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

    @Test
    void eventThatIsRejectedTimeAndAgainWaitsTwiceAsLongEachTimeUpToFiveSeconds() {
        FakeWorld world = world(pool("l", 10, "REMOTE_COMMUNICATION"));
        says(world, LISTENER, "READY\n");
        remote(world, "a");
        says(world, LISTENER, "RESULT 4\nFAILREADY\n");
        assertEquals(2, sent(world).size(), "the first time it comes again at once");
        int seen = 2;
        for (long millis : new long[] {100, 200, 400, 800, 1600, 3200, 5000, 5000}) {
            says(world, LISTENER, "RESULT 4\nFAILREADY\n");
            world.advanceNanos(millis * 1_000_000 - 1);
            assertEquals(seen, sent(world).size(), "not before " + millis + " ms");
            world.advanceNanos(1);
            assertEquals(++seen, sent(world).size(), "after " + millis + " ms");
        }
        says(world, LISTENER, "RESULT 2\nOKREADY\n");
        remote(world, "b");
        assertEquals("1 " + remoteEvent(1, 1, "b"), sent(world).get(seen), "what is accepted leaves no wait behind");
    }

    @Test
    void laterEventsWaitBehindTheRejectedOneAndKeepTheirOrder() {
        FakeWorld world = world(pool("l", 10, "REMOTE_COMMUNICATION"));
        says(world, LISTENER, "READY\n");
        remote(world, "a");
        says(world, LISTENER, "RESULT 4\nFAILREADY\n");
        says(world, LISTENER, "RESULT 4\nFAILREADY\n");
        remote(world, "b");
        assertEquals(2, sent(world).size());
        world.advanceNanos(100_000_000);
        says(world, LISTENER, "RESULT 2\nOKREADY\n");
        assertEquals(
                List.of("1 " + remoteEvent(0, 0, "a"), "1 " + remoteEvent(1, 1, "b")),
                sent(world).subList(2, 4));
    }

    @Test
    void withoutARejectwaitsecsRejectedEventsComeAgainAtOnceAlways() {
        FakeWorld world = world(poolOfOurs(false, true, 0));
        says(world, LISTENER, "READY\n");
        remote(world, "a");
        for (int i = 2; i < 100; i++) {
            says(world, LISTENER, "RESULT 4\nFAILREADY\n");
            assertEquals(i, sent(world).size());
        }
    }

    @Test
    void lengthCountsBytesWhereThatIsAskedFor() {
        FakeWorld world = world(poolOfOurs(true, true, 5));
        says(world, LISTENER, "READY\n");
        remote(world, "h\u00e4ll\u00f6");
        assertTrue(
                sent(world).get(0).contains(" len:14\ntype:t\nh\u00e4ll\u00f6"),
                sent(world).get(0));
    }

    @Test
    void anySevenBytesWillDoForAResultWhereThatIsAskedFor() {
        FakeWorld world = world(poolOfOurs(false, false, 5));
        says(world, LISTENER, "READY\n");
        remote(world, "a");
        remote(world, "b");
        says(world, LISTENER, "result:2\nOKREADY\n");
        assertEquals("1 " + remoteEvent(1, 1, "b"), sent(world).get(1));
        says(world, LISTENER, "RESULT\n");
        assertTrue(world.log.contains("WARN l: bad result line: 'RESULT'"), world.log.toString());
    }

    @Test
    void overlappingSubscriptionsDeliverAnEventOnce() {
        FakeWorld world = world(pool("l", 10, "EVENT", "TICK", "TICK_5", "REMOTE_COMMUNICATION"));
        says(world, LISTENER, "READY\n");
        for (int answered = 0; answered < sent(world).size(); answered++) {
            says(world, LISTENER, "RESULT 2\nOKREADY\n");
        }
        int before = sent(world).size();
        remote(world, "a");
        says(world, LISTENER, "RESULT 2\nOKREADY\n");
        assertEquals(before + 1, sent(world).size());
    }

    @Test
    void eventsWaitForStartsecsAndTheOldestOverflowMeanwhile() {
        GroupConfig slow = pool("l", 10, "REMOTE_COMMUNICATION");
        GroupConfig starting = new GroupConfig(
                "l", -1, group("l", -1, program("l").startsecs(1)).processes(), slow.pool(), slow.sockets());
        FakeWorld world = world(starting);
        says(world, LISTENER, "READY\n");
        for (int i = 0; i < 12; i++) {
            remote(world, "" + (char) ('a' + i));
        }
        assertEquals(List.of(), sent(world), "it has not stayed up for startsecs");
        assertTrue(world.log.contains("ERRO pool l event buffer overflowed, discarding event 1"), world.log.toString());
        world.advanceSeconds(2);
        assertEquals(List.of("1 " + remoteEvent(2, 2, "c")), sent(world));
    }

    @Test
    void groupEventsEndWithALineFeedAndOthersDoNot() {
        FakeWorld world = world(pool("l", 100, "PROCESS_GROUP", "PROCESS_STATE"));
        says(world, LISTENER, "READY\n");
        says(world, LISTENER, "RESULT 2\nOKREADY\n");
        assertTrue(
                sent(world).get(0).endsWith(" eventname:PROCESS_GROUP_ADDED len:12\ngroupname:l\n"),
                sent(world).get(0));
        assertTrue(
                sent(world)
                        .get(1)
                        .endsWith(" eventname:PROCESS_STATE_STARTING len:52\n"
                                + "processname:l groupname:l from_state:STOPPED tries:0"),
                sent(world).get(1));
    }

    @Test
    void startingIsToldBeforeTheCommandIsLookedAtAndItsTriesBeginWithZero() {
        FakeWorld world = world(
                pool("l", 100, "PROCESS_STATE"),
                group("bad", 999, program("bad").command("/no/such")));
        says(world, LISTENER, "READY\n");
        for (int answered = 0; answered < sent(world).size(); answered++) {
            says(world, LISTENER, "RESULT 2\nOKREADY\n");
        }
        assertEquals(
                List.of(
                        "processname:bad groupname:bad from_state:STOPPED tries:0",
                        "processname:bad groupname:bad from_state:STARTING tries:1"),
                sent(world).stream()
                        .filter(e -> e.contains("processname:bad"))
                        .map(e -> e.substring(e.indexOf('\n') + 1))
                        .toList());
    }

    @Test
    void binaryOutputIsAPythonLiteralInEvents() {
        FakeWorld world = world(
                pool("l", 100, "PROCESS_LOG"), group("web", 999, program("web").logEvents()));
        says(world, LISTENER, "READY\n");
        world.spawnAll();
        int web = world.childOf("web", "web");
        world.event(new SpawnerEvent.Output(web, Channel.STDOUT, new byte[] {'b', (byte) 0xe9, 'd', '\n'}));
        assertTrue(
                sent(world)
                        .get(0)
                        .endsWith("processname:web groupname:web pid:" + (1000 + web)
                                + " channel:stdout\nUndecodable: b'b\\xe9d\\n'"),
                sent(world).get(0));
    }
}
