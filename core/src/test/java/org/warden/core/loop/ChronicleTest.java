package org.warden.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.warden.core.process.ProgramBuilder.program;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.warden.core.api.Command;
import org.warden.core.api.HistoryEntry;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.HistoryEvent;
import org.warden.core.model.HistoryEvent.StateChanged;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;
import org.warden.core.port.SpawnerEvent;

class ChronicleTest {
    private static final ProcessName A = new ProcessName("web", "a");

    private final FakeWorld world = new FakeWorld(List.of(FakeWorld.group("web", 1, program("a")))).begin();

    private List<HistoryEvent> events() {
        return world.history.stream().map(HistoryEntry::event).toList();
    }

    @Test
    void everyStateAndExitIsTold() {
        world.spawnAll();
        int child = world.childOf("web", "a");
        world.advanceSeconds(2);
        world.ask(new Command.StopProcess(A, false));
        world.exit(child, ExitStatus.signaled(15, false));
        assertEquals(
                List.of(
                        new StateChanged(A, ProcessState.STOPPED, ProcessState.STARTING, 0, ""),
                        new StateChanged(A, ProcessState.STARTING, ProcessState.RUNNING, 1000 + child, ""),
                        new StateChanged(A, ProcessState.RUNNING, ProcessState.STOPPING, 1000 + child, ""),
                        new HistoryEvent.Exited(A, 1000 + child, ExitStatus.signaled(15, false), 0, 0, 0),
                        new StateChanged(A, ProcessState.STOPPING, ProcessState.STOPPED, 1000 + child, "")),
                events());
    }

    @Test
    void aFailedStartIsToldWithItsReason() {
        world.spawnFailed(world.childOf("web", "a"));
        StateChanged last = (StateChanged) events().get(events().size() - 1);
        assertEquals(ProcessState.BACKOFF, last.to());
        assertEquals(world.process("web", "a").spawnerr(), last.why());
        assertTrue(!last.why().isEmpty());
    }

    @Test
    void whatHappenedBeforeTheLoopHeardOfItHasItsOwnTime() {
        world.spawnAll();
        world.advanceSeconds(5);
        long before = world.history.get(0).millis();
        world.exitHeardOfAfter(2_000_000_000L, 60_000_000_000L, world.childOf("web", "a"), ExitStatus.exited(0));
        List<HistoryEntry> last = world.history.subList(world.history.size() - 2, world.history.size());
        for (HistoryEntry entry : last) {
            assertEquals(7_000, entry.millis() - before, 1, entry.toString());
        }
    }

    @Test
    void signalsToTheDaemonAreTold() {
        world.event(new SpawnerEvent.SignalReceived(15));
        assertTrue(events().contains(new HistoryEvent.Daemon("received SIGTERM")), events().toString());
    }
}
