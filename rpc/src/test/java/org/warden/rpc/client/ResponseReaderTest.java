package org.warden.rpc.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {

    private static Object read(String value) throws IOException, RpcFaultException {
        return document("<params><param><value>" + value + "</value></param></params>");
    }

    private static Object document(String content) throws IOException, RpcFaultException {
        return ResponseReader.read(
                ("<?xml version=\"1.0\"?>\n<!-- an answer -->\n<methodResponse>\n" + content + "\n</methodResponse>\n")
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void scalarsHaveTheirTypes() throws Exception {
        assertEquals(-7, read("<int>-7</int>"));
        assertEquals(7, read("<i4> 7 </i4>"));
        assertEquals(3_000_000_000L, read("<i8>3000000000</i8>"));
        assertEquals(true, read("<boolean>1</boolean>"));
        assertEquals(2.5, read("<double>2.5</double>"));
        assertEquals("20260101T00:00:00", read("<dateTime.iso8601>20260101T00:00:00</dateTime.iso8601>"));
        assertArrayEquals("hey".getBytes(StandardCharsets.US_ASCII), (byte[]) read("<base64>aGV5\n</base64>"));
        assertNull(read("<nil/>"));
    }

    @Test
    void stringsMayBeTypedUntypedOrEmptyAndKeepTheirBlanks() throws Exception {
        assertEquals(" a\n b ", read("<string> a\n b </string>"));
        assertEquals("plain ", read("plain "));
        assertEquals("", read(""));
        assertEquals("", read("<string/>"));
        assertEquals("", document("<params><param><value/></param></params>"));
    }

    @Test
    void referencesAndCdataAreResolvedAndLineEndsAreXmls() throws Exception {
        assertEquals("<a & \"b\" 'c'>", read("<string>&lt;a &amp; &quot;b&quot; &apos;c&apos;&gt;</string>"));
        assertEquals("\r \u2603 \uD83D\uDE00", read("<string>&#13; &#x2603; &#128512;</string>"));
        assertEquals("a<b>&amp;c", read("<string>a<![CDATA[<b>&amp;]]>c</string>"));
        assertEquals("a\nb\nc", read("<string>a\r\nb\rc</string>"));
    }

    @Test
    void structsAndArraysNest() throws Exception {
        assertEquals(
                Map.of("a", List.of(1, Map.of("b", "x")), "c", List.of()),
                read("<struct><member><name>a</name><value><array><data><value><int>1</int></value><value><struct>"
                        + "<member><name>b</name>\n<value>x</value></member></struct></value></data></array></value>"
                        + "</member><member><name>c</name><value><array><data/></array></value></member></struct>"));
    }

    @Test
    void aFaultIsAnException() {
        RpcFaultException fault = assertThrows(
                RpcFaultException.class,
                () -> document(
                        "<fault><value><struct><member><name>faultCode</name><value><int>10</int></value></member>"
                                + "<member><name>faultString</name><value><string>BAD_NAME: x</string></value></member></struct>"
                                + "</value></fault>"));
        assertEquals(10, fault.code());
        assertEquals("BAD_NAME: x", fault.text());
        assertEquals("<Fault 10: 'BAD_NAME: x'>", fault.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>502 Bad Gateway</html>",
                "<methodResponse>",
                "<methodResponse><params><param><value><int>x</int></value></param></params></methodResponse>",
                "<methodResponse><params><param><value><int>1</int>",
                "<methodResponse><params><param><value>a &nbsp; b</value></param></params></methodResponse>",
                "<methodResponse><params><param><value>&#xFFFFFFFF;</value></param></params></methodResponse>",
                "<methodResponse><params><param><value>text<int>1</int></value></param></params></methodResponse>",
                "<!DOCTYPE a [<!ENTITY b 'c'>]><methodResponse><params><param><value>&b;</value></param></params></methodResponse>",
                "<methodResponse><fault><value>what</value></fault></methodResponse>"
            })
    void whatIsNoResponseIsSaidToBeNone(String text) {
        IOException e =
                assertThrows(IOException.class, () -> ResponseReader.read(text.getBytes(StandardCharsets.UTF_8)));
        assertTrue(e.getMessage().startsWith("not an XML-RPC response"), e.getMessage());
    }

    @Test
    void valuesWithinValuesHaveALimit() {
        String deep = "<array><data><value>".repeat(5000) + "</value></data></array>".repeat(5000);
        assertThrows(IOException.class, () -> read(deep));
    }
}
