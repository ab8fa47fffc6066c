package org.warden.doors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.warden.core.config.DoorCredentials;

@Timeout(30)
class CredentialsTest {

    private static final DoorCredentials PLAIN = new DoorCredentials("kit", "s3cret:x");
    /** SHA-1 of "pass". */
    private static final DoorCredentials HASHED =
            new DoorCredentials("kit", "{SHA}9d4e1e23bd5b727046a9e3b4b7db57bd8d6ee684");

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void passwordMayContainColonsAndTheSchemeAnyCase() {
        assertTrue(Credentials.accepts(PLAIN, basic("kit:s3cret:x")));
        assertTrue(Credentials.accepts(PLAIN, basic("kit:s3cret:x").replace("Basic", "bASIC")));
        assertFalse(Credentials.accepts(PLAIN, basic("KIT:s3cret:x")));
        assertFalse(Credentials.accepts(PLAIN, basic("kit:s3cret")));
    }

    @Test
    void hashedPasswordIsComparedByItsDigestOnly() {
        assertTrue(Credentials.accepts(HASHED, basic("kit:pass")));
        assertFalse(Credentials.accepts(HASHED, basic("kit:9d4e1e23bd5b727046a9e3b4b7db57bd8d6ee684")));
        assertFalse(Credentials.accepts(HASHED, basic("kit:" + HASHED.password())));
        var upper = new DoorCredentials("kit", "{SHA}9D4E1E23BD5B727046A9E3B4B7DB57BD8D6EE684");
        assertFalse(Credentials.accepts(upper, basic("kit:pass")));
    }

    @Test
    void foldedCredentialsAreTakenTogether() {
        String password = "p".repeat(90);
        String header = basic("kit:" + password);
        String folded = header.substring(0, 82) + "\n" + header.substring(82);
        assertTrue(Credentials.accepts(new DoorCredentials("kit", password), folded));
    }

    @Test
    void foldedCredentialsOpenTheDoorHoweverTheyArrive() throws Exception {
        String password = "p".repeat(300);
        String encoded = Base64.getMimeEncoder(76, new byte[] {'\n'})
                .encodeToString(("kit:" + password).getBytes(StandardCharsets.UTF_8));
        String header = "Authorization: Basic " + encoded;
        try (OpenDoors doors = OpenDoors.tcp(new DoorCredentials("kit", password))) {
            assertEquals(
                    200,
                    doors.ask(RawClient.post(header + "\r\n", RawClient.STATE)).status());
            assertEquals(
                    401,
                    doors.ask(RawClient.post("Authorization: Basic QQ==\nX: y\r\n", RawClient.STATE))
                            .status(),
                    "a line feed ends a header as ever");
            try (RawClient client = doors.client()) {
                client.send("GET /ok.html HTTP/1.1\r\n").send("Host: x\r\n").send(header);
                assertEquals(200, client.ask("\r\n\r\n").status());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic", "Basic ", "Basic !!!!", "Basic QQ==", "Bearer abc", "Digest username=\"kit\""})
    void malformedHeadersAreRefusedAndNotServerErrors(String header) throws Exception {
        assertFalse(Credentials.accepts(PLAIN, header));
        try (OpenDoors doors = OpenDoors.tcp(PLAIN)) {
            String line = "Authorization: " + header + "\r\n";
            assertEquals(401, doors.ask(RawClient.post(line, RawClient.STATE)).status());
        }
    }

    @Test
    void everyPathIsGuardedAndTheAnswerSaysHow() throws Exception {
        try (OpenDoors doors = OpenDoors.tcp(PLAIN)) {
            for (String path :
                    List.of("/", "/ok.html", "/logtail/p", "/mainlogtail", "/x", "/stylesheets/warden.css")) {
                RawClient.Response refused = doors.ask(RawClient.get(path, ""));
                assertEquals(401, refused.status(), path);
                assertEquals("Basic realm=\"default\"", refused.header("WWW-Authenticate"));
                assertEquals("close", refused.header("Connection"));
            }
            String allowed = RawClient.basic("kit", "s3cret:x");
            assertEquals(
                    200, doors.ask(RawClient.post(allowed, RawClient.STATE)).status());
        }
    }

    @Test
    void clientThatSendsItsBodyLateSeesTheRefusal() throws Exception {
        try (OpenDoors doors = OpenDoors.tcp(PLAIN);
                RawClient client = doors.client()) {
            String body = "x".repeat(1 << 20);
            String request = RawClient.post("", body);
            client.send(request.substring(0, request.length() - body.length()));
            client.send(body);
            assertEquals(401, client.response().status());
        }
    }

    @Test
    void credentialsAreNotPrinted() throws IOException {
        assertFalse(PLAIN.toString().contains("s3cret"));
    }
}
