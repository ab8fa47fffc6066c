package org.warden.webapp.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.ProcessMetrics;
import org.warden.core.model.ProcessName;
import org.warden.rpc.FakeCore;
import org.warden.webapp.console.ProgramUse.Use;

class ProgramUseTest {
    private static final ProcessName A = new ProcessName("a", "a");

    private final FakeCore core = new FakeCore();
    private final AtomicLong nanos = new AtomicLong();
    private final ProgramUse use = new ProgramUse(nanos::get);

    private static Answer<List<ProcessMetrics>> metrics(float cpu, long bytes) {
        return Answer.ok(List.of(new ProcessMetrics(A, 1, 0, cpu, 0, 0, bytes, 1, 1)));
    }

    @Test
    void manyLooksAskOnceInFiveSeconds() {
        core.answer(Command.LatestMetrics.class, metrics(1.26f, 1 << 20));
        for (int i = 0; i < 5; i++) {
            assertEquals(Map.of(A, new Use(13, 1020)), use.latest(core));
            assertEquals(Map.of(A, new Use(13, 1020)), use.known(core));
            use.lines(core);
            nanos.addAndGet(900_000_000L);
        }
        assertEquals(1, core.count(Command.LatestMetrics.class));
        assertEquals(1, core.count(Command.RecentUse.class));
        nanos.addAndGet(1_000_000_000L);
        core.answer(Command.LatestMetrics.class, metrics(Float.NaN, 2 << 20));
        assertEquals(new Use(-1, 2050), use.latest(core).get(A));
    }

    @Test
    void whoDoesNotWaitGetsWhatIsKnownUntilTheAnswerComes() {
        var later = core.hold(Command.LatestMetrics.class);
        assertNull(use.known(core).get(A));
        nanos.addAndGet(9_000_000_000L);
        assertNull(use.known(core).get(A));
        assertEquals(1, core.count(Command.LatestMetrics.class), "one question at a time");
        later.complete(metrics(5, 0));
        assertEquals("5.0 %", use.known(core).get(A).cpu());
    }
}
