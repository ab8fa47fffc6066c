package org.warden.doors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.warden.access.Access;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.config.Configuration;
import org.warden.core.config.ConsoleConfig;
import org.warden.core.config.InetServerConfig;
import org.warden.core.config.UnixServerConfig;
import org.warden.rpc.FakeCore;
import org.warden.rpc.Past;
import org.warden.rpc.Plugins;
import org.warden.rpc.RpcClient;
import org.warden.rpc.RpcEndpoint;

/** Binding, and what is left behind. */
@Timeout(30)
class OpeningTest {

    @TempDir
    Path dir;

    private final List<String> log = new ArrayList<>();

    private Doors open(Configuration configuration) throws DoorException {
        return Doors.open(configuration, (level, text) -> log.add(level + " " + text));
    }

    private static Configuration unix(Path path, int mode) {
        return FakeCore.configuration(List.of(), List.of(FakeCore.unix(path, mode, null)));
    }

    private static int modeOf(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(dir)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void socketHasTheModeAskedForAndVanishesWithTheDoors() throws Exception {
        Path path = dir.resolve("s.sock");
        try (Doors doors = open(unix(path, 0766))) {
            assertEquals(1, doors.addresses().size());
            assertEquals(0766, modeOf(path));
            assertEquals(List.of("s.sock"), names());
        }
        assertEquals(List.of(), names());
    }

    @Test
    void socketGetsItsOwnerWhereThatIsAllowed() throws Exception {
        Path path = dir.resolve("s");
        int uid = (Integer) Files.getAttribute(dir, "unix:uid");
        int wanted = uid == 0 ? 65534 : uid;
        var server = new UnixServerConfig(
                "unix_http_server", path.toString(), 0700, wanted, -1, Optional.empty(), false, false);
        try (Doors doors = open(FakeCore.configuration(List.of(), List.of(server)))) {
            assertEquals(1, doors.addresses().size());
            assertEquals(wanted, Files.getAttribute(path, "unix:uid"));
        }
    }

    @Test
    void staleSocketIsReplaced() throws Exception {
        Path path = dir.resolve("stale");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        assertTrue(Files.exists(path));
        try (Doors doors = open(unix(path, 0700))) {
            assertEquals(1, doors.addresses().size());
            assertTrue(log.contains("WARN Unlinking stale socket " + path), log::toString);
            assertEquals(0700, modeOf(path));
        }
    }

    @Test
    void liveSocketIsInUseAndStaysAlive() throws Exception {
        Path path = dir.resolve("live");
        try (Doors first = open(unix(path, 0700))) {
            assertEquals(1, first.addresses().size());
            DoorException e = assertThrows(DoorException.class, () -> open(unix(path, 0700)));
            assertTrue(e.isInUse());
            assertEquals(
                    "Another program is already listening on a port that one of our HTTP servers is configured to use."
                            + "  Shut this program down first before starting supervisord.",
                    e.getMessage());
            assertEquals(List.of("live"), names());
        }
    }

    @Test
    void regularFileOfThatNameIsNeverTouched() throws Exception {
        Path path = Files.writeString(dir.resolve("precious"), "data");
        DoorException e = assertThrows(DoorException.class, () -> open(unix(path, 0700)));
        assertTrue(e.getMessage().contains("is no socket"), e.getMessage());
        assertEquals("data", Files.readString(path));
        assertEquals(List.of("precious"), names());
    }

    @Test
    void symbolicLinkOfThatNameIsNeverFollowed() throws Exception {
        Path target = Files.writeString(dir.resolve("target"), "data");
        Path link = Files.createSymbolicLink(dir.resolve("link"), target);
        assertThrows(DoorException.class, () -> open(unix(link, 0700)));
        assertEquals("data", Files.readString(target));
    }

    @Test
    void nameThatMeansSomethingElseByNowIsLeftAlone() throws Exception {
        Path path = dir.resolve("s");
        Doors doors = open(unix(path, 0700));
        Files.delete(path);
        Files.writeString(path, "somebody else's");
        doors.close();
        assertTrue(Files.exists(path));
    }

    @Test
    void missingDirectoryIsReportedByErrno() {
        DoorException e = assertThrows(DoorException.class, () -> open(unix(dir.resolve("no/s"), 0700)));
        assertEquals("Cannot open an HTTP server: socket.error reported errno.ENOENT (2)", e.getMessage());
    }

    @Test
    void takenPortIsInUseAndTheOtherDoorsAreClosedAgain() throws Exception {
        try (Doors first = open(FakeCore.configuration(List.of(FakeCore.inet(0, null)), List.of()))) {
            int taken = ((InetSocketAddress) first.addresses().get(0)).getPort();
            int free = OpenDoors.freePort();
            Configuration both =
                    FakeCore.configuration(List.of(FakeCore.inet(free, null), FakeCore.inet(taken, null)), List.of());
            assertTrue(assertThrows(DoorException.class, () -> open(both)).isInUse());
            open(FakeCore.configuration(List.of(FakeCore.inet(free, null)), List.of()))
                    .close();
        }
    }

    @Test
    void foreignAddressIsReportedByErrno() {
        var elsewhere = new InetServerConfig(
                "inet_http_server", "192.0.2.1", 9001, Optional.empty(), Optional.empty(), List.of(), false, false);
        DoorException e =
                assertThrows(DoorException.class, () -> open(FakeCore.configuration(List.of(elsewhere), List.of())));
        assertEquals("Cannot open an HTTP server: socket.error reported errno.EADDRNOTAVAIL (99)", e.getMessage());
    }

    @Test
    void clientsThatCameBeforeServingAreAnsweredThen() throws Exception {
        FakeCore core = new FakeCore();
        Configuration configuration = FakeCore.configuration(List.of(FakeCore.inet(0, null)), List.of());
        try (Doors doors = open(configuration);
                RawClient early = new RawClient(doors.addresses().get(0))) {
            early.send(RawClient.post("", RawClient.STATE));
            doors.serve(
                    RpcEndpoint.of(
                            configuration, core, core, core, () -> 1, Past.NONE, Plugins.NONE, (level, line) -> {}),
                    core,
                    core,
                    new Access(ConsoleConfig.DEFAULT, core, (level, text) -> {}),
                    core,
                    Optional.empty());
            assertEquals(200, early.response().status());
        }
    }

    @Test
    void doorsCanBeClosedAndOpenedAgainOnTheSameAddressWithARequestOpen() throws Exception {
        int port = OpenDoors.freePort();
        Configuration configuration = FakeCore.configuration(
                List.of(FakeCore.inet(port, null)), List.of(FakeCore.unix(dir.resolve("s"), 0700, null)));
        FakeCore core = new FakeCore();
        for (int i = 0; i < 3; i++) {
            Doors doors = open(configuration);
            doors.serve(
                    RpcEndpoint.of(
                            configuration, core, core, core, () -> 1, Past.NONE, Plugins.NONE, (level, line) -> {}),
                    core,
                    core,
                    new Access(ConsoleConfig.DEFAULT, core, (level, text) -> {}),
                    core,
                    Optional.empty());
            try (RawClient client = new RawClient(doors.addresses().get(0))) {
                assertEquals(
                        200, client.ask(RawClient.post("", RawClient.STATE)).status());
                doors.close();
            }
        }
        assertFalse(Files.exists(dir.resolve("s")));
    }

    @Test
    void callUnderWayIsAnsweredBeforeTheDoorsAreClosed() throws Exception {
        FakeCore core = new FakeCore();
        CompletableFuture<Answer<Boolean>> held = core.hold(Command.Shutdown.class);
        Configuration configuration = FakeCore.configuration(List.of(FakeCore.inet(0, null)), List.of());
        Doors doors = open(configuration);
        doors.serve(
                RpcEndpoint.of(configuration, core, core, core, () -> 1, Past.NONE, Plugins.NONE, (level, line) -> {}),
                core,
                core,
                new Access(ConsoleConfig.DEFAULT, core, (level, text) -> {}),
                core,
                Optional.empty());
        try (RawClient client = new RawClient(doors.addresses().get(0))) {
            client.send(RawClient.post("", RpcClient.document("supervisor.shutdown")));
            while (core.count(Command.Shutdown.class) == 0) {
                Thread.onSpinWait();
            }
            CompletableFuture<Void> closed = CompletableFuture.runAsync(doors::close);
            held.complete(Answer.ok(true));
            assertTrue(client.response().body().contains("<boolean>1</boolean>"));
            closed.get();
        }
    }

    @Test
    void logSaysWhichDoorsAreUnguarded() throws Exception {
        open(unix(dir.resolve("s"), 0700)).close();
        assertEquals(
                List.of(
                        "INFO RPC interface 'supervisor' initialized",
                        "CRITICAL Server 'unix_http_server' running without any HTTP authentication checking"),
                log);
    }
}
