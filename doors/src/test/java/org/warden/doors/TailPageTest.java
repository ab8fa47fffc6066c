package org.warden.doors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.warden.core.model.ProcessState;

/** {@code tail.html} and the other pages that only show something. */
@Timeout(30)
class TailPageTest {

    @TempDir
    private Path directory;

    private OpenDoors doors;

    @BeforeEach
    void open() throws DoorException {
        doors = OpenDoors.tcp(null);
        doors.core
                .process(
                        "p",
                        ProcessState.RUNNING,
                        12,
                        directory.resolve("p.log").toString())
                .process("none", ProcessState.RUNNING, 13, "");
    }

    @AfterEach
    void close() {
        doors.close();
    }

    private String page(String query) throws IOException {
        RawClient.Response response = doors.ask(RawClient.get("/tail.html" + query, ""));
        assertEquals(200, response.status());
        assertEquals("text/html;charset=utf-8", response.header("Content-Type"));
        return response.body();
    }

    private static String tailed(String page) {
        return page.substring(page.indexOf("<pre>") + 5, page.indexOf("</pre>"));
    }

    @Test
    void theLastBytesAreShownEscapedAsManyAsAskedFor() throws IOException {
        Files.writeString(directory.resolve("p.log"), "x".repeat(3000) + "<b>end");
        assertEquals("&lt;b&gt;end", tailed(page("?processname=p&limit=6")));
        assertEquals("x".repeat(1018) + "&lt;b&gt;end", tailed(page("?processname=p")));
        assertEquals(tailed(page("?processname=p")), tailed(page("?processname=p:p&limit=many")));
        assertEquals(3012, tailed(page("?processname=p&limit=99999999")).length());
        assertTrue(page("?processname=p&limit=6").contains("\"tail.html?processname=p&amp;limit=6\""));
    }

    @Test
    void whatCanNotBeShownIsSaid() throws IOException {
        assertEquals("No process name found", tailed(page("")));
        assertEquals("No file for p", tailed(page("?processname=p")));
        assertEquals("No file for none", tailed(page("?processname=none")));
        assertEquals("ERROR: unexpected rpc fault [10] BAD_NAME: &lt;x&gt;", tailed(page("?processname=%3Cx%3E")));
        assertTrue(page("?processname=%3Cx%3E").contains("<title>Supervisor tail of process &lt;x&gt;</title>"));
        assertEquals("ERROR: unexpected rpc fault [10] BAD_NAME: p:*", tailed(page("?processname=p:*")));
    }

    @Test
    void theHealthCheckIsTwoLetters() throws IOException {
        RawClient.Response ok = doors.ask(RawClient.get("/ok.html", ""));
        assertEquals("OK", ok.body());
        assertEquals("text/plain", ok.header("Content-Type"));
        assertEquals("2", ok.header("Content-Length"));
    }

    @Test
    void headHasTheHeadersOfGet() throws IOException {
        for (String path : new String[] {"/ok.html", "/tail.html?processname=p", "/"}) {
            String length = doors.ask(RawClient.get(path, "")).header("Content-Length");
            try (RawClient client = doors.client()) {
                String head = client.send(RawClient.get(path, "").replace("GET", "HEAD"))
                        .head();
                assertTrue(head.startsWith("HTTP/1.1 200 ") && head.contains("Content-Length: " + length), head);
            }
        }
    }

    @Test
    void otherPathsAreNotThereAndOtherMethodsAreBad() throws IOException {
        for (String path : new String[] {"/images/", "/status.html", "/index.htm", "/../etc/passwd", "/%2e%2e/x"}) {
            assertEquals(404, doors.ask(RawClient.get(path, "")).status(), path);
        }
        for (String path : new String[] {"/ok.html", "/tail.html", "/x"}) {
            assertEquals(
                    400,
                    doors.ask(RawClient.post("", "a=b").replace("/RPC2", path)).status(),
                    path);
        }
    }
}
