package org.warden.doors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.warden.core.model.ProcessState;

@Timeout(30)
class TailsTest {

    @TempDir
    Path dir;

    private OpenDoors doors;
    private Path log;

    @BeforeEach
    void open() throws Exception {
        doors = OpenDoors.unix(dir.resolve("sock"));
        log = Files.writeString(dir.resolve("log"), "0".repeat(500) + "a".repeat(1023) + "\n");
        doors.core.process("p", ProcessState.RUNNING, 1, log.toString()).process("q", ProcessState.RUNNING, 1, "");
    }

    @AfterEach
    void close() {
        doors.close();
    }

    private void grow(String text) throws IOException {
        Files.writeString(log, text, StandardOpenOption.APPEND);
    }

    @Test
    void startsWithTheLastKilobyteAndFollows() throws IOException {
        try (RawClient client = doors.client()) {
            RawClient.Response head = client.ask(RawClient.get("/logtail/p/stdout", "") + "\r\n");
            assertTrue(head.head().startsWith("HTTP/1.1 200 OK\r\n"), head.head());
            assertEquals("text/plain;charset=utf-8", head.header("Content-Type"));
            assertEquals("chunked", head.header("Transfer-Encoding"));
            assertEquals("no", head.header("X-Accel-Buffering"));
            assertTrue(head.header("Last-Modified").endsWith("GMT"));
            assertNull(head.header("Content-Length"));
            assertEquals("400\r\n" + "a".repeat(1023) + "\n", client.until("\n".repeat(1)) + client.until("a\n"));
            grow("more\n");
            assertTrue(client.until("more\n").endsWith("\r\n5\r\nmore\n"));
        }
    }

    @Test
    void stocksTailClientWorksOverAUnixSocketWithItsBlankHost() throws IOException {
        try (RawClient client = new RawClient(doors.unix())) {
            String request = RawClient.get("/logtail/p%3Ap", "").replace("Host: localhost", "Host: ");
            assertEquals(200, client.ask(request + "\r\n").status());
            client.until("a\n");
        }
    }

    @Test
    void mainLogIsFollowedWithoutTheHintForProxies() throws IOException {
        assertEquals(404, doors.ask(RawClient.get("/mainlogtail", "")).status());
        doors.core.mainLog = log;
        RawClient.Response head = doors.ask(RawClient.get("/mainlogtail", ""));
        assertEquals(200, head.status());
        assertNull(head.header("X-Accel-Buffering"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/logtail",
                "/logtail/",
                "/logtail/nope",
                "/logtail/p:q",
                "/logtail/p:*",
                "/logtail/p:",
                "/logtail/p/stdin",
                "/logtail/p/",
                "/logtail/p/stderr",
                "/logtail/q",
                "/logtail/..%2f..%2fetc%2fpasswd"
            })
    void whatIsNoLogIsNotFound(String path) throws IOException {
        assertEquals(404, doors.ask(RawClient.get(path, "")).status());
    }

    @Test
    void otherMethodsThanGetAreBadRequests() throws IOException {
        assertEquals(
                400,
                doors.ask(RawClient.post("", "x").replace("/RPC2", "/logtail/p"))
                        .status());
    }

    @Test
    void emptyLogSendsItsHeadersAtOnce() throws IOException {
        Files.writeString(log, "");
        try (RawClient client = doors.client()) {
            assertEquals(200, client.ask(RawClient.get("/logtail/p", "")).status());
            grow("first\n");
            client.until("first\n");
        }
    }

    @Test
    void twoHundredFollowersShareOneThread() throws IOException {
        List<RawClient> followers = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                followers.add(doors.client().send(RawClient.get("/logtail/p", "")));
            }
            for (RawClient client : followers) {
                client.until("a\n");
            }
            grow("all\n");
            for (RawClient client : followers) {
                client.until("all\n");
            }
            long threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(t -> t.getName().startsWith("door"))
                    .count();
            assertTrue(threads < 40, threads + " threads");
        } finally {
            for (RawClient client : followers) {
                client.close();
            }
        }
    }

    @Test
    void clientThatDoesNotReadHoldsUpNobody() throws IOException {
        try (RawClient lazy = doors.client();
                RawClient eager = doors.client()) {
            lazy.send(RawClient.get("/logtail/p", ""));
            eager.ask(RawClient.get("/logtail/p", ""));
            grow("z".repeat(20 << 20));
            grow("end\n");
            eager.until("end\n");
            assertEquals(200, doors.ask(RawClient.post("", RawClient.STATE)).status());
        }
    }

    @Test
    void closingTheDoorsEndsAllStreams() throws IOException {
        try (RawClient client = doors.client()) {
            client.ask(RawClient.get("/logtail/p", ""));
            client.until("a\n");
            doors.close();
            assertTrue(client.isClosedByServer());
        }
    }
}
