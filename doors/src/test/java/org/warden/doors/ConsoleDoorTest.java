package org.warden.doors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.warden.access.ListenerPassword;
import org.warden.access.Visitor;
import org.warden.core.config.DoorCredentials;

/** When the doors start the console and what they hand over, with a console that says what it got. */
@Timeout(60)
class ConsoleDoorTest {
    private static final String PAGE = "Accept: text/html\r\n";

    @TempDir
    Path folder;

    /** Says method, path, visitor, whether the listener has a password, and body. */
    private static final class FakeConsole implements Console {
        final AtomicInteger starts = new AtomicInteger();
        final AtomicInteger ends = new AtomicInteger();
        volatile CountDownLatch mayStart = new CountDownLatch(0);
        volatile Exception trouble;

        @Override
        public Open open(Server server, DoorLog log) throws Exception {
            starts.incrementAndGet();
            mayStart.await();
            if (trouble != null) {
                throw trouble;
            }
            return new Open() {
                @Override
                public Handler handler() {
                    return new Echo();
                }

                @Override
                public void close() {
                    ends.incrementAndGet();
                }
            };
        }
    }

    private static final class Echo extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            String visitor = request.getAttribute(Visitor.ATTRIBUTE) instanceof Visitor known ? known.user() : "nobody";
            String listener = request.getAttribute(ListenerPassword.ATTRIBUTE) == null ? "open" : "guarded";
            String body = Content.Source.asString(request, StandardCharsets.UTF_8);
            String said = request.getMethod() + " " + request.getHttpURI().getPath() + " " + visitor + " " + listener
                    + " " + body;
            Pages.send(
                    request, response, callback, 200, "text/plain", said.strip().getBytes(StandardCharsets.UTF_8));
            return true;
        }
    }

    private OpenDoors open(FakeConsole console) throws DoorException {
        return OpenDoors.console(folder.resolve("s"), null, console);
    }

    private static String post(String path, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void onlyAPageForABrowserStartsItAndOnlyOnce() throws Exception {
        FakeConsole console = new FakeConsole();
        try (OpenDoors doors = open(console)) {
            assertTrue(doors.ask(RawClient.get("/", "")).body().contains("Supervisor status"));
            assertEquals(200, doors.ask(RawClient.post("", RawClient.STATE)).status());
            assertEquals(404, doors.ask(RawClient.get("/programs", "")).status());
            assertEquals(400, doors.ask(post("/programs", "x=y")).status());
            assertEquals(404, doors.ask(RawClient.get("/metrics", PAGE)).status());
            assertEquals(200, doors.ask(RawClient.get("/tail.html", PAGE)).status());
            assertEquals(200, doors.ask(RawClient.get("/ok.html", PAGE)).status());
            assertEquals(
                    405,
                    doors.ask(RawClient.get("/index.html?action=stopall", PAGE)).status());
            RawClient.Response index = doors.ask(RawClient.get("/index.html", PAGE));
            assertEquals(303, index.status());
            assertEquals("./", index.header("Location"));
            assertEquals(0, console.starts.get());

            assertEquals(
                    "GET / anybody open", doors.ask(RawClient.get("/", PAGE)).body());
            assertEquals(
                    "GET /resources/a.css anybody open",
                    doors.ask(RawClient.get("/resources/a.css", "")).body());
            assertEquals(
                    "POST /programs anybody open x=y",
                    doors.ask(post("/programs", "x=y")).body());
            assertEquals(
                    "GET /logtail/p anybody open",
                    doors.ask(RawClient.get("/logtail/p?head=9", "")).body());
            assertTrue(doors.ask(RawClient.get("/", "")).body().contains("Supervisor status"));
            assertEquals(404, doors.ask(RawClient.get("/metrics", "")).status());
            assertEquals(1, console.starts.get());
            assertEquals(0, console.ends.get());
        }
        assertEquals(1, console.ends.get());
    }

    @Test
    void aUnixSocketHasNone() throws Exception {
        FakeConsole console = new FakeConsole();
        try (OpenDoors doors = open(console);
                RawClient client = new RawClient(doors.unix())) {
            assertTrue(client.ask(RawClient.get("/", PAGE)).body().contains("Supervisor status"));
            assertEquals(404, client.ask(RawClient.get("/programs", PAGE)).status());
            assertEquals(0, console.starts.get());
        }
    }

    @Test
    void whoeverComesWhileItStartsWaitsAndCallsGoOn() throws Exception {
        FakeConsole console = new FakeConsole();
        console.mayStart = new CountDownLatch(1);
        try (OpenDoors doors = open(console);
                RawClient first = doors.client();
                RawClient second = doors.client()) {
            first.send(RawClient.get("/overview", PAGE));
            second.send(RawClient.get("/programs", PAGE));
            assertEquals(200, doors.ask(RawClient.post("", RawClient.STATE)).status());
            console.mayStart.countDown();
            assertEquals("GET /overview anybody open", first.response().body());
            assertEquals("GET /programs anybody open", second.response().body());
            assertEquals(1, console.starts.get());
        }
    }

    @Test
    void aStartThatFailsIsToldAndHarmsNothing() throws Exception {
        FakeConsole console = new FakeConsole();
        console.trouble = new IOException("no room", new IOException("disk\nfull"));
        try (OpenDoors doors = open(console)) {
            RawClient.Response failed = doors.ask(RawClient.get("/overview", PAGE));
            assertEquals(503, failed.status());
            assertTrue(failed.body().contains("activity log") && !failed.body().contains("no room"), failed.body());
            assertTrue(
                    doors.log.contains("CRITICAL the web console can't be started: java.io.IOException: no room;"
                            + " because java.io.IOException: disk full"),
                    doors.log.toString());
            assertEquals(503, doors.ask(RawClient.get("/overview", PAGE)).status());
            assertEquals(1, console.starts.get(), "not again at once");
            assertEquals(200, doors.ask(RawClient.post("", RawClient.STATE)).status());
        }
        assertEquals(0, console.ends.get());
    }

    @Test
    void theDoorsPasswordIsAskedForFirst() throws Exception {
        FakeConsole console = new FakeConsole();
        try (OpenDoors doors = OpenDoors.console(folder.resolve("s"), new DoorCredentials("user", "secret"), console)) {
            RawClient.Response refused = doors.ask(RawClient.get("/overview", PAGE));
            assertEquals(401, refused.status());
            assertEquals("Basic realm=\"default\"", refused.header("WWW-Authenticate"));
            assertEquals(0, console.starts.get(), "strangers start nothing");
            assertEquals(
                    "GET /overview user guarded",
                    doors.ask(RawClient.get("/overview", PAGE + RawClient.basic("user", "secret")))
                            .body());
        }
    }

    @Test
    void linksFromElsewhereLeadToPagesAndFormsFromElsewhereLeadNowhere() throws Exception {
        FakeConsole console = new FakeConsole();
        try (OpenDoors doors = open(console)) {
            String cross = PAGE + "Sec-Fetch-Site: cross-site\r\n";
            assertEquals(403, doors.ask(RawClient.get("/overview", cross)).status());
            assertEquals(
                    403,
                    doors.ask(RawClient.get("/overview", cross + "Sec-Fetch-Mode: navigate\r\nOrigin: http://e\r\n"))
                            .status());
            assertEquals(
                    403,
                    doors.ask(RawClient.get("/tail.html", cross + "Sec-Fetch-Mode: navigate\r\n"))
                            .status());
            assertEquals(0, console.starts.get());
            assertEquals(
                    200,
                    doors.ask(RawClient.get("/overview", cross + "Sec-Fetch-Mode: navigate\r\n"))
                            .status());
        }
    }

    @Test
    void aLogOfANameWithAColonIsHandedOver() throws Exception {
        try (OpenDoors doors = open(new FakeConsole())) {
            assertEquals(200, doors.ask(RawClient.get("/", PAGE)).status());
            assertEquals(
                    "GET /logtail/g%3Ap%20q/stdout anybody open",
                    doors.ask(RawClient.get("/logtail/g%3Ap%20q/stdout?head=9", ""))
                            .body());
        }
    }

    @Test
    void oddPathsAndMethodsAreNotHandedOver() throws Exception {
        FakeConsole console = new FakeConsole();
        try (OpenDoors doors = open(console)) {
            assertEquals(404, doors.ask(RawClient.get("/a%2Fb", PAGE)).status());
            assertEquals(404, doors.ask(RawClient.get("/a;x=y/b", PAGE)).status());
            assertEquals(404, doors.ask(RawClient.get("/x/../metrics", PAGE)).status());
            RawClient.Response put =
                    doors.ask("PUT /overview HTTP/1.1\r\nHost: localhost\r\n" + PAGE + "Content-Length: 0\r\n\r\n");
            assertEquals(400, put.status());
            assertNull(put.header("Allow"));
            assertEquals(0, console.starts.get());
        }
    }
}
