package org.warden.rpc.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads an XML-RPC response: just that vocabulary, and of XML only what it can be written in (elements, text, character
 * references, CDATA, comments, a declaration). A one-shot client can't afford a general parser, which costs more to start
 * than everything else it does. One document per instance.
 *
 * <p>Values are String, Integer (Long where it does not fit), Boolean, Double, byte[] (base64), null (nil), List and Map.
 */
public final class ResponseReader {
    /** Arrays within arrays; deeper ones are refused. */
    private static final int MAX_DEPTH = 100;

    private final String xml;
    private int at;
    private int depth;

    private ResponseReader(String xml) {
        this.xml = xml;
    }

    /**
     * The value of a response.
     *
     * @throws RpcFaultException when it is a fault
     * @throws IOException when it is no XML-RPC response
     */
    public static Object read(byte[] document) throws IOException, RpcFaultException {
        return new ResponseReader(new String(document, StandardCharsets.UTF_8)).response();
    }

    private Object response() throws IOException, RpcFaultException {
        expect("methodResponse");
        String kind = open();
        if (kind.equals("fault")) {
            Object fault = value();
            if (fault instanceof Map<?, ?> map
                    && map.get("faultCode") instanceof Integer code
                    && map.get("faultString") instanceof String text) {
                throw new RpcFaultException(code, text);
            }
            throw broken("a fault without code and text");
        }
        if (!kind.equals("params")) {
            throw broken("<" + kind + "> where <params> or <fault> should be");
        }
        expect("param");
        return value();
    }

    /** A whole {@code <value>} with its end. */
    private Object value() throws IOException {
        if (++depth > MAX_DEPTH) {
            throw broken("values within values, more than " + MAX_DEPTH);
        }
        String opened = tag();
        if (opened.equals("value/")) {
            depth--;
            return "";
        }
        if (!opened.equals("value")) {
            throw broken("<" + opened + "> where <value> should be");
        }
        int begin = at;
        String text = text();
        Object value;
        if (xml.startsWith("</", at)) {
            value = text;
        } else if (text.isBlank()) {
            value = typed();
        } else {
            at = begin;
            throw broken("text beside an element in <value>");
        }
        close("value");
        depth--;
        return value;
    }

    private Object typed() throws IOException {
        String type = tag();
        if (type.endsWith("/")) {
            return empty(type.substring(0, type.length() - 1));
        }
        Object value =
                switch (type) {
                    case "struct" -> struct();
                    case "array" -> array();
                    default -> scalar(type, text());
                };
        close(type);
        return value;
    }

    private Object empty(String type) throws IOException {
        return switch (type) {
            case "string" -> "";
            case "nil" -> null;
            case "struct" -> Map.of();
            default -> throw broken("an empty <" + type + ">");
        };
    }

    private Object scalar(String type, String text) throws IOException {
        try {
            return switch (type) {
                case "string", "dateTime.iso8601" -> text;
                case "int", "i4", "i8" -> number(Long.parseLong(text.strip()));
                case "boolean" -> text.strip().equals("1");
                case "double" -> Double.valueOf(text.strip());
                case "base64" -> Base64.getMimeDecoder().decode(text.strip());
                case "nil" -> null;
                default -> throw broken("a value of unknown type <" + type + ">");
            };
        } catch (IllegalArgumentException e) {
            throw new IOException("not an XML-RPC response: <" + type + "> holds '" + text + "'", e);
        }
    }

    private static Object number(long value) {
        return value == (int) value ? (Object) (int) value : (Object) value;
    }

    private Map<String, Object> struct() throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (!atEnd()) {
            expect("member");
            expect("name");
            String name = text();
            close("name");
            members.put(name, value());
            close("member");
        }
        return members;
    }

    private List<Object> array() throws IOException {
        List<Object> values = new ArrayList<>();
        String data = open();
        if (data.equals("data/")) {
            return values;
        }
        if (!data.equals("data")) {
            throw broken("<" + data + "> where <data> should be");
        }
        while (!atEnd()) {
            values.add(value());
        }
        close("data");
        return values;
    }

    private void expect(String name) throws IOException {
        String found = open();
        if (!found.equals(name)) {
            throw broken("<" + found + "> where <" + name + "> should be");
        }
    }

    private String open() throws IOException {
        skip();
        return tag();
    }

    private boolean atEnd() throws IOException {
        skip();
        return xml.startsWith("</", at);
    }

    private void close(String name) throws IOException {
        skip();
        if (!xml.startsWith("</", at) || !xml.startsWith(name, at + 2)) {
            throw broken("</" + name + "> is missing");
        }
        int end = xml.indexOf('>', at);
        if (end < 0 || !xml.substring(at + 2, end).strip().equals(name)) {
            throw broken("</" + name + "> is missing");
        }
        at = end + 1;
    }

    /** Blanks, comments and declarations between elements. */
    private void skip() throws IOException {
        while (true) {
            while (at < xml.length() && xml.charAt(at) <= ' ') {
                at++;
            }
            if (xml.startsWith("<?", at)) {
                at = after("?>");
            } else if (xml.startsWith("<!--", at)) {
                at = after("-->");
            } else {
                return;
            }
        }
    }

    private int after(String sign) throws IOException {
        int end = xml.indexOf(sign, at);
        if (end < 0) {
            throw broken("no " + sign);
        }
        return end + sign.length();
    }

    /** The name in the tag that begins here, with a slash at its end when it is an empty element; attributes are dropped. */
    private String tag() throws IOException {
        skip();
        if (at >= xml.length() || xml.charAt(at) != '<' || xml.startsWith("<!", at) || xml.startsWith("</", at)) {
            throw broken("an element should begin");
        }
        int end = xml.indexOf('>', at);
        if (end < 0) {
            throw broken("no >");
        }
        boolean isEmpty = xml.charAt(end - 1) == '/';
        String inside = xml.substring(at + 1, isEmpty ? end - 1 : end).strip();
        int blank = 0;
        while (blank < inside.length() && inside.charAt(blank) > ' ') {
            blank++;
        }
        at = end + 1;
        return isEmpty ? inside.substring(0, blank) + "/" : inside.substring(0, blank);
    }

    /** Text up to the next tag. */
    private String text() throws IOException {
        int end = xml.indexOf('<', at);
        if (end < 0) {
            throw broken("it ends within a text");
        }
        String plain = xml.substring(at, end);
        if (xml.startsWith("<!", end) || plain.indexOf('&') >= 0) {
            return mixed();
        }
        at = end;
        return lineFeeds(plain);
    }

    private String mixed() throws IOException {
        StringBuilder text = new StringBuilder();
        while (at < xml.length()) {
            char c = xml.charAt(at);
            if (xml.startsWith("<![CDATA[", at)) {
                int begin = at + "<![CDATA[".length();
                at = after("]]>");
                text.append(lineFeeds(xml.substring(begin, at - "]]>".length())));
            } else if (xml.startsWith("<!--", at)) {
                at = after("-->");
            } else if (c == '<') {
                return text.toString();
            } else if (c == '&') {
                reference(text);
            } else {
                int end = at;
                while (end < xml.length() && xml.charAt(end) != '<' && xml.charAt(end) != '&') {
                    end++;
                }
                text.append(lineFeeds(xml.substring(at, end)));
                at = end;
            }
        }
        throw broken("it ends within a text");
    }

    /** XML's own rule for line ends that are not written as references. */
    private static String lineFeeds(String text) {
        return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
    }

    private void reference(StringBuilder text) throws IOException {
        int end = xml.indexOf(';', at);
        if (end < 0 || end - at > 12) {
            throw broken("a bare &");
        }
        String name = xml.substring(at + 1, end);
        switch (name) {
            case "lt" -> text.append('<');
            case "gt" -> text.append('>');
            case "amp" -> text.append('&');
            case "quot" -> text.append('"');
            case "apos" -> text.append('\'');
            default -> text.appendCodePoint(codePoint(name));
        }
        at = end + 1;
    }

    private int codePoint(String name) throws IOException {
        try {
            if (name.startsWith("#")) {
                boolean hex = name.startsWith("#x");
                int point = Integer.parseInt(name.substring(hex ? 2 : 1), hex ? 16 : 10);
                if (Character.isValidCodePoint(point)) {
                    return point;
                }
            }
        } catch (NumberFormatException noNumber) {
            // Said below.
        }
        throw broken("&" + name + ";");
    }

    private IOException broken(String what) {
        return new IOException("not an XML-RPC response: " + what + ", at character " + at);
    }
}
