package org.warden.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.warden.core.config.NetworkRange;

class ForwardedTest {
    private static final Forwarded DIRECT = new Forwarded("10.0.0.1", "http", "inner:8080", "");
    private static final List<NetworkRange> TRUSTED =
            List.of(NetworkRange.parse("10.0.0.0/8").orElseThrow());

    private static Forwarded of(List<NetworkRange> trusted, Map<String, List<String>> headers) {
        return Forwarded.of(DIRECT, name -> headers.getOrDefault(name, List.of()), trusted);
    }

    @Test
    void nobodyIsBelievedUntilConfigured() {
        assertEquals(
                DIRECT,
                of(List.of(), Map.of("X-Forwarded-For", List.of("192.0.2.1"), "X-Forwarded-Host", List.of("evil"))));
    }

    @Test
    void clientIsTheFirstFromTheRightThatIsNoProxyOfOurs() {
        Map<String, List<String>> headers = Map.of(
                "X-Forwarded-For", List.of("1.1.1.1, 192.0.2.1", "10.9.9.9"), "X-Forwarded-Proto", List.of("https"));
        assertEquals(new Forwarded("192.0.2.1", "https", "inner:8080", ""), of(TRUSTED, headers));
        assertEquals(
                "10.9.9.9",
                of(TRUSTED, Map.of("X-Forwarded-For", List.of("unknown, 10.9.9.9")))
                        .address());
    }

    @Test
    void whatIsNoHostAndNoPrefixIsLeftAside() {
        for (String bad : List.of("a b", "x/y", "<b>", "a\"b", "")) {
            assertEquals(
                    DIRECT,
                    of(
                            TRUSTED,
                            Map.of(
                                    "X-Forwarded-Host", List.of(bad),
                                    "X-Forwarded-Prefix", List.of(bad),
                                    "X-Forwarded-Proto", List.of("gopher"))),
                    bad);
        }
        assertEquals(
                new Forwarded("10.0.0.1", "http", "tools.example:8443", "/a/b"),
                of(
                        TRUSTED,
                        Map.of(
                                "X-Forwarded-Host",
                                List.of("tools.example:8443"),
                                "X-Forwarded-Prefix",
                                List.of("/a/b"))));
        assertEquals(
                "", of(TRUSTED, Map.of("X-Forwarded-Prefix", List.of("//evil"))).prefix());
    }
}
