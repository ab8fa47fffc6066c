package org.warden.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** A client of {@code /RPC2}, just large enough for these tests: strings, ints, booleans, structs of them in; anything out. */
final class XmlRpc {
    /** The daemon answered with a fault. */
    static final class Fault extends IOException {
        private static final long serialVersionUID = 1L;

        final int code;

        Fault(int code, String text) {
            super(code + " " + text);
            this.code = code;
        }
    }

    private final URI uri;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    XmlRpc(int port) {
        this.uri = URI.create("http://127.0.0.1:" + port + "/RPC2");
    }

    /** Calls a method and returns Boolean, Integer, String, List or Map. */
    Object call(String method, Object... arguments) throws IOException {
        var request = HttpRequest.newBuilder(uri)
                .timeout(Await.PATIENCE)
                .header("Content-Type", "text/xml")
                .POST(HttpRequest.BodyPublishers.ofString(body(method, arguments)))
                .build();
        try {
            HttpResponse<java.io.InputStream> response =
                    client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                throw new IOException("HTTP " + response.statusCode());
            }
            Element answer = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(response.body())
                    .getDocumentElement();
            return result(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (SAXException | ParserConfigurationException e) {
            throw new IOException("not an XML-RPC answer", e);
        }
    }

    /** Calls a method that answers with a struct. */
    Map<?, ?> struct(String method, Object... arguments) throws IOException {
        return (Map<?, ?>) call(method, arguments);
    }

    private static String body(String method, Object... arguments) {
        var xml = new StringBuilder("<?xml version='1.0'?><methodCall><methodName>")
                .append(method)
                .append("</methodName><params>");
        for (Object argument : arguments) {
            xml.append("<param><value>").append(encoded(argument)).append("</value></param>");
        }
        return xml.append("</params></methodCall>").toString();
    }

    private static String encoded(Object argument) {
        if (argument instanceof Boolean flag) {
            return "<boolean>" + (flag ? 1 : 0) + "</boolean>";
        }
        if (argument instanceof Integer number) {
            return "<int>" + number + "</int>";
        }
        if (argument instanceof Map<?, ?> struct) {
            var members = new StringBuilder("<struct>");
            struct.forEach((name, value) -> members.append("<member><name>")
                    .append(name)
                    .append("</name><value>")
                    .append(encoded(value))
                    .append("</value></member>"));
            return members.append("</struct>").toString();
        }
        return "<string>" + argument.toString().replace("&", "&amp;").replace("<", "&lt;") + "</string>";
    }

    private static Object result(Element answer) throws Fault {
        Element first = children(answer).get(0);
        if (first.getTagName().equals("fault")) {
            var fault = (Map<?, ?>) value(children(first).get(0));
            throw new Fault((Integer) fault.get("faultCode"), (String) fault.get("faultString"));
        }
        return value(children(children(first).get(0)).get(0));
    }

    private static Object value(Element value) {
        List<Element> typed = children(value);
        if (typed.isEmpty()) {
            return value.getTextContent();
        }
        Element inner = typed.get(0);
        String text = inner.getTextContent();
        return switch (inner.getTagName()) {
            case "int", "i4" -> Integer.valueOf(text.strip());
            case "boolean" -> text.strip().equals("1");
            case "array" ->
                children(children(inner).get(0)).stream().map(XmlRpc::value).toList();
            case "struct" -> members(inner);
            default -> text;
        };
    }

    private static Map<String, Object> members(Element struct) {
        var map = new LinkedHashMap<String, Object>();
        for (Element member : children(struct)) {
            List<Element> parts = children(member);
            map.put(parts.get(0).getTextContent(), value(parts.get(1)));
        }
        return map;
    }

    private static List<Element> children(Element parent) {
        var found = new ArrayList<Element>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }
}
