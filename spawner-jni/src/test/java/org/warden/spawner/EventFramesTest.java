package org.warden.spawner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.warden.core.model.Channel;
import org.warden.core.model.ExitStatus;
import org.warden.core.port.SpawnerEvent;
import org.warden.core.port.Usage;

class EventFramesTest {

    private static List<EventFrames.Item> read(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        EventFrames frames =
                new EventFrames(ByteBuffer.wrap(bytes), new ByteArrayOutputStream(), number -> "E" + number);
        List<EventFrames.Item> items = new ArrayList<>();
        for (EventFrames.Item item = frames.next(); item != null; item = frames.next()) {
            items.add(item);
        }
        return items;
    }

    private static SpawnerEvent only(String hex) {
        return read(hex).get(0).event();
    }

    @Test
    void everyEventIsReadAsThePageSays() {
        assertEquals(
                new SpawnerEvent.Spawned(4, 100, 1, 2),
                only("24000000 8100 0000 04000000 00000000 64000000 0100000000000000 0200000000000000"));
        assertEquals(
                new SpawnerEvent.SpawnFailed(4, SpawnerEvent.Stage.PIPE, 24, "E24", 1, 2),
                only("25000000 8200 0000 04000000 00000000 02 18000000 0100000000000000 0200000000000000"));
        assertEquals(new SpawnerEvent.Done(4, 9, 3, "E3"), only("14000000 8500 0000 04000000 09000000 03000000"));
        assertEquals(
                new SpawnerEvent.LogTrouble(4, Channel.STDERR, "rotate", 28, "E28", 5),
                only("1e000000 8600 0000 04000000 00000000 02 03 1c000000 0500000000000000"));
        assertEquals(
                new SpawnerEvent.CaptureDropped(4, Channel.STDOUT, 12, "E12", 5),
                only("1e000000 8600 0000 04000000 00000000 01 04 0c000000 0500000000000000"));
        assertEquals(
                new SpawnerEvent.SyslogTrouble(4, Channel.STDOUT, 2, "E2", 5),
                only("1e000000 8600 0000 04000000 00000000 01 05 02000000 0500000000000000"));
        assertEquals(
                new SpawnerEvent.SpawnFailed(4, SpawnerEvent.Stage.SOCKET, 88, "E88", 1, 2),
                only("25000000 8200 0000 04000000 00000000 04 58000000 0100000000000000 0200000000000000"));
        assertEquals(
                new SpawnerEvent.SpawnFailed(4, SpawnerEvent.Stage.POLICY, 1, "its user", 1, 2),
                only("25000000 8200 0000 04000000 00000000 05 01000000 0100000000000000 0200000000000000"));
        assertEquals(
                new SpawnerEvent.Listening(9, SpawnerEvent.Step.OWNER, 1, "E1"),
                only("15000000 8900 0000 09000000 00000000 03 01000000"));
        assertEquals(
                new SpawnerEvent.Reaped(100, ExitStatus.signaled(9, false)),
                only("19000000 8a00 0000 00000000 00000000 64000000 02 09000000"));
        assertEquals(new SpawnerEvent.SignalReceived(15), only("14000000 8700 0000 00000000 00000000 0f000000"));
    }

    @Test
    void exitsOfAllKindsAreRead() {
        String rest = "0b000000 0100000000000000 0200000000000000 0300000000000000 0400000000000000 0500000000000000";
        String head = "41000000 8300 0000 04000000 00000000 64000000 ";
        assertEquals(new SpawnerEvent.Exited(4, 100, ExitStatus.exited(11), 1, 2, 3, 4, 5), only(head + "01" + rest));
        assertEquals(
                new SpawnerEvent.Exited(4, 100, ExitStatus.signaled(11, false), 1, 2, 3, 4, 5),
                only(head + "02" + rest));
        assertEquals(
                new SpawnerEvent.Exited(4, 100, ExitStatus.signaled(11, true), 1, 2, 3, 4, 5),
                only(head + "03" + rest));
        assertEquals(new SpawnerEvent.Exited(4, 100, ExitStatus.unknown(), 1, 2, 3, 4, 5), only(head + "00" + rest));
    }

    @Test
    void aPieceOfASweepHoldsWhatEachChildUses() {
        String one = "04000000 64000000 0100000000000000 0200000000000000 0000000001000000 03000000 ffffffff";
        String other = "05000000 65000000 0300000000000000 0400000000000000 0010000000000000 01000000 07000000";
        assertEquals(
                new SpawnerEvent.Measured(
                        9, List.of(new Usage(4, 100, 1, 2, 1L << 32, 3, -1), new Usage(5, 101, 3, 4, 4096, 1, 7))),
                only("68000000 8b00 0000 00000000 08000000 0900000000000000" + one + other));
        assertThrows(
                IllegalStateException.class,
                () -> read("68000000 8b00 0000 00000000 08000000 0900000000000000" + one + other.substring(0, 20)));
    }

    @Test
    void severalFramesAreReadOneAfterAnother() {
        String output = "13000000 8400 0000 04000000 00000000 01 6869";
        List<EventFrames.Item> items = read(output + "16000000 8000 0000 00000000 00000000 0100 01000000" + output);
        assertEquals(3, items.size());
        assertArrayEquals(
                new byte[] {'h', 'i'}, ((SpawnerEvent.Output) items.get(2).event()).bytes());
        assertNull(items.get(1).event());
        assertEquals(1, items.get(1).capabilities());
    }

    @Test
    void capturedTextIsPutTogetherFromItsPieces() {
        List<EventFrames.Item> items = read("14000000 8800 0000 04000000 00000000 02 01 6162"
                + "13000000 8800 0000 04000000 00000000 02 00 63"
                + "12000000 8800 0000 04000000 00000000 01 00");
        assertEquals(2, items.size());
        SpawnerEvent.Captured whole = (SpawnerEvent.Captured) items.get(0).event();
        assertEquals(Channel.STDERR, whole.channel());
        assertArrayEquals(new byte[] {'a', 'b', 'c'}, whole.bytes());
        assertArrayEquals(new byte[0], ((SpawnerEvent.Captured) items.get(1).event()).bytes());
    }

    @Test
    void whatIsNoFrameIsRefused() {
        assertThrows(IllegalStateException.class, () -> read("1000"));
        assertThrows(IllegalStateException.class, () -> read("13000000 8400 0000 04000000 00000000 01 68"));
        assertThrows(IllegalStateException.class, () -> read("10000000 ff00 0000 04000000 00000000"));
        assertThrows(IllegalStateException.class, () -> read("15000000 8500 0000 04000000 09000000 03000000 00"));
    }
}
