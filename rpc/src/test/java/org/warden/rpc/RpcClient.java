package org.warden.rpc;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.xml.parsers.SAXParserFactory;
import org.apache.xmlrpc.common.TypeFactoryImpl;
import org.apache.xmlrpc.common.XmlRpcHttpRequestConfigImpl;
import org.apache.xmlrpc.parser.XmlRpcResponseParser;
import org.warden.core.model.Role;
import org.xml.sax.InputSource;
import org.xml.sax.XMLReader;

/** Calls an endpoint as a client would: through documents. */
public final class RpcClient {

    private final RpcEndpoint endpoint;
    private final Caller caller;

    /** A client that may do everything. */
    public RpcClient(RpcEndpoint endpoint) {
        this(endpoint, Role.ADMIN);
    }

    public RpcClient(RpcEndpoint endpoint, Role role) {
        this.endpoint = endpoint;
        this.caller = new Caller("tester", "192.0.2.7", role);
    }

    /** A fault as a value, to be compared. */
    public record Fault(int code, String text) {}

    /** The value or {@link Fault} of a call that must answer at once. Arguments are XML if they begin with a tag. */
    public Object call(String method, Object... arguments) {
        return decode(raw(document(method, arguments)));
    }

    public CompletableFuture<Object> later(String method, Object... arguments) {
        return endpoint.handle(document(method, arguments).getBytes(StandardCharsets.UTF_8), caller, Runnable::run)
                .thenApply(RpcClient::decode)
                .toCompletableFuture();
    }

    public RpcResponse raw(String document) {
        return raw(document.getBytes(StandardCharsets.UTF_8));
    }

    public RpcResponse raw(byte[] body) {
        return endpoint.handle(body, caller, Runnable::run)
                .toCompletableFuture()
                .getNow(null);
    }

    public static String document(String method, Object... arguments) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?><methodCall><methodName>");
        xml.append(method).append("</methodName><params>");
        for (Object argument : arguments) {
            xml.append("<param><value>").append(value(argument)).append("</value></param>");
        }
        return xml.append("</params></methodCall>").toString();
    }

    private static String value(Object argument) {
        if (argument instanceof Integer number) {
            return "<int>" + number + "</int>";
        }
        if (argument instanceof Boolean truth) {
            return "<boolean>" + (truth ? 1 : 0) + "</boolean>";
        }
        String text = (String) argument;
        return text.startsWith("<") ? text : "<string>" + text + "</string>";
    }

    public static Object decode(RpcResponse response) {
        if (response.httpStatus() != 200) {
            return response.httpStatus();
        }
        try {
            XmlRpcResponseParser parser =
                    new XmlRpcResponseParser(new XmlRpcHttpRequestConfigImpl(), new TypeFactoryImpl(null));
            SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            XMLReader reader = factory.newSAXParser().getXMLReader();
            reader.setContentHandler(parser);
            reader.parse(new InputSource(new ByteArrayInputStream(response.xml())));
            return parser.isSuccess()
                    ? plain(parser.getResult())
                    : new Fault(parser.getErrorCode(), parser.getErrorMessage());
        } catch (Exception e) {
            throw new AssertionError("not a response: " + new String(response.xml(), StandardCharsets.UTF_8), e);
        }
    }

    private static Object plain(Object value) {
        if (value instanceof Object[] array) {
            return java.util.Arrays.stream(array).map(RpcClient::plain).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new java.util.TreeMap<>();
            map.forEach((k, v) -> copy.put(k, plain(v)));
            return copy;
        }
        return value;
    }
}
