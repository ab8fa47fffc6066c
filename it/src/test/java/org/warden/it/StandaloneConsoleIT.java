package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console at the listeners of {@code supervisord} itself, over plain HTTP; {@link ConsoleIT} has the browser. */
class StandaloneConsoleIT {
    private static final String STARTED = "the web console was started in ";

    private Folder folder;
    private Daemon daemon;
    private int guardedPort;

    @BeforeEach
    void prepare() throws IOException {
        assumeFalse(Daemon.isStock(), "stock has a page of its own");
        folder = new Folder();
        guardedPort = Folder.freePort();
    }

    @AfterEach
    void end() throws IOException {
        if (daemon != null) {
            daemon.close();
        }
        if (folder != null) {
            folder.close();
        }
    }

    private void start(String... more) throws IOException {
        String[] sections = new String[more.length + 2];
        sections[0] = "[inet_http_server:guarded]\nport=127.0.0.1:" + guardedPort + "\nusername=kit\npassword=secret";
        sections[1] = "[program:idle]\ncommand=/bin/sleep 1000\nautostart=false\nstartsecs=0";
        System.arraycopy(more, 0, sections, 2, more.length);
        folder.configure(sections);
        daemon = Daemon.start(folder);
    }

    private static String user(String name, String role) throws IOException {
        return Commands.succeed(
                "/bin/sh",
                "-c",
                "echo look | \"$0\" passwd " + name + " --role " + role,
                System.getProperty("warden.bin") + "/warden");
    }

    /** Whether the daemon has a file of the console open. */
    private boolean hasConsoleOpen() throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/" + daemon.pid() + "/fd"))) {
            for (Path descriptor : descriptors) {
                if (target(descriptor).contains("/lib/console/")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closed) {
            return "";
        }
    }

    @Test
    void itIsStartedByTheFirstBrowserAndByNothingElse() throws IOException {
        start();
        assertEquals("RUNNING", daemon.rpc().struct("supervisor.getState").get("statename"));
        String plain = Commands.succeed("curl", "-sS", "http://127.0.0.1:" + folder.port() + "/");
        assertTrue(plain.contains("Supervisor status"), plain);
        assertEquals(401, Browser.of(guardedPort).get("").statusCode());
        assertEquals(
                405, Browser.of(folder.port()).get("index.html?action=stopall").statusCode());
        assertEquals(
                200, Browser.of(folder.port()).get("tail.html?processname=idle").statusCode());
        assertFalse(hasConsoleOpen(), "nothing of it is open before");
        assertEquals(List.of(), folder.logLines(STARTED));

        Browser browser = Browser.of(folder.port());
        HttpResponse<String> home = browser.get("");
        assertEquals(303, home.statusCode());
        assertEquals("./overview", home.headers().firstValue("Location").orElse(""));
        HttpResponse<String> overview = browser.get("overview");
        assertEquals(200, overview.statusCode());
        assertTrue(overview.body().contains("id=\"needs\""), overview.body());
        assertTrue(
                overview.headers()
                        .firstValue("Content-Security-Policy")
                        .orElse("")
                        .contains("frame-ancestors 'none'"),
                overview.headers().toString());
        assertEquals(200, browser.get("resources/console.css").statusCode());
        assertEquals(404, browser.get("no/such/page").statusCode());
        assertEquals(404, browser.get("WEB-INF/web.xml").statusCode());
        assertEquals(403, browser.get("resources/").statusCode(), "no folder is listed");
        assertTrue(hasConsoleOpen());
        assertEquals(1, folder.logLines(STARTED).size());
    }

    @Test
    void programsOfTheRunningCoreAreCommandedWithTheTokenAndNotWithoutIt() throws IOException {
        start();
        Browser browser = Browser.of(folder.port());
        assertTrue(browser.get("programs").body().contains("value=\"start idle\""));
        assertEquals(200, browser.get("programs?do=start+idle").statusCode());
        assertEquals(403, browser.post("programs", "do", "start idle").statusCode());
        assertEquals("STOPPED", daemon.stateOf("idle"), "nothing was done");

        String token = browser.token("programs");
        HttpResponse<String> started = browser.post("programs", "do", "start idle", "csrf", token);
        assertEquals(200, started.statusCode(), started.body());
        assertEquals("RUNNING", daemon.stateOf("idle"));
        assertTrue(browser.post("programs", "do", "stop idle", "confirmed", "yes", "csrf", token)
                .body()
                .contains("stopped"));
        assertEquals("STOPPED", daemon.stateOf("idle"));
        assertTrue(folder.log().contains("anybody at 127.0.0.1: start [idle"), folder.log());
    }

    @Test
    void otherSitesAndOtherNamesGetNothing() throws IOException {
        start();
        Browser browser = Browser.of(folder.port());
        String token = browser.token("programs");
        assertEquals(
                403,
                browser.send(browser.request("programs?csrf=" + token + "&do=start+idle")
                                .header("Origin", "http://evil.example")
                                .POST(java.net.http.HttpRequest.BodyPublishers.noBody()))
                        .statusCode());
        assertEquals("STOPPED", daemon.stateOf("idle"));
        String strange = Commands.succeed(
                "curl",
                "-sS",
                "-H",
                "Host: evil.example",
                "-H",
                "Accept: text/html",
                "-A",
                "Mozilla/5.0",
                "http://127.0.0.1:" + folder.port() + "/programs");
        assertTrue(strange.contains("Not by this name"), strange);
    }

    @Test
    void theListenersPasswordIsAdminAndConsoleUsersHaveTheirRoles() throws IOException {
        start(user("anna", "viewer"));
        assertEquals(
                200, Browser.as("kit", "secret", guardedPort).get("diagnostics").statusCode());
        assertEquals(
                401, Browser.as("kit", "wrong", guardedPort).get("programs").statusCode());
        Browser viewer = Browser.as("anna", "look", guardedPort);
        HttpResponse<String> list = viewer.get("programs");
        assertEquals(200, list.statusCode());
        assertFalse(list.body().contains("value=\"start idle\""), "a viewer sees no buttons");
        assertEquals(403, viewer.get("diagnostics").statusCode());
        assertEquals(
                403,
                viewer.post("programs", "do", "start idle", "csrf", viewer.token("programs"))
                        .statusCode());
        assertEquals("STOPPED", daemon.stateOf("idle"));
    }

    @Test
    void consoleUsersLogInOnThePageWhereThereIsAPassword() throws IOException {
        start(user("anna", "viewer"));
        Browser browser = Browser.of(guardedPort);
        HttpResponse<String> asked = browser.get("programs");
        assertEquals(303, asked.statusCode());
        assertEquals(
                "./login?next=%2Fprograms",
                asked.headers().firstValue("Location").orElse(""));
        assertEquals(401, logIn(browser, "anna", "wrong").statusCode());
        assertEquals(303, logIn(browser, "anna", "look").statusCode());
        assertEquals(200, browser.get("programs").statusCode());
        assertEquals(403, browser.get("diagnostics").statusCode());
        assertEquals(
                401,
                Browser.of(guardedPort)
                        .send(browser.request("RPC2")
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                                        "<methodCall><methodName>supervisor.getState</methodName></methodCall>")))
                        .statusCode(),
                "a login makes no calls");
    }

    private static HttpResponse<String> logIn(Browser browser, String user, String password) throws IOException {
        return browser.post("login", "csrf", browser.token("login"), "user", user, "password", password);
    }

    @Test
    void aRestartClosesItAndTheNextLifeHasItsOwn() throws IOException {
        start();
        Browser browser = Browser.of(folder.port());
        for (int life = 1; life <= 3; life++) {
            assertEquals(200, browser.get("overview").statusCode());
            assertEquals(life, folder.logLines(STARTED).size());
            int begun = folder.logLines("supervisord started with pid").size();
            daemon.signal("HUP");
            Await.until(
                    "the next life has begun",
                    () -> folder.logLines("supervisord started with pid").size() > begun);
            Await.until("it answers", () -> daemon.rpc().call("supervisor.getState") != null);
            assertEquals(0, liveContainers(), "containers of earlier lives have left the memory");
        }
        assertEquals(200, browser.get("overview").statusCode());
        assertEquals(1, liveContainers());
    }

    /** After a full collection. */
    private long liveContainers() throws IOException {
        String histogram = Commands.succeed(
                System.getProperty("java.home") + "/bin/jcmd", Long.toString(daemon.pid()), "GC.class_histogram");
        return histogram
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > 3 && words[3].equals("org.warden.console.Application"))
                .mapToLong(words -> Long.parseLong(words[1]))
                .sum();
    }

    @Test
    void theEndIsPromptWithPagesAndStreamsOpenAndLeavesNothing() throws IOException {
        start();
        Browser browser = Browser.of(folder.port());
        assertEquals(200, browser.get("overview").statusCode());
        Process stream = Commands.start(
                List.of(
                        "curl",
                        "-sSN",
                        "-H",
                        "Accept: text/event-stream",
                        "http://127.0.0.1:" + folder.port() + "/live"),
                folder.path("stream"));
        try {
            Await.until("the stream has begun", () -> folder.text("stream").contains("beat"));
            daemon.signal("TERM");
            assertEquals(0, daemon.awaitExit());
            Await.until("the stream has ended", () -> !stream.isAlive());
            assertEquals(List.of(), Daemon.commandsIn(folder.root()).toList());
            assertEquals("", folder.text("daemon.out"));
        } finally {
            stream.destroyForcibly();
        }
    }
}
