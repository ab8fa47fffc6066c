package org.warden.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.warden.core.loop.FakeWorld.group;
import static org.warden.core.process.ProgramBuilder.program;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.Command.ItemResult;
import org.warden.core.api.Refusal;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;

/** A start that is asked for while a stop is still going on. */
class StartWhileStoppingTest {
    private static final ProcessName WEB = new ProcessName("web", "web");
    private static final Answer<Boolean> DONE = Answer.ok(true);

    private FakeWorld world;
    private int first;

    @BeforeEach
    void stopping() {
        world = new FakeWorld(List.of(group("web", 1, program("web").startsecs(1)))).begin();
        world.spawnAll();
        world.advanceSeconds(2);
        first = world.childOf("web", "web");
        world.ask(new Command.StopProcess(WEB, false));
    }

    private void firstEnds() {
        world.exit(first, ExitStatus.signaled(15, false));
    }

    private ProcessState state() {
        return world.process("web", "web").state();
    }

    @Test
    void startIsCarriedOutWhenTheStopIsThroughAndAnsweredWhenItRuns() {
        var start = world.ask(new Command.StartProcess(WEB, true));
        world.advanceSeconds(3);
        assertFalse(start.isDone());
        assertEquals(ProcessState.STOPPING, state());
        firstEnds();
        assertEquals(1, world.engine.spawning.size(), "one new process, and only now");
        world.spawnAll();
        world.advanceSeconds(2);
        assertEquals(DONE, start.join());
        assertEquals(ProcessState.RUNNING, state());
    }

    @Test
    void whoDoesNotWaitIsAnsweredAtOnceAndItStartsAllTheSame() {
        assertEquals(DONE, world.ask(new Command.StartProcess(WEB, false)).join());
        assertEquals(
                Answer.ok(List.of(new ItemResult(WEB, DONE))),
                world.ask(new Command.StartAll(false)).join());
        firstEnds();
        assertEquals(1, world.engine.spawning.size(), "asked for twice, started once");
    }

    @Test
    void anotherStopCallsTheStartOff() {
        var start = world.ask(new Command.StartProcess(WEB, true));
        var stop = world.ask(new Command.StopProcess(WEB, true));
        assertEquals(Answer.refused(Refusal.ABNORMAL_TERMINATION, "web"), start.join());
        firstEnds();
        assertEquals(DONE, stop.join());
        assertEquals(ProcessState.STOPPED, state());
        assertEquals(List.of(), world.engine.spawning);
        assertEquals(
                Answer.refused(Refusal.NOT_RUNNING, "web"),
                world.ask(new Command.StopProcess(WEB, true)).join());
    }

    @Test
    void stopOfEverythingCallsTheStartOffToo() {
        world.ask(new Command.StartProcess(WEB, false));
        var all = world.ask(new Command.StopAll(true));
        firstEnds();
        assertEquals(Answer.ok(List.of(new ItemResult(WEB, DONE))), all.join());
        assertEquals(List.of(), world.engine.spawning);
    }

    @Test
    void nothingIsStartedWhenTheDaemonGoesDownMeanwhile() {
        var start = world.ask(new Command.StartProcess(WEB, true));
        world.ask(new Command.Shutdown());
        firstEnds();
        assertEquals(Answer.refused(Refusal.SHUTDOWN_STATE, null), start.join());
        assertTrue(world.conductor.shutdown.isDone());
        assertEquals(List.of(), world.engine.spawning);
    }
}
