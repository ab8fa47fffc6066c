package org.warden.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.warden.core.loop.FakeWorld.group;
import static org.warden.core.process.ProgramBuilder.program;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.Command.ItemResult;
import org.warden.core.api.Refusal;
import org.warden.core.config.ConfigError;
import org.warden.core.config.ConfigException;
import org.warden.core.model.Channel;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;
import org.warden.core.model.SupervisorState;
import org.warden.core.port.SpawnerCommand;
import org.warden.core.port.SpawnerEvent;
import org.warden.core.process.ProgramBuilder;

class ConductorTest {
    private static final ProcessName WEB = new ProcessName("web", "web");
    private static final Answer<Boolean> DONE = Answer.ok(true);

    private static FakeWorld world(ProgramBuilder... programs) {
        return new FakeWorld(List.of(programs).stream()
                .map(p -> group(p.build().name(), p.build().priority(), p))
                .toList());
    }

    private static FakeWorld running(ProgramBuilder program) {
        FakeWorld world = world(program).begin();
        world.spawnAll();
        world.advanceSeconds(2);
        return world;
    }

    private static Answer<Boolean> refused(Refusal why, String detail) {
        return Answer.refused(why, detail);
    }

    private static <T> T now(CompletableFuture<T> future) {
        assertTrue(future.isDone(), "no answer yet");
        return future.join();
    }

    @Test
    void theEngineIsToldHowAProgramIsToBeStoppedAndWhenThatIsOver() {
        FakeWorld world = running(program("web").priority(7).stopwaitsecs(3));
        assertTrue(
                world.engine.commands.contains(new SpawnerCommand.Will(1, 7, 15, false, false, false, 3_000_000_000L)));
        world.ask(new Command.StopProcess(WEB, false));
        assertTrue(world.engine.commands.contains(new SpawnerCommand.Stopping(1, world.nanos() + 3_000_000_000L)));
    }

    @Test
    void aSupervisorThatIsSentAwayEndsAndLeavesItsPrograms() {
        FakeWorld world = running(program("web"));
        int before = world.engine.commands.size();
        world.event(new SpawnerEvent.Dismissed("the keeper was taken away"));
        assertTrue(world.conductor.isDone());
        assertEquals(Ending.DETACHED, world.conductor.ending());
        world.conductor.end();
        assertEquals(before, world.engine.commands.size(), "nothing more is said");
        assertTrue(
                world.log.stream().anyMatch(line -> line.endsWith("the keeper was taken away")), world.log.toString());
    }

    @Test
    void autostartFollowsPrioritiesAndLeavesOthersAlone() {
        FakeWorld world = world(
                        program("c").priority(3),
                        program("a").priority(1),
                        program("b").priority(2).autostart(false))
                .begin();
        assertEquals(List.of(1, 2), world.engine.spawning);
        assertEquals(ProcessState.STARTING, world.process("a", "a").state());
        assertEquals(ProcessState.STOPPED, world.process("b", "b").state());
        assertEquals(List.of("a", "b", "c"), world.view().groups());
    }

    @Test
    void resultsThatComeTogetherStandInTheOrderOfTheirProcessesAndLaterOnesAfterThem() {
        FakeWorld world = new FakeWorld(List.of(group("g", 999, program("a"), program("b"), program("c")))).begin();
        world.spawnAll();
        world.advanceSeconds(2);
        var answer = world.ask(new Command.StopGroup("g", true));
        world.exit(world.childOf("g", "c"), ExitStatus.exited(0));
        world.advanceNanos(60_000_000);
        world.exit(world.childOf("g", "b"), ExitStatus.exited(0));
        world.advanceNanos(1_000_000);
        world.exit(world.childOf("g", "a"), ExitStatus.exited(0));
        assertEquals(
                Answer.ok(List.of("c", "a", "b").stream()
                        .map(name -> new ItemResult(new ProcessName("g", name), DONE))
                        .toList()),
                now(answer));
    }

    @Test
    void waitingStartIsAnsweredWhenItRuns() {
        FakeWorld world = world(program("web").autostart(false).startsecs(5)).begin();
        var answer = world.ask(new Command.StartProcess(WEB, true));
        var atOnce = world.ask(new Command.StartProcess(WEB, true));
        assertEquals(refused(Refusal.ALREADY_STARTED, "web"), now(atOnce));
        world.spawnAll();
        world.advanceSeconds(4);
        assertFalse(answer.isDone());
        world.advanceSeconds(2);
        assertEquals(DONE, now(answer));
        assertEquals(ProcessState.RUNNING, world.process("web", "web").state());
    }

    @Test
    void startThatDoesNotWaitIsAnsweredWhenThereIsAPid() {
        FakeWorld world = world(program("web").autostart(false)).begin();
        var answer = world.ask(new Command.StartProcess(WEB, false));
        assertFalse(answer.isDone());
        world.spawnAll();
        assertEquals(DONE, now(answer));
        assertEquals(1001, world.process("web", "web").pid());
    }

    @Test
    void quickExitDuringAWaitingStartIsASpawnErrorAndAStopIsAnAbnormalTermination() {
        FakeWorld world = world(program("web").autostart(false).startsecs(5)).begin();
        var quick = world.ask(new Command.StartProcess(WEB, true));
        world.spawnAll();
        world.exit(world.childOf("web", "web"), ExitStatus.exited(1));
        assertEquals(refused(Refusal.SPAWN_ERROR, "web"), now(quick));
        now(world.ask(new Command.StopProcess(WEB, true)));
        var stopped = world.ask(new Command.StartProcess(WEB, true));
        world.spawnAll();
        world.ask(new Command.StopProcess(WEB, false));
        assertEquals(refused(Refusal.ABNORMAL_TERMINATION, "web"), now(stopped));
    }

    @Test
    void badCommandIsRefusedBeforeTheStateIsLookedAtAndChangesNothing() {
        FakeWorld world = world(
                        program("web").command("/no/such/command").autostart(false),
                        program("dir").command("/tmp").autostart(false))
                .begin();
        assertEquals(
                refused(Refusal.NO_FILE, "can't find command '/no/such/command'"),
                now(world.ask(new Command.StartProcess(WEB, true))));
        assertEquals(
                refused(Refusal.NOT_EXECUTABLE, "command at '/tmp' is a directory"),
                now(world.ask(new Command.StartProcess(new ProcessName("dir", "dir"), true))));
        assertEquals(ProcessState.STOPPED, world.process("web", "web").state());
    }

    @Test
    void autostartOfABadCommandEndsInFatalAfterItsRetries() {
        FakeWorld world =
                world(program("web").command("/no/such").startretries(2)).begin();
        assertEquals(ProcessState.BACKOFF, world.process("web", "web").state());
        world.advanceSeconds(4);
        assertEquals(ProcessState.FATAL, world.process("web", "web").state());
        assertEquals(
                "can't find command '/no/such'", world.process("web", "web").spawnerr());
        assertEquals(
                3,
                world.log.stream().filter(l -> l.startsWith("INFO spawnerr:")).count());
    }

    @Test
    void stopSendsSigkillAfterStopwaitsecsAndReportsEveryTwoSeconds() {
        FakeWorld world = running(program("web").stopwaitsecs(5));
        var answer = world.ask(new Command.StopProcess(WEB, true));
        assertEquals(List.of("15 to 1001"), world.engine.signals);
        world.advanceSeconds(5);
        assertEquals(List.of("15 to 1001", "9 to 1001"), world.engine.signals);
        assertFalse(answer.isDone());
        world.exit(world.childOf("web", "web"), ExitStatus.signaled(9, false));
        assertEquals(DONE, now(answer));
        assertEquals(
                3,
                world.log.stream()
                        .filter("INFO waiting for web to stop"::equals)
                        .count());
        assertEquals(refused(Refusal.NOT_RUNNING, "web"), now(world.ask(new Command.StopProcess(WEB, true))));
    }

    @Test
    void signalThatIsNotPermittedMakesItUnknownAndFailsTheStop() {
        FakeWorld world = running(program("web"));
        world.engine.killErrno = 1;
        var answer = world.ask(new Command.StopProcess(WEB, true));
        assertTrue(now(answer) instanceof Answer.Refused<Boolean> r && r.why() == Refusal.FAILED);
        assertEquals(ProcessState.UNKNOWN, world.process("web", "web").state());
        assertTrue(now(world.ask(new Command.StartProcess(WEB, true))) instanceof Answer.Refused<Boolean> r
                && r.why() == Refusal.FAILED);
    }

    @Test
    void processThatHasJustExitedIsNoProblemForASignal() {
        FakeWorld world = running(program("web"));
        world.engine.killErrno = FakeWorld.ESRCH;
        assertEquals(DONE, now(world.ask(new Command.SignalProcess(WEB, "HUP"))));
        assertEquals(ProcessState.RUNNING, world.process("web", "web").state());
    }

    @Test
    void signalsAreCheckedForNameThenSignalThenState() {
        FakeWorld world = world(program("web").autostart(false)).begin();
        assertEquals(
                refused(Refusal.BAD_NAME, "x"),
                now(world.ask(new Command.SignalProcess(new ProcessName("x", "x"), "NOPE"))));
        assertEquals(refused(Refusal.BAD_SIGNAL, "NOPE"), now(world.ask(new Command.SignalProcess(WEB, "NOPE"))));
        assertEquals(refused(Refusal.NOT_RUNNING, "web"), now(world.ask(new Command.SignalProcess(WEB, "HUP"))));
    }

    @Test
    void groupCallsTouchOnlyWhoIsEligibleAndKeepPriorityOrder() {
        FakeWorld world = new FakeWorld(List.of(group(
                        "g",
                        999,
                        program("b").priority(2).autostart(false).startsecs(0),
                        program("a").priority(1).autostart(false).startsecs(0))))
                .begin();
        var started = world.ask(new Command.StartGroup("g", true));
        world.spawnAll();
        assertEquals(Answer.ok(both()), now(started));
        assertEquals(Answer.ok(List.of()), now(world.ask(new Command.StartGroup("g", true))));
        var stopped = world.ask(new Command.StopAll(false));
        assertEquals(Answer.ok(both()), now(stopped));
        assertEquals(Answer.refused(Refusal.BAD_NAME, "nope"), now(world.ask(new Command.StopGroup("nope", true))));
    }

    private static List<ItemResult> both() {
        return List.of(
                new ItemResult(new ProcessName("g", "a"), DONE), new ItemResult(new ProcessName("g", "b"), DONE));
    }

    @Test
    void stdinIsRefusedForWhoIsNotThereOrHasClosedIt() {
        FakeWorld world = running(program("web"));
        byte[] line = "x\n".getBytes(StandardCharsets.UTF_8);
        assertEquals(DONE, now(world.ask(new Command.SendStdin(WEB, line))));
        world.engine.stdinErrno = 32;
        assertEquals(refused(Refusal.NO_FILE, "web"), now(world.ask(new Command.SendStdin(WEB, line))));
        world.ask(new Command.StopProcess(WEB, false));
        assertEquals(refused(Refusal.NOT_RUNNING, "web"), now(world.ask(new Command.SendStdin(WEB, line))));
    }

    @Test
    void shutdownGoesFromTheHighestPriorityDownAndWaitsForEachGroup() {
        FakeWorld world = world(program("first").priority(1), program("last").priority(2));
        world.begin().spawnAll();
        world.advanceSeconds(2);
        assertEquals(DONE, now(world.ask(new Command.Shutdown())));
        assertEquals(List.of("15 to 1002"), world.engine.signals);
        assertEquals(SupervisorState.SHUTDOWN, world.view().state());
        assertEquals(
                refused(Refusal.SHUTDOWN_STATE, null),
                now(world.ask(new Command.StartProcess(new ProcessName("first", "first"), true))));
        assertEquals(DONE, now(world.ask(new Command.SendRemoteCommEvent("t", "d"))));
        world.exit(2, ExitStatus.exited(0));
        assertEquals(List.of("15 to 1002", "15 to 1001"), world.engine.signals);
        assertFalse(world.conductor.shutdown.isDone());
        world.exit(1, ExitStatus.exited(0));
        assertTrue(world.conductor.shutdown.isDone());
        assertTrue(world.log.contains("INFO waiting for first, last to die"), world.log.toString());
    }

    @Test
    void shutdownEndsWhoWaitsForARetryAndStopsWhoIsJustBeingSpawned() {
        FakeWorld world = world(
                        program("slow").priority(1),
                        program("web").command("/no/such").priority(2))
                .begin();
        world.event(new SpawnerEvent.SignalReceived(15));
        assertEquals(ProcessState.FATAL, world.process("web", "web").state());
        assertFalse(world.conductor.shutdown.isDone());
        world.spawnAll();
        assertEquals(1, world.engine.signals.size());
        world.exit(world.childOf("slow", "slow"), ExitStatus.signaled(15, false));
        assertTrue(world.conductor.shutdown.isDone());
        assertTrue(world.log.contains("WARN received SIGTERM indicating exit request"));
    }

    @Test
    void hangupWithABrokenConfigurationLeavesEverythingRunning() {
        FakeWorld world = running(program("web"));
        world.broken = new ConfigException(
                List.of(new ConfigError("not a valid boolean value: 'perhaps'", null, 0, null, null, "")));
        world.event(new SpawnerEvent.SignalReceived(1));
        assertEquals(SupervisorState.RUNNING, world.view().state());
        assertTrue(world.log.get(world.log.size() - 1).contains("perhaps"));
        assertEquals(
                refused(Refusal.CANT_REREAD, "not a valid boolean value: 'perhaps'"),
                now(world.ask(new Command.Restart())));
        world.broken = null;
        world.event(new SpawnerEvent.SignalReceived(1));
        assertEquals(SupervisorState.RESTARTING, world.view().state());
        world.event(new SpawnerEvent.SignalReceived(1));
        world.event(new SpawnerEvent.SignalReceived(15));
        assertEquals(SupervisorState.SHUTDOWN, world.view().state());
        world.event(new SpawnerEvent.SignalReceived(1));
        assertEquals(
                "WARN ignored SIGHUP indicating restart request (shutdown in progress)",
                world.log.get(world.log.size() - 1));
    }

    @Test
    void anOrphanThatWasCollectedIsToldInStocksWords() {
        FakeWorld world = running(program("web"));
        world.event(new SpawnerEvent.Reaped(77, ExitStatus.exited(3)));
        world.event(new SpawnerEvent.Reaped(78, ExitStatus.signaled(15, false)));
        int n = world.log.size();
        assertEquals(
                List.of(
                        "INFO reaped unknown pid 77 (exit status 3)",
                        "INFO reaped unknown pid 78 (terminated by SIGTERM)"),
                world.log.subList(n - 2, n));
    }

    @Test
    void theSignalOfAChildIsToldAfterItsExit() {
        FakeWorld world = running(program("web"));
        world.exit(world.childOf("web", "web"), ExitStatus.exited(0));
        int at = world.log.indexOf("INFO exited: web (exit status 0; expected)");
        assertEquals("DEBG received SIGCHLD indicating a child quit", world.log.get(at + 1));
    }

    @Test
    void usr2ReopensTheLogsOfTheDaemonAndOfAllWhoRun() {
        FakeWorld world = running(program("web"));
        world.event(new SpawnerEvent.SignalReceived(12));
        int n = world.log.size();
        assertEquals(
                List.of(
                        "INFO received SIGUSR2 indicating log reopen request",
                        "INFO supervisord logreopen",
                        "reopened"),
                world.log.subList(n - 3, n));
        assertTrue(world.engine.commands.contains(new SpawnerCommand.ReopenLogs(1, 0)));
    }

    @Test
    void rereadNamesGroupsThatAreGoneInTheOrderOfTheirActivation() {
        FakeWorld world =
                world(program("old").priority(5), program("older").priority(6)).begin();
        world.onDisk = FakeWorld.configuration(List.of(group("late", 1, program("late"))));
        world.ask(new Command.Reread());
        now(world.ask(new Command.AddGroup("late")));
        world.onDisk = FakeWorld.configuration(List.of());
        assertEquals(
                Answer.ok(new Command.RereadResult(List.of(), List.of(), List.of("old", "older", "late"))),
                now(world.ask(new Command.Reread())));
    }

    @Test
    void groupsCanBeRemovedOnlyWhenStoppedAndAddedOnlyWhenKnown() {
        FakeWorld world = running(program("web"));
        assertEquals(refused(Refusal.STILL_RUNNING, "web"), now(world.ask(new Command.RemoveGroup("web"))));
        assertEquals(refused(Refusal.ALREADY_ADDED, "web"), now(world.ask(new Command.AddGroup("web"))));
        assertEquals(refused(Refusal.BAD_NAME, "nope"), now(world.ask(new Command.AddGroup("nope"))));
        world.ask(new Command.StopProcess(WEB, true));
        world.exit(1, ExitStatus.exited(0));
        assertEquals(DONE, now(world.ask(new Command.RemoveGroup("web"))));
        assertEquals(List.of(), world.view().processes());
        assertEquals(DONE, now(world.ask(new Command.AddGroup("web"))));
        world.spawnAll();
        assertEquals(1002, world.process("web", "web").pid());
    }

    @Test
    void clockThatRunsWhileAGroupIsGoneStartsNothingOfIt() {
        FakeWorld world = running(program("web").startsecs(0));
        world.exit(1, ExitStatus.exited(1));
        assertEquals(1, world.engine.spawning.size(), "restarted at once");
        int child = world.engine.spawning.get(0);
        world.spawned(child);
        world.ask(new Command.StopProcess(WEB, true));
        world.exit(child, ExitStatus.exited(0));
        world.ask(new Command.RemoveGroup("web"));
        world.advanceSeconds(100);
        assertEquals(List.of(), world.engine.spawning);
    }

    @Test
    void outputIsShownInTheDebugLogAndBinaryOutputAsALiteral() {
        FakeWorld world = running(program("web"));
        world.event(new SpawnerEvent.Output(1, Channel.STDOUT, "words\n".getBytes(StandardCharsets.UTF_8)));
        world.event(new SpawnerEvent.Output(1, Channel.STDERR, new byte[] {'b', (byte) 0xe9, 'd', '\n'}));
        assertTrue(world.log.contains("DEBG 'web' stdout output:\nwords\n"));
        assertTrue(world.log.contains("DEBG 'web' stderr output:\nUndecodable: b'b\\xe9d\\n'"));
    }

    @Test
    void viewIsSortedByGroupAndNameAndFindsEverybody() {
        ProgramBuilder[] many = new ProgramBuilder[300];
        for (int i = 0; i < many.length; i++) {
            many[i] = program("p" + i).priority(i % 7).autostart(false);
        }
        FakeWorld world = world(many).begin();
        List<String> names =
                world.view().processes().stream().map(p -> p.name().process()).toList();
        assertEquals(names.stream().sorted().toList(), names);
        var before = world.view();
        world.ask(new Command.StartProcess(new ProcessName("p200", "p200"), false));
        world.spawnAll();
        assertEquals(ProcessState.STARTING, world.process("p200", "p200").state());
        ProcessName name = new ProcessName("p200", "p200");
        assertEquals(ProcessState.STOPPED, before.process(name).orElseThrow().state(), "an old view stays as it was");
        assertTrue(world.view().process(new ProcessName("p200", "other")).isEmpty());
    }

    @Test
    void signalsMayBeSentToWhoIsStopping() {
        FakeWorld world = running(program("web"));
        world.ask(new Command.StopProcess(WEB, false));
        assertEquals(DONE, now(world.ask(new Command.SignalProcess(WEB, "HUP"))));
        assertEquals(List.of("15 to 1001", "1 to 1001"), world.engine.signals);
        assertEquals(ProcessState.STOPPING, world.process("web", "web").state());
    }

    @Test
    void stopOfWhoDoesNotRunIsRefusedAndInAGroupPassedOver() {
        FakeWorld world = new FakeWorld(List.of(group(
                        "g", 1, program("up").startsecs(0), program("down").autostart(false))))
                .begin();
        world.spawnAll();
        ProcessName down = new ProcessName("g", "down");
        assertEquals(refused(Refusal.NOT_RUNNING, "g:down"), now(world.ask(new Command.StopProcess(down, true))));
        assertEquals(
                Answer.ok(List.of(new ItemResult(new ProcessName("g", "up"), DONE))),
                now(world.ask(new Command.StopGroup("g", false))));
    }

    @Test
    void clockThatJumpsByHoursChangesNoDelay() {
        for (long hours : new long[] {5, -5}) {
            FakeWorld world = world(
                            program("slow").startsecs(10).stopwaitsecs(10),
                            program("bad").command("/no/such").startretries(1))
                    .begin();
            world.spawnAll();
            world.wallClockJumps(hours * 3600);
            world.advanceNanos(999_999_999L);
            assertEquals(ProcessState.BACKOFF, world.process("bad", "bad").state(), hours + " hours");
            world.advanceNanos(1);
            assertEquals(ProcessState.FATAL, world.process("bad", "bad").state(), hours + " hours");
            world.advanceSeconds(8);
            assertEquals(ProcessState.STARTING, world.process("slow", "slow").state(), hours + " hours");
            world.advanceSeconds(2);
            assertEquals(ProcessState.RUNNING, world.process("slow", "slow").state(), hours + " hours");
            world.ask(new Command.StopProcess(new ProcessName("slow", "slow"), false));
            world.wallClockJumps(hours * 3600);
            world.advanceSeconds(9);
            assertEquals(List.of("15 to 1001"), world.engine.signals, hours + " hours");
            world.advanceSeconds(1);
            assertEquals(List.of("15 to 1001", "9 to 1001"), world.engine.signals, hours + " hours");
        }
    }
}
