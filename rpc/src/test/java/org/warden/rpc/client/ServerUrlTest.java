package org.warden.rpc.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerUrlTest {

    @Test
    void aTcpUrlHasHostPortAndAnyContextPath() {
        ServerUrl plain = ServerUrl.parse("http://localhost:9001");
        assertEquals("localhost 9001 ", plain.host() + " " + plain.port() + " " + plain.path());
        ServerUrl deep = ServerUrl.parse("https://kit:word@example.org/tools/warden/");
        assertEquals("example.org 443 /tools/warden", deep.host() + " " + deep.port() + " " + deep.path());
        assertEquals("kit:word", deep.userInfo());
        assertTrue(deep.tls());
        assertEquals(80, ServerUrl.parse("http://a").port());
    }

    @Test
    void anIpv6AddressStandsInBrackets() {
        ServerUrl url = ServerUrl.parse("http://[::1]:9001/x");
        assertEquals("::1 9001", url.host() + " " + url.port());
        assertEquals("[::1]:9001", url.hostHeader());
    }

    @Test
    void aUnixUrlIsAPath() {
        assertEquals("/run/s.sock", ServerUrl.parse("unix:///run/s.sock").socket());
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo", "ftp://a", "http://", "http://a:b", "http://a:70000", "unix://", "http://:9001"})
    void anythingElseIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> ServerUrl.parse(text));
    }
}
