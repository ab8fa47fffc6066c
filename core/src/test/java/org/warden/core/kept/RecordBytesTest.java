package org.warden.core.kept;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.warden.core.config.ChannelConfig;
import org.warden.core.config.EventPoolConfig;
import org.warden.core.config.FcgiSocketConfig;
import org.warden.core.config.GroupConfig;
import org.warden.core.config.ProcessConfig;
import org.warden.core.listener.Event;
import org.warden.core.listener.EventPool;
import org.warden.core.listener.ListenerSnapshot;
import org.warden.core.log.AutoLogs;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;
import org.warden.core.port.Host;
import org.warden.core.process.ProcessSnapshot;
import org.warden.core.process.ProgramBuilder;

class RecordBytesTest {

    /** What a future version of {@link Small} may look like, and what a past one may have looked like. */
    record Large(int number, String added, List<String> items, Optional<Long> more) {}

    record Small(int number, List<String> items) {}

    @Test
    void whatIsWrittenIsReadBack() throws UnreadableException {
        KeptConfig config = new KeptConfig(
                new ProcessName("g", "p"), 7, everything(), new AutoLogs.Paths("/tmp/p---x-a.log", null));
        assertEquals(config, RecordBytes.read(KeptConfig.class, RecordBytes.write(config)));
        GroupConfig group = new GroupConfig(
                "g",
                5,
                List.of(everything()),
                Optional.of(new EventPoolConfig(10, Set.of("TICK_5", "EVENT"), "x:y", true, false, 3)),
                Map.of(
                        "fcgi-program:p",
                        new FcgiSocketConfig(
                                "unix:///run/s",
                                Optional.of(5),
                                Optional.of(new FcgiSocketConfig.Owner(1, -1)),
                                0700)));
        assertEquals(
                group.withProcesses(List.of()),
                RecordBytes.read(KeptGroup.class, RecordBytes.write(new KeptGroup(3, group)))
                        .config());
    }

    private static ProcessConfig everything() {
        ProcessConfig plain = ProgramBuilder.program("p").build();
        return new ProcessConfig(
                "p\u00e9\udcff",
                plain.section(),
                "/bin/echo \"%(x)s\"",
                -1,
                false,
                plain.autorestart(),
                Long.MAX_VALUE,
                -3,
                List.of(0, 2, 255),
                plain.stopsignal(),
                1,
                true,
                true,
                false,
                Optional.of(new Host.Account("nobody", 65534, 65534, List.of(65534, 4), "/nonexistent")),
                true,
                new ChannelConfig(new ChannelConfig.LogTarget.File("/dev/stdout"), 1, 2, 3, true, true),
                new ChannelConfig(new ChannelConfig.LogTarget.Auto(), 0, 0, 0, false, false),
                Map.of("A", "", "B", "\ud83d\ude00"),
                Optional.of("/"),
                Optional.of(022),
                Optional.of(""));
    }

    @Test
    void aListenersConversationIsKeptToTheByte() throws UnreadableException {
        EventPool pool = new EventPool("l", 3, false);
        pool.accept(new Event("TICK_5", "when:5"), 41);
        ListenerSnapshot busy = new ListenerSnapshot(
                "l", true, org.warden.core.listener.ListenerState.BUSY, new byte[] {1, -1}, 5, new byte[] {0});
        KeptProcess process = KeptProcess.of(
                new ProcessName("l", "l"),
                ProcessSnapshot.fresh(ProgramBuilder.program("l").build()),
                3,
                0,
                Optional.of(new KeptListener(busy, Optional.of(pool.poll()))));
        KeptProcess read = RecordBytes.read(KeptProcess.class, RecordBytes.write(process));
        KeptListener listener = read.listener().orElseThrow();
        assertEquals(41, listener.current().orElseThrow().serial());
        assertEquals("when:5", listener.current().orElseThrow().event().payload());
        assertArrayEquals(new byte[] {1, -1}, listener.snapshot().buffer());
        assertEquals(5, listener.snapshot().resultLeft());
        assertEquals(ProcessState.STOPPED, read.state());
        assertEquals(ProcessSnapshot.NO_DEADLINE, read.deadlineNanos());
    }

    @Test
    void componentsThatTheReaderDoesNotKnowArePassedOver() throws UnreadableException {
        byte[] later = RecordBytes.write(new Large(4, "x", List.of("a", "b"), Optional.of(9L)));
        assertEquals(new Small(4, List.of("a", "b")), RecordBytes.read(Small.class, later));
    }

    @Test
    void componentsThatTheWriterDidNotKnowAreEmpty() throws UnreadableException {
        byte[] earlier = RecordBytes.write(new Small(4, List.of("a")));
        assertEquals(new Large(4, "", List.of("a"), Optional.empty()), RecordBytes.read(Large.class, earlier));
    }

    /** Whatever is done to the bytes: a record, or an exception that says so; never another one, and no great memory. */
    @Test
    void damagedBytesAreToldAndNothingElse() {
        byte[] good = RecordBytes.write(
                new KeptConfig(new ProcessName("g", "p"), 7, everything(), new AutoLogs.Paths(null, null)));
        Random random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(3) == 0 ? random.nextInt(good.length) : good.length);
            for (int flips = 1 + random.nextInt(3); bad.length > 0 && flips > 0; flips--) {
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                RecordBytes.read(KeptConfig.class, bad);
            } catch (UnreadableException e) {
                refused++;
            }
        }
        assertTrue(refused > 1000, "only " + refused + " were refused");
        assertThrows(UnreadableException.class, () -> RecordBytes.read(KeptConfig.class, new byte[0]));
    }
}
