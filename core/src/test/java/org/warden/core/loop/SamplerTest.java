package org.warden.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.warden.core.process.ProgramBuilder.program;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.MetricsPoint;
import org.warden.core.api.MetricsSpan;
import org.warden.core.api.ProcessMetrics;
import org.warden.core.api.Refusal;
import org.warden.core.api.UseLine;
import org.warden.core.model.ExitStatus;
import org.warden.core.model.ProcessName;
import org.warden.core.port.SpawnerCommand;
import org.warden.core.port.SpawnerEvent;
import org.warden.core.port.Usage;

class SamplerTest {
    private final FakeWorld world =
            new FakeWorld(List.of(FakeWorld.group("web", 1, program("a"), program("b")))).begin();

    private void begin() {
        world.spawnAll();
        world.advanceSeconds(2);
        world.conductor.sampler.begin();
    }

    private List<SpawnerCommand.Measure> sweeps() {
        return world.engine.commands.stream()
                .filter(SpawnerCommand.Measure.class::isInstance)
                .map(SpawnerCommand.Measure.class::cast)
                .toList();
    }

    private void answer(int errno) {
        world.event(
                new SpawnerEvent.Done(0, sweeps().get(sweeps().size() - 1).seq(), errno, errno == 0 ? "" : "ESRCH"));
    }

    private void tell(int child, long cpuMicros) {
        world.event(new SpawnerEvent.Measured(
                world.nanos(), List.of(new Usage(child, 1000 + child, cpuMicros, 0, 4096, 1, 3))));
    }

    private <R> R ask(Command<R> command) {
        return ((Answer.Ok<R>) world.ask(command).join()).value();
    }

    @Test
    void whatAllHaveUsedOfLateComesInSlicesOfHalfAMinute() {
        begin();
        assertEquals(List.of(), ask(new Command.RecentUse()));
        for (int i = 0; i < 14; i++) {
            world.advanceSeconds(5);
            answer(0);
            tell(1, i == 6 ? 3_000_000 : i < 6 ? 0 : 3_000_000);
        }
        List<UseLine> lines = ask(new Command.RecentUse());
        assertEquals(1, lines.size());
        float[] cpu = lines.get(0).cpuPercent();
        assertEquals(UseLine.STEPS, cpu.length);
        float most = 0;
        for (float value : cpu) {
            most = Math.max(most, Float.isNaN(value) ? 0 : value);
        }
        assertEquals(60, most, 0.5);
        assertEquals(4096, lines.get(0).residentBytes()[UseLine.STEPS - 1]);
        assertTrue(Float.isNaN(cpu[0]));
    }

    @Test
    void programsAreMeasuredEveryFiveSeconds() {
        begin();
        for (int i = 1; i <= 4; i++) {
            world.advanceSeconds(5);
            assertEquals(i, sweeps().size());
            answer(0);
        }
    }

    @Test
    void aSweepThatTakesLongIsNotOvertaken() {
        begin();
        world.advanceSeconds(60);
        assertEquals(1, sweeps().size());
        answer(0);
        world.advanceSeconds(5);
        assertEquals(2, sweeps().size());
    }

    @Test
    void nobodyIsAskedWhenNothingRuns() {
        FakeWorld idle = new FakeWorld(List.of());
        idle.begin();
        idle.conductor.sampler.begin();
        idle.advanceSeconds(60);
        assertEquals(
                List.of(),
                idle.engine.commands.stream()
                        .filter(SpawnerCommand.Measure.class::isInstance)
                        .toList());
    }

    @Test
    void whatWasMeasuredIsToldByProcess() {
        begin();
        int child = world.childOf("web", "b");
        world.advanceSeconds(5);
        tell(child, 0);
        answer(0);
        world.advanceSeconds(5);
        tell(child, 500_000);
        tell(999, 1);
        answer(0);
        List<ProcessMetrics> latest = ask(new Command.LatestMetrics());
        assertEquals(1, latest.size());
        assertEquals(new ProcessName("web", "b"), latest.get(0).name());
        assertEquals(10, latest.get(0).cpuPercent(), 1e-3);
        List<MetricsPoint> points = ask(new Command.MetricsHistory(new ProcessName("web", "b"), MetricsSpan.RECENT));
        assertEquals(2, points.size());
        assertEquals(5, points.get(1).seconds() - points.get(0).seconds());
        assertEquals(List.of(), ask(new Command.MetricsHistory(new ProcessName("web", "a"), MetricsSpan.DAY)));
    }

    @Test
    void aProcessThatHasEndedUsesNothingNowButHasAHistory() {
        begin();
        int child = world.childOf("web", "b");
        world.advanceSeconds(5);
        tell(child, 0);
        world.exit(child, ExitStatus.exited(0));
        assertEquals(List.of(), ask(new Command.LatestMetrics()));
        assertEquals(
                1,
                ask(new Command.MetricsHistory(new ProcessName("web", "b"), MetricsSpan.RECENT))
                        .size());
    }

    @Test
    void anUnknownProcessIsRefused() {
        begin();
        Answer<?> answer = world.ask(new Command.MetricsHistory(new ProcessName("no", "no"), MetricsSpan.DAY))
                .join();
        assertEquals(
                Refusal.BAD_NAME, assertInstanceOf(Answer.Refused.class, answer).why());
    }

    @Test
    void aGroupThatIsRemovedIsForgotten() {
        begin();
        world.advanceSeconds(5);
        tell(world.childOf("web", "a"), 0);
        world.ask(new Command.StopGroup("web", false));
        world.exit(world.childOf("web", "a"), ExitStatus.exited(0));
        world.exit(world.childOf("web", "b"), ExitStatus.exited(0));
        ask(new Command.RemoveGroup("web"));
        ask(new Command.AddGroup("web"));
        assertEquals(List.of(), ask(new Command.MetricsHistory(new ProcessName("web", "a"), MetricsSpan.DAY)));
    }

    @Test
    void aKeeperThatCannotMeasureIsSaidOnce() {
        begin();
        for (int i = 0; i < 5; i++) {
            world.advanceSeconds(5);
            answer(3);
        }
        assertEquals(
                1,
                world.log.stream()
                        .filter(line -> line.contains("can't be measured (ESRCH)"))
                        .count());
        assertTrue(sweeps().size() >= 5);
    }
}
