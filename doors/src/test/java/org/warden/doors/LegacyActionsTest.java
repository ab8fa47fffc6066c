package org.warden.doors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.Refusal;
import org.warden.core.config.DoorCredentials;
import org.warden.core.model.ProcessState;
import org.warden.core.model.SupervisorState;

/** The links of stock's web page over real sockets: refused, and allowed to scripts. */
@Timeout(30)
class LegacyActionsTest {

    private static final String CREDENTIALS = RawClient.basic("user", "secret");

    private OpenDoors doors;

    @BeforeEach
    void open() throws DoorException {
        doors = with(OpenDoors.legacy());
    }

    private static OpenDoors with(OpenDoors open) {
        open.core.process("p", ProcessState.RUNNING, 12, "").process("off", ProcessState.STOPPED, 0, "");
        return open;
    }

    @AfterEach
    void close() {
        doors.close();
    }

    private String message(String query) throws IOException {
        RawClient.Response response = doors.ask(RawClient.get("/index.html?" + query, CREDENTIALS));
        assertEquals(301, response.status(), response.head());
        assertTrue(response.body().contains("Error code 301."), response.body());
        String location = response.header("Location");
        assertTrue(location.startsWith("http://localhost/?message="), location);
        return Paths.decode(location.substring("http://localhost/?message=".length()));
    }

    @Test
    void everyActionAnswersWithStocksSentenceAndLeadsToThePageThatShowsIt() throws IOException {
        assertEquals("Process off started", message("processname=off&action=start"));
        assertEquals("Process off stopped", message("action=stop&processname=off"));
        assertEquals("Process p restarted", message("processname=p&action=restart"));
        assertEquals("Process off:off restarted", message("processname=off:off&action=restart"));
        assertEquals("Log for p cleared", message("processname=p&action=clearlog"));
        String when = " at [A-Z][a-z]{2} [A-Z][a-z]{2} [ 1-3]\\d \\d\\d:\\d\\d:\\d\\d \\d{4}";
        assertTrue(message("action=refresh").matches("Page refreshed" + when));
        assertTrue(message("action=stopall").matches("All stopped" + when));
        assertTrue(message("action=restartall").matches("All restarted" + when));
        assertEquals(
                List.of(
                        "StartProcess",
                        "StopProcess",
                        "StopProcess",
                        "StartProcess",
                        "StopProcess",
                        "StartProcess",
                        "ClearLogs",
                        "StopAll",
                        "StopAll",
                        "StartAll"),
                doors.core.asked.stream().map(c -> c.getClass().getSimpleName()).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "NO_FILE, no such file",
        "NOT_EXECUTABLE, file not executable",
        "ALREADY_STARTED, already started",
        "SPAWN_ERROR, spawn error",
        "ABNORMAL_TERMINATION, abnormal termination",
        "FAILED, unexpected rpc fault [30] FAILED: why"
    })
    void aStartThatFailsSaysWhyInStocksWords(Refusal why, String words) throws IOException {
        doors.core.refuse(Command.StartProcess.class, why, "why");
        assertEquals("ERROR: Process off: " + words, message("processname=off&action=start"));
    }

    @Test
    void otherFaultsAreShownWithTheirNumber() throws IOException {
        assertEquals("unexpected rpc fault [70] NOT_RUNNING: off", message("processname=off&action=stop"));
        doors.core.refuse(Command.ClearLogs.class, Refusal.FAILED, null);
        assertEquals("unexpected rpc fault [30] FAILED", message("processname=off&action=clearlog"));
        assertEquals("Process off restarted", message("processname=off&action=restart"));
    }

    @Test
    void unknownProcessesAreSaidToBeUnknownAndUnknownActionsAreAnError() throws IOException {
        assertEquals("No such process named <x>", message("processname=%3Cx%3E&action=start"));
        assertEquals("No such process named p:*", message("processname=p:*&action=stop"));
        for (String query : List.of("processname=p&action=fly", "action=start", "action=fly")) {
            assertEquals(
                    500,
                    doors.ask(RawClient.get("/index.html?" + query, CREDENTIALS))
                            .status(),
                    query);
        }
        assertEquals(List.of(), doors.core.asked);
    }

    @Test
    void whileTheDaemonIsEndingActionsAreAnError() throws IOException {
        doors.core.state = SupervisorState.SHUTDOWN;
        assertEquals(
                500, doors.ask(RawClient.get("/?action=refresh", CREDENTIALS)).status());
    }

    @Test
    void theAnswerComesWhenTheStartHasEndedAndOthersAreAnsweredMeanwhile() throws IOException {
        CompletableFuture<Answer<Boolean>> held = doors.core.hold(Command.StartProcess.class);
        try (RawClient waiting = doors.client()) {
            waiting.send(RawClient.get("/index.html?processname=off&action=start", CREDENTIALS));
            while (doors.core.count(Command.StartProcess.class) == 0) {
                Thread.onSpinWait();
            }
            assertEquals(200, doors.ask(RawClient.get("/ok.html", CREDENTIALS)).status());
            held.complete(Answer.ok(true));
            assertEquals(
                    "http://localhost/?message=Process%20off%20started",
                    waiting.response().header("Location"));
        }
    }

    @Test
    void aFormWorksLikeALinkAndItsFieldsComeFirst() throws IOException {
        String form = "processname=off&action=start";
        String post = RawClient.post(CREDENTIALS + "Content-Type: application/x-www-form-urlencoded\r\n", form)
                .replace("/RPC2", "/index.html?processname=p&action=stop");
        assertEquals(
                "http://localhost/?message=Process%20off%20started",
                doors.ask(post).header("Location"));
    }

    @Test
    void theRedirectUsesTheHostOfTheRequestWithoutAPortThatGoesWithoutSaying() throws IOException {
        String request = RawClient.get("/?action=refresh", CREDENTIALS);
        assertTrue(doors.ask(request.replace("Host: localhost", "Host: a.example:9001"))
                .header("Location")
                .startsWith("http://a.example:9001/?message="));
        assertTrue(doors.ask(request.replace("Host: localhost", "Host: a.example:80"))
                .header("Location")
                .startsWith("http://a.example/?message="));
    }

    @Test
    void thePageShowsTheMessageEscaped() throws IOException {
        RawClient.Response page = doors.ask(RawClient.get("/?message=a%20%3Cb%3E+c", CREDENTIALS));
        assertTrue(page.body().contains("<p class=\"status_msg\">a &lt;b&gt; c</p>"), page.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://localhost\r\n",
                "Referer: http://localhost/\r\n",
                "Sec-Fetch-Site: same-origin\r\n",
                "Sec-Fetch-Mode: navigate\r\n",
                "sec-fetch-dest: image\r\n",
                "Accept-Language: en\r\n",
                "User-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\n"
            })
    void browsersAreRefusedWithAnExplanation(String mark) throws IOException {
        explains(doors.ask(RawClient.get("/index.html?processname=p&action=stop", CREDENTIALS + mark)));
        explains(doors.ask(
                RawClient.post(CREDENTIALS + mark, "processname=p&action=stop").replace("/RPC2", "/index.html")));
        assertEquals(List.of(), doors.core.asked);
    }

    @Test
    void requestsWithoutCredentialsAreAskedForThemAndDoNothing() throws IOException {
        assertEquals(401, doors.ask(RawClient.get("/?action=stopall", "")).status());
        assertEquals(List.of(), doors.core.asked);
    }

    @Test
    void headNeverActs() throws IOException {
        String head = RawClient.get("/?action=stopall", CREDENTIALS).replace("GET", "HEAD");
        try (RawClient client = doors.client()) {
            assertTrue(client.send(head).head().startsWith("HTTP/1.1 405 "));
        }
        assertEquals(List.of(), doors.core.asked);
    }

    @Test
    void withoutTheSettingLinksAndFormsAreRefusedWithAnExplanation() throws Exception {
        try (OpenDoors usual = with(OpenDoors.tcp(new DoorCredentials("user", "secret")))) {
            for (String path : List.of("/index.html?processname=p&action=stop", "/?action=stopall", "/?action=x")) {
                explains(usual.ask(RawClient.get(path, CREDENTIALS)));
            }
            explains(usual.ask(
                    RawClient.post(CREDENTIALS, "processname=p&action=stop").replace("/RPC2", "/index.html")));
            assertEquals(
                    200, usual.ask(RawClient.get("/?message=x", CREDENTIALS)).status());
            assertEquals(List.of(), usual.core.asked);
        }
    }

    private static void explains(RawClient.Response response) {
        assertEquals(405, response.status());
        assertEquals("GET, HEAD", response.header("Allow"));
        for (String word : List.of("supervisorctl", "POST /RPC2", "legacy_get_actions=true")) {
            assertTrue(response.body().contains(word), word);
        }
    }
}
