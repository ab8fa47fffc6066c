package org.warden.spawner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.warden.core.port.SpawnerEvent;

/** This supervisor and keepers of other versions, which the test plays word for word. */
@Timeout(30)
class KeeperVersionsIT {
    private static final KeeperProgram NEVER_STARTED = KeeperProgram.at(Path.of("/nonexistent/keeper"));
    private static final int PID = 4711;

    @TempDir
    Path directory;

    private final BlockingQueue<SpawnerEvent> heard = new LinkedBlockingQueue<>();
    private ServerSocketChannel door;

    @BeforeEach
    void listen() throws IOException {
        door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        door.bind(UnixDomainSocketAddress.of(directory.resolve("keeper.sock")));
    }

    @AfterEach
    void close() throws IOException {
        door.close();
    }

    private KeeperSpawner open() throws KeeperException {
        return KeeperSpawner.open(directory, false, NEVER_STARTED, heard::add, Optional.empty());
    }

    private static ByteBuffer frame(int type, int payload) {
        return ByteBuffer.allocate(Wire.HEADER_BYTES + payload)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(Wire.HEADER_BYTES + payload)
                .putInt(type)
                .putLong(0);
    }

    private static ByteBuffer attached(int version) {
        return frame(Wire.EVENT_ATTACHED, 18)
                .putShort((short) version)
                .putInt(0)
                .putInt(PID)
                .putLong(0)
                .flip();
    }

    private static ByteBuffer versions(int lowest, int highest) {
        return frame(Wire.EVENT_VERSIONS, 8)
                .putShort((short) lowest)
                .putShort((short) highest)
                .putInt(PID)
                .flip();
    }

    private static ByteBuffer received(SocketChannel connection) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        fill(connection, head);
        ByteBuffer rest = ByteBuffer.allocate(head.getInt(0) - 4).order(ByteOrder.LITTLE_ENDIAN);
        fill(connection, rest);
        return rest.flip();
    }

    private static void fill(SocketChannel connection, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            if (connection.read(into) < 0) {
                throw new IOException("the supervisor has hung up");
            }
        }
    }

    /** The range of an ATTACH, as lowest * 100 + highest. */
    private static int range(ByteBuffer attach) {
        assertEquals(Wire.COMMAND_ATTACH, attach.getInt() & 0xFFFF);
        attach.getLong();
        return attach.getShort() * 100 + attach.getShort();
    }

    @Test
    void aKeeperOfTheFirstVersionIsSpokenToInItsVersion() throws Exception {
        CompletableFuture<KeeperSpawner> opening = opened();
        try (SocketChannel connection = door.accept()) {
            assertEquals(1 * 100 + Wire.KEEPER_VERSION, range(received(connection)));
            connection.write(attached(1));
            try (KeeperSpawner spawner = opening.get()) {
                assertEquals(PID, spawner.process().orElseThrow());
                assertTrue(spawner.capabilities().contains("version 1,"), spawner.capabilities());
                assertEquals(Wire.COMMAND_PLACE, received(connection).getInt() & 0xFFFF);
            }
        }
    }

    @Test
    void aKeeperWithoutACommonVersionIsRefusedWithWhatToDo() throws Exception {
        CompletableFuture<KeeperException> refusing =
                CompletableFuture.supplyAsync(() -> assertThrows(KeeperException.class, this::open));
        try (SocketChannel connection = door.accept()) {
            received(connection);
            connection.write(versions(7, 9));
        }
        String message = refusing.get().getMessage();
        assertTrue(
                message.contains("(process " + PID
                        + ") speaks versions 7 to 9 of the protocol, and this supervisor 1 to " + Wire.KEEPER_VERSION),
                message);
        assertTrue(message.contains("`warden keeper upgrade`"), message);
    }

    @Test
    void aKeeperThatBecameOneOfThoseMakesThisSupervisorLeave() throws Exception {
        CompletableFuture<KeeperSpawner> opening = opened();
        try (SocketChannel first = door.accept()) {
            received(first);
            first.write(attached(Wire.KEEPER_VERSION));
            opening.get();
            received(first);
        }
        try (SocketChannel again = door.accept()) {
            ByteBuffer attach = received(again);
            range(attach);
            assertEquals(Wire.ATTACH_AGAIN, attach.getInt());
            again.write(versions(7, 9));
        }
        try (KeeperSpawner spawner = opening.get()) {
            assertEquals(PID, spawner.process().orElseThrow());
            SpawnerEvent event = heard.poll(10, TimeUnit.SECONDS);
            assertTrue(
                    event instanceof SpawnerEvent.Dismissed dismissed
                            && dismissed.why().contains("versions 7 to 9"),
                    "heard " + event);
        }
    }

    private CompletableFuture<KeeperSpawner> opened() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return open();
            } catch (KeeperException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
