package org.warden.doors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.model.ProcessState;
import org.warden.rpc.RpcClient;

/** Requests to an open door over real sockets. */
@Timeout(30)
class RequestsTest {

    private OpenDoors doors;

    @BeforeEach
    void open() throws DoorException {
        doors = OpenDoors.tcp(null);
        doors.core.process("p", ProcessState.RUNNING, 12, "").process("<b>&'\"", ProcessState.FATAL, 0, "");
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void manyCallsGoOverOneConnectionWithReasonPhraseAndWithoutServerName() throws IOException {
        try (RawClient client = doors.client()) {
            for (int i = 0; i < 150; i++) {
                RawClient.Response response = client.ask(RawClient.post("", RawClient.STATE));
                assertTrue(response.head().startsWith("HTTP/1.1 200 OK\r\n"), response.head());
                assertEquals("text/xml", response.header("Content-Type"));
                assertTrue(response.body().contains("<string>RUNNING</string>"));
                assertNull(response.header("Server"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/RPC2", "/RPC2/", "/RPC2x", "/RPC2?x=1", "/RPC2;x=1"})
    void everyPathThatBeginsWithRpc2IsXmlRpc(String path) throws IOException {
        String request = RawClient.post("", RawClient.STATE).replace("/RPC2", path);
        assertEquals(200, doors.ask(request).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "HEAD"})
    void otherMethodsThanPostAreBadRequestsToXmlRpc(String method) throws IOException {
        assertEquals(
                400,
                doors.ask(RawClient.get("/RPC2", "").replace("GET", method)).status());
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: -1, 400",
        "Content-Length: abc, 400",
        "Content-Length: 99999999999999999999, 400",
        "Content-Length: 104857600, 413",
        "X: y, 411"
    })
    void badLengthsAreRefused(String header, int status) throws IOException {
        String request = "POST /RPC2 HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n";
        assertEquals(status, doors.ask(request).status());
    }

    @Test
    void chunkedBodiesAndHeadersWithoutABlankAreTaken() throws IOException {
        String body = RawClient.STATE;
        String chunk = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
        assertEquals(
                200,
                doors.ask("POST /RPC2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk)
                        .status());
        String tight = "POST /RPC2 HTTP/1.1\r\nHost:x\r\ncontent-length:" + body.length() + "\r\n\r\n" + body;
        assertEquals(200, doors.ask(tight).status());
    }

    @Test
    void largeBodyWithinTheLimitIsTakenAndALargerChunkedOneIsRefused() throws IOException {
        String name = "x".repeat(4 << 20);
        String body = RpcClient.document("supervisor.getProcessInfo", name);
        assertTrue(doors.ask(RawClient.post("", body)).body().contains("BAD_NAME: xxx"));
        String part = "100000\r\n" + "y".repeat(1 << 20) + "\r\n";
        String request = "POST /RPC2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + part.repeat(9);
        assertEquals(413, doors.ask(request).status());
    }

    @Test
    void unfinishedLargeBodiesLockOutOtherLargeOnesButNotSmallOnes() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        List<RawClient> slow = new ArrayList<>();
        try {
            String allButTheLastByte = "POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: " + (8 << 20) + "\r\n\r\n"
                    + "z".repeat((8 << 20) - 1);
            ExecutorCompletionService<RawClient.Response> answers = new ExecutorCompletionService<>(threads);
            for (int i = 0; i < 6; i++) {
                RawClient client = doors.client();
                slow.add(client);
                answers.submit(() -> client.ask(allButTheLastByte));
            }
            // Nobody's body is complete, so whoever is answered was refused.
            RawClient.Response refused = answers.take().get();
            assertEquals(503, refused.status());
            assertEquals("1", refused.header("Retry-After"));
            assertEquals(200, doors.ask(RawClient.post("", RawClient.STATE)).status());
        } finally {
            for (RawClient client : slow) {
                client.close();
            }
            threads.shutdown();
        }
    }

    @Test
    void http10IsAnsweredAndClosed() throws IOException {
        try (RawClient client = doors.client()) {
            String request = RawClient.post("", RawClient.STATE).replace("HTTP/1.1", "HTTP/1.0");
            assertEquals(200, client.ask(request).status());
            assertTrue(client.isClosedByServer());
        }
    }

    @Test
    void blankHostAndLeadingEmptyLinesAreTaken() throws IOException {
        try (RawClient client = doors.client()) {
            String request = RawClient.get("/ok.html", "").replace("Host: localhost", "Host: ");
            assertEquals("OK", client.ask("\r\n" + request + "\r\n").body());
            assertEquals("OK", client.ask(request).body());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/no/such/page",
                "/../../../../etc/passwd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/x/../index.html",
                "/%00%ff%zz",
                "//index.html",
                "/RPC",
                "/..%2f..%2fetc%2fpasswd"
            })
    void everythingElseIsNotFound(String path) throws IOException {
        RawClient.Response response = doors.ask(RawClient.get(path, ""));
        assertEquals(404, response.status());
        assertTrue(response.body().contains("Error code 404."), response.body());
        assertFalse(response.body().contains("passwd"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HELLO\r\n\r\n", "GET\r\n\r\n", "\u0000\u0001\r\n\r\n", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"})
    void garbageIsABadRequest(String garbage) throws IOException {
        assertEquals(400, doors.ask(garbage).status());
        assertEquals(200, doors.ask(RawClient.post("", RawClient.STATE)).status());
    }

    @Test
    void headersAreLimited() throws IOException {
        assertEquals(
                431,
                doors.ask(RawClient.get("/", "X: " + "y".repeat(100_000) + "\r\n"))
                        .status());
    }

    @Test
    void malformedXmlIsABadRequestAndOneLineInTheLog() throws IOException {
        assertEquals(400, doors.ask(RawClient.post("", "hello")).status());
        assertTrue(
                doors.log.contains("ERROR XML-RPC request data 'hello' is invalid: unmarshallable"),
                doors.log::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example\r\n",
                "Origin: null\r\n",
                "Sec-Fetch-Site: cross-site\r\n",
                "Origin: http://localhost.evil.example\r\n"
            })
    void foreignPagesAreRefusedBeforeAnythingIsParsed(String header) throws IOException {
        assertEquals(
                403,
                doors.ask(RawClient.post(header, RpcClient.document("supervisor.shutdown")))
                        .status());
        assertEquals(403, doors.ask(RawClient.get("/", header)).status());
        assertEquals(List.of(), doors.core.asked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://LOCALHOST\r\n",
                "Origin: https://localhost:443\r\n",
                "Sec-Fetch-Site: same-origin\r\n"
            })
    void ownPagesAreNotForeign(String header) throws IOException {
        assertEquals(200, doors.ask(RawClient.post(header, RawClient.STATE)).status());
    }

    @Test
    void waitingCallsHoldNoThread() throws IOException {
        CompletableFuture<Answer<Boolean>> held = doors.core.hold(Command.StartProcess.class);
        List<RawClient> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                waiting.add(
                        doors.client().send(RawClient.post("", RpcClient.document("supervisor.startProcess", "p"))));
            }
            assertEquals(200, doors.ask(RawClient.post("", RawClient.STATE)).status());
            while (doors.core.count(Command.StartProcess.class) < 60) {
                Thread.onSpinWait();
            }
            held.complete(Answer.ok(true));
            for (RawClient client : waiting) {
                assertTrue(client.response().body().contains("<boolean>1</boolean>"));
            }
        } finally {
            for (RawClient client : waiting) {
                client.close();
            }
        }
    }

    @Test
    void statusPageShowsProcessesEscapedAndForbidsAllElse() throws IOException {
        RawClient.Response page = doors.ask(RawClient.get("/?message=%3Cscript%3E", ""));
        assertEquals(200, page.status());
        assertTrue(
                page.body()
                        .contains("<td>pid 12, uptime 0:00:00</td><td><a href=\"tail.html?processname=p\">p</a></td>"),
                page.body());
        assertTrue(page.body().contains(">&lt;b&gt;&amp;&#39;&quot;</a></td>"), page.body());
        assertFalse(page.body().contains("<script"));
        assertEquals(List.of(), doors.core.asked);
        assertTrue(page.header("Content-Security-Policy").startsWith("default-src 'none'; style-src 'self'"));
        assertEquals("nosniff", page.header("X-Content-Type-Options"));
        assertEquals("no-referrer", page.header("Referrer-Policy"));
        assertEquals("no-store", page.header("Cache-Control"));
        assertEquals(
                "text/css",
                doors.ask(RawClient.get("/stylesheets/warden.css", "")).header("Content-Type"));
    }
}
