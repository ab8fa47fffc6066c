package org.warden.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.warden.core.loop.FakeWorld.group;
import static org.warden.core.process.ProgramBuilder.program;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.warden.core.api.Command;
import org.warden.core.config.AutoRestart;
import org.warden.core.config.GroupConfig;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;

/** Nothing waits for a turn of a loop: what happens is acted on at that very moment. */
class PromptnessTest {
    private static final ProcessName WEB = new ProcessName("web", "web");

    @Test
    void exitsStopsAndRestartsAreActedOnWithoutTimePassing() {
        FakeWorld world = new FakeWorld(
                        List.of(group("web", 1, program("web").startsecs(0).autorestart(AutoRestart.TRUE))))
                .begin();
        world.spawnAll();
        long began = world.nanos();
        for (int i = 0; i < 100; i++) {
            assertEquals(ProcessState.RUNNING, world.process("web", "web").state());
            world.exit(world.childOf("web", "web"), ExitStatus.exited(0));
            assertEquals(ProcessState.STARTING, world.process("web", "web").state(), "started again at once");
            world.spawnAll();
        }
        var stopped = world.ask(new Command.StopProcess(WEB, true));
        world.exit(world.childOf("web", "web"), ExitStatus.signaled(15, false));
        assertTrue(stopped.isDone());
        assertEquals(began, world.nanos());
    }

    @Test
    void shutdownOfManyGroupsTakesNoTimeOfItsOwn() {
        List<GroupConfig> groups = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            groups.add(group("g" + i, i, program("p").autostart(i % 2 == 0).startsecs(0)));
        }
        FakeWorld world = new FakeWorld(groups).begin();
        world.spawnAll();
        long began = world.nanos();
        world.ask(new Command.Shutdown());
        for (int i = 98; i >= 0; i -= 2) {
            assertFalse(world.conductor.shutdown.isDone());
            world.exit(world.childOf("g" + i, "p"), ExitStatus.signaled(15, false));
        }
        assertTrue(world.conductor.shutdown.isDone());
        assertEquals(began, world.nanos());
    }

    @Test
    void exitWithinStartsecsThatIsHeardOfLateWasNeverRunning() {
        FakeWorld world = new FakeWorld(List.of(group("web", 1, program("web").startsecs(2)))).begin();
        world.spawnAll();
        world.exitHeardOfAfter(1_800_000_000L, 2_500_000_000L, world.childOf("web", "web"), ExitStatus.exited(0));
        assertEquals(ProcessState.BACKOFF, world.process("web", "web").state());
        assertTrue(world.log.stream().noneMatch(line -> line.contains("entered RUNNING")), world.log.toString());
        assertTrue(world.log.contains("WARN exited: web (exit status 0; not expected)"), world.log.toString());
    }
}
