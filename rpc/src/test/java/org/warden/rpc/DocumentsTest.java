package org.warden.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.warden.core.model.ProcessState;
import org.warden.rpc.RpcClient.Fault;

/** What goes in and out as XML. */
class DocumentsTest {

    private final FakeCore core = new FakeCore().process("p", ProcessState.STOPPED, 0, "");
    private final RpcClient client = new RpcClient(RpcEndpoint.of(
            FakeCore.configuration(List.of(), List.of()),
            core,
            core,
            core,
            () -> 42,
            Past.NONE,
            Plugins.NONE,
            (level, line) -> {}));

    private static String call(String values) {
        return "<?xml version='1.0'?><methodCall><methodName>supervisor.getProcessInfo</methodName><params><param>"
                + "<value>" + values + "</value></param></params></methodCall>";
    }

    private String text(String document) {
        return new String(client.raw(document).xml(), StandardCharsets.UTF_8);
    }

    @Test
    void responseIsTypedAndHasADeclaration() {
        assertEquals(
                "<?xml version=\"1.0\"?>\n<methodResponse><params><param><value><string>3.0</string></value></param>"
                        + "</params></methodResponse>",
                text("<methodCall><methodName>supervisor.getAPIVersion</methodName></methodCall>"));
    }

    @Test
    void faultNamesAreEscaped() {
        assertTrue(text(call("a&amp;b&lt;&gt;")).contains("<string>BAD_NAME: a&amp;b&lt;&gt;</string>"));
        assertEquals(new Fault(10, "BAD_NAME: a&b<"), RpcClient.decode(client.raw(call("a&amp;b&lt;"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D\uDE00", "é", "漢", "\n\t", "\uFFFD", "]]&gt;"})
    void textComesBackAsItWent(String odd) {
        String expected = "BAD_NAME: x" + odd.replace("&gt;", ">");
        assertEquals(new Fault(10, expected), RpcClient.decode(client.raw(call("x" + odd))));
    }

    @Test
    void carriageReturnSurvives() {
        assertEquals(new Fault(10, "BAD_NAME: a\rb"), RpcClient.decode(client.raw(call("a&#13;b"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"p", "<string>p</string>", "<base64>cA==</base64>", "\n <string>p</string>\n", "<!--c-->p"})
    void stringsComeTypedUntypedAndAsBase64(String value) {
        assertTrue(text(call(value)).contains("<name>statename</name>"), value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "{}",
                "<",
                "<?xml version=\"1.0\"?><methodCall><methodName>supervisor.getState",
                "<methodCall/>",
                "<methodCall><methodName></methodName></methodCall>",
                "<methodCall><params/></methodCall>",
                "<methodResponse/>",
                "<a><b/></a>"
            })
    void whatIsNoCallIsBadRequest(String body) {
        assertEquals(400, client.raw(body).httpStatus());
        assertTrue(client.raw(body).complaint().startsWith("XML-RPC request data '"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<int>x</int>",
                "<int></int>",
                "<i4>1.5</i4>",
                "<double>x</double>",
                "<base64>!!</base64>",
                "<dateTime.iso8601>never</dateTime.iso8601>",
                "<nil/>",
                "<i8>1</i8>",
                "<string>p</int>",
                "&undefined;",
                "&#0;",
                "<ex:nil xmlns:ex='http://ws.apache.org/xmlrpc/namespaces/extensions'/>",
                "<ex:i8 xmlns:ex='http://ws.apache.org/xmlrpc/namespaces/extensions'>1</ex:i8>",
                "<ex:serializable xmlns:ex='http://ws.apache.org/xmlrpc/namespaces/extensions'>rO0ABXA=</ex:serializable>"
            })
    void badValuesAreBadRequests(String value) {
        assertEquals(400, client.raw(call(value)).httpStatus());
    }

    @Test
    void doctypesAreRefusedWhateverIsInThem() {
        for (String doctype : List.of(
                "<!DOCTYPE m>",
                "<!DOCTYPE m [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
                "<!DOCTYPE m SYSTEM 'http://127.0.0.1:1/x.dtd'>")) {
            String body = "<?xml version='1.0'?>" + doctype
                    + "<methodCall><methodName>supervisor.getState</methodName></methodCall>";
            assertEquals(400, client.raw(body).httpStatus(), doctype);
        }
    }

    @Test
    void deepNestingIsRefusedAndShallowIsNot() {
        String open = "<array><data><value>";
        String close = "</value></data></array>";
        assertEquals(
                400,
                client.raw(call(open.repeat(20_000) + close.repeat(20_000))).httpStatus());
        assertEquals(
                new Fault(2, "INCORRECT_PARAMETERS"),
                RpcClient.decode(client.raw(call(open.repeat(40) + close.repeat(40)))));
    }

    @Test
    void bytesThatAreNoUtf8AreABadRequest() {
        byte[] body = call("x").getBytes(StandardCharsets.ISO_8859_1);
        body[body.length - 60] = (byte) 0xFF;
        assertEquals(400, client.raw(body).httpStatus());
    }

    @Test
    void fourMegabytesOfNameAreTaken() {
        Fault fault = (Fault) client.call("supervisor.getProcessInfo", "x".repeat(4 << 20));
        assertEquals(10, fault.code());
    }

    @Test
    void complaintShowsOneShortLine() {
        String complaint = client.raw("a\nb\u001b[31m" + "x".repeat(5000)).complaint();
        assertTrue(complaint.length() < 300 && complaint.chars().noneMatch(Character::isISOControl), complaint);
    }

    @Test
    void mutatedDocumentsAreAnsweredOrRefusedAndNothingGoesToStderr() {
        PrintStream stderr = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true));
        try {
            fuzz(new Random(20240607), 20_000);
        } finally {
            System.setErr(stderr);
        }
        assertEquals("", printed.toString(StandardCharsets.UTF_8));
    }

    private void fuzz(Random random, int rounds) {
        List<String> seeds = List.of(
                call("p"),
                RpcClient.document("supervisor.readProcessStdoutLog", "p", 0, 100),
                RpcClient.document("supervisor.startProcess", "p", true),
                RpcClient.document("supervisor.sendProcessStdin", "p", "a\n"),
                RpcClient.document("system.methodHelp", "supervisor.stopProcess"),
                RpcClient.document(
                        "system.multicall",
                        "<array><data><value><struct><member><name>methodName</name><value>supervisor.getState</value>"
                                + "</member></struct></value></data></array>"));
        for (int i = 0; i < rounds; i++) {
            byte[] body = mutate(random, seeds.get(random.nextInt(seeds.size())).getBytes(StandardCharsets.UTF_8));
            RpcResponse response = client.raw(body);
            String shown = "round " + i + ": " + new String(body, StandardCharsets.UTF_8);
            assertTrue(response.httpStatus() == 200 || response.httpStatus() == 400, shown);
            // Throws when it is not well-formed.
            RpcClient.decode(response);
        }
    }

    private static byte[] mutate(Random random, byte[] body) {
        String[] odd = {
            "-1",
            "9".repeat(400),
            "NaN",
            "1e999",
            "&#0;",
            "]]>",
            "<![CDATA[",
            "<value>",
            "</value>",
            "<nil/>",
            "<boolean>7</boolean>",
            "<base64>!!</base64>",
            "\u202e",
            "%s%n",
            ":",
            "*",
            "<struct><member/></struct>"
        };
        for (int n = 1 + random.nextInt(3); n > 0 && body.length > 0; n--) {
            int at = random.nextInt(body.length);
            int end = Math.min(body.length, at + random.nextInt(40));
            switch (random.nextInt(4)) {
                case 0 -> body[at] = (byte) random.nextInt(256);
                case 1 -> body = splice(body, at, end, new byte[0]);
                case 2 -> body = splice(body, at, at, odd[random.nextInt(odd.length)].getBytes(StandardCharsets.UTF_8));
                default -> body = splice(body, at, at, java.util.Arrays.copyOfRange(body, at, end));
            }
        }
        return body;
    }

    private static byte[] splice(byte[] body, int from, int to, byte[] put) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(body, 0, from);
        out.writeBytes(put);
        out.write(body, to, body.length - to);
        return out.toByteArray();
    }
}
