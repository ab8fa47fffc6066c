package org.warden.doors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.warden.core.config.DoorCredentials;

@Timeout(30)
class HostNamesTest {
    private final HostNames names = new HostNames("Web1.example", List.of("tools.example"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:9001",
                "10.1.2.3",
                "[::1]:9001",
                "localhost",
                "LOCALHOST:80",
                "x.localhost:1",
                "web1.example:9001",
                "tools.example.",
                ""
            })
    void namesOfOurOwn(String host) {
        assertTrue(names.areThose(host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:9001",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "notlocalhost",
                "[evil]",
                "web1.example.evil.example",
                "127.0.0.1@evil.example"
            })
    void namesOfOthers(String host) {
        assertFalse(names.areThose(host));
    }

    private static final String BROWSER = "User-Agent: Mozilla/5.0\r\nAccept-Language: de\r\n";

    private static int get(OpenDoors doors, String host, String headers) throws Exception {
        return doors.ask("GET / HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "\r\n")
                .status();
    }

    @Test
    void pageOfAStrangersNameCantUseABrowserAgainstADoorWithoutAPassword() throws Exception {
        try (OpenDoors doors = OpenDoors.tcp(null)) {
            assertEquals(421, get(doors, "evil.example:9001", BROWSER));
            assertEquals(200, get(doors, "127.0.0.1:9001", BROWSER));
            assertEquals(200, get(doors, "localhost:9001", BROWSER));
            assertEquals(200, get(doors, "any.name:9001", ""), "clients that are no browsers call us as they like");
            assertEquals(
                    421,
                    doors.ask("POST /RPC2 HTTP/1.1\r\nHost: evil.example:9001\r\nOrigin: http://evil.example:9001\r\n"
                                    + "Content-Length: 0\r\n\r\n")
                            .status());
            assertTrue(doors.core.asked.isEmpty());
        }
    }

    @Test
    void withAPasswordTheNameDoesNotMatter() throws Exception {
        try (OpenDoors doors = OpenDoors.tcp(new DoorCredentials("user", "secret"))) {
            assertEquals(200, get(doors, "any.name", BROWSER + RawClient.basic("user", "secret")));
        }
    }
}
