package org.warden.spawner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.warden.core.model.Channel;
import org.warden.core.port.ListenPlan;
import org.warden.core.port.SpawnPlan;
import org.warden.core.port.SpawnerCommand;

class CommandFrameTest {

    private static String hex(SpawnerCommand command) {
        return HexFormat.of().formatHex(CommandFrame.of(command));
    }

    @Test
    void smallCommandsAreLaidOutAsThePageSays() {
        assertEquals(
                "15000000 0300 0000 01000000 02000000 0f000000 01".replace(" ", ""),
                hex(new SpawnerCommand.Kill(1, 2, 15, true)));
        assertEquals(
                "12000000 0400 0000 01000000 02000000 6869".replace(" ", ""),
                hex(new SpawnerCommand.WriteStdin(1, 2, new byte[] {'h', 'i'})));
        assertEquals("10000000 0500 0000 07000000 09000000".replace(" ", ""), hex(new SpawnerCommand.ReopenLogs(7, 9)));
        assertEquals("10000000 0600 0000 07000000 09000000".replace(" ", ""), hex(new SpawnerCommand.ClearLogs(7, 9)));
        assertEquals(
                "12000000 0700 0000 07000000 00000000 02 01".replace(" ", ""),
                hex(new SpawnerCommand.Report(7, Channel.STDERR, true)));
        assertEquals(
                "21000000 1500 0000 07000000 00000000 e7030000 0f000000 05 00ca9a3b00000000".replace(" ", ""),
                hex(new SpawnerCommand.Will(7, 999, 15, true, false, true, 1_000_000_000L)));
        assertEquals(
                "18000000 1600 0000 07000000 00000000 0900000000000000".replace(" ", ""),
                hex(new SpawnerCommand.Stopping(7, 9)));
        assertEquals("10000000 0800 0000 07000000 00000000".replace(" ", ""), hex(new SpawnerCommand.Forget(7)));
        assertEquals("10000000 0b00 0000 00000000 07000000".replace(" ", ""), hex(new SpawnerCommand.Measure(7)));
    }

    @Test
    void planIsLaidOutAsThePageSays() {
        SpawnPlan plan = new SpawnPlan(
                "/x",
                List.of("x", "\udcff"),
                List.of("A=1"),
                null,
                new SpawnPlan.User(5, 6, List.of(6, 7)),
                18,
                -1,
                true,
                new SpawnPlan.Output("/l", 9, 3, 77, "n", true, true),
                SpawnPlan.Output.NONE);
        String expected = "03000000 05000000 06000000 02000000 06000000 07000000 12000000 ffffffffffffffff 63000000"
                + "02000000 2f78 02000000 01000000 78 01000000 ff 01000000 03000000 413d31 00000000"
                + "07000000 0900000000000000 03000000 4d00000000000000 02000000 2f6c 01000000 6e"
                + "00000000 0000000000000000 00000000 0000000000000000 00000000 00000000";
        byte[] frame = CommandFrame.of(new SpawnerCommand.Spawn(1, 99, plan));
        byte[] payload = HexFormat.of().parseHex(expected.replace(" ", ""));
        assertArrayEquals(payload, java.util.Arrays.copyOfRange(frame, Wire.HEADER_BYTES, frame.length));
        assertEquals(
                frame.length,
                ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).getInt());
    }

    @Test
    void onePlanIsEnclosedByAFlag() {
        SpawnPlan plan = new SpawnPlan(
                "/x", List.of("x"), List.of(), null, null, -1, -1, false, SpawnPlan.Output.NONE, SpawnPlan.Output.NONE);
        byte[] without = CommandFrame.of(new SpawnerCommand.Spawn(1, 0, plan));
        byte[] with = CommandFrame.of(new SpawnerCommand.Spawn(1, 0, plan.enclosed(true)));
        without[Wire.HEADER_BYTES] |= Wire.SPAWN_ENCLOSED;
        assertArrayEquals(without, with);
    }

    @Test
    void howASupervisorIsStartedAgainIsLaidOutAsThePageSays() {
        Revival revival = new Revival(2, 9, true, "/l", "/", List.of("x"), List.of("A=1"));
        assertEquals(
                ("3c000000 1700 0000 00000000 00000000 02000000 0900000000000000 01 02000000 2f6c 01000000 2f"
                                + "01000000 01000000 78 01000000 03000000 413d31")
                        .replace(" ", ""),
                HexFormat.of().formatHex(CommandFrame.revive(revival)));
        assertEquals(
                "10000000 1700 0000 00000000 00000000".replace(" ", ""),
                HexFormat.of().formatHex(CommandFrame.reviveNobody()));
    }

    @Test
    void engineAndConfigurationAgreeOnHowMuchIsCaptured() {
        assertEquals(Wire.MAX_CAPTURE_BYTES, SpawnPlan.Output.MOST_CAPTURED);
    }

    @Test
    void socketsAreLaidOutAsThePageSays() {
        assertEquals(
                "29000000 0900 0000 63000000 00000000 01 0000 02000000 2f73 05000000 ffffffff 07000000 b0010000"
                        .replace(" ", ""),
                hex(new SpawnerCommand.Listen(99, new ListenPlan(ListenPlan.Family.UNIX, "/s", 0, 5, -1, 7, 0660))));
        assertEquals(
                "2a000000 0900 0000 63000000 00000000 03 ffff 03000000 3a3a31 00000000 ffffffff ffffffff 00000000"
                        .replace(" ", ""),
                hex(new SpawnerCommand.Listen(
                        99, new ListenPlan(ListenPlan.Family.INET6, "::1", 65535, 0, -1, -1, 0))));
        assertEquals("10000000 0a00 0000 63000000 00000000".replace(" ", ""), hex(new SpawnerCommand.Unlisten(99)));
    }

    @Test
    void textWithNulIsRefused() {
        SpawnPlan plan = Programs.plan("/bin/\0sh");
        assertThrows(IllegalArgumentException.class, () -> CommandFrame.of(new SpawnerCommand.Spawn(1, plan)));
    }

    @Test
    void commandBeyondFourMebibytesIsRefused() {
        SpawnerCommand stdin = new SpawnerCommand.WriteStdin(1, 1, new byte[Wire.MAX_FRAME_BYTES]);
        assertThrows(IllegalArgumentException.class, () -> CommandFrame.of(stdin));
    }

    @Test
    void largeCommandGrowsToItsSize() {
        byte[] frame = CommandFrame.of(new SpawnerCommand.WriteStdin(1, 1, new byte[4 << 20]));
        assertEquals((4 << 20) + Wire.HEADER_BYTES, frame.length);
    }
}
