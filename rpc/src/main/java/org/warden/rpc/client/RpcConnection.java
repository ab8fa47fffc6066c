package org.warden.rpc.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A client of one daemon: XML-RPC calls over a connection that is kept, and followed logs over connections of their own. One
 * thread at a time for calls; {@link #follow} from any. Whoever makes no calls for a while closes it, for a daemon closes idle
 * connections, and a call is never made twice; the next one opens it again.
 */
public final class RpcConnection implements Closeable {
    private final ServerUrl server;
    private final String authorization;
    private HttpStream kept;

    /** @param username null or empty for none */
    public RpcConnection(ServerUrl server, String username, String password) {
        this.server = server;
        this.authorization = authorization(server, username, password);
    }

    private static String authorization(ServerUrl server, String username, String password) {
        String credentials = server.userInfo();
        if (username != null && !username.isEmpty()) {
            credentials = username + ":" + (password == null ? "" : password);
        }
        return credentials == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    public ServerUrl server() {
        return server;
    }

    /**
     * Calls a method.
     *
     * @param arguments String, Integer, Boolean, List and Map of them
     * @throws RpcFaultException when the daemon answers with a fault
     * @throws HttpStatusException when it answers with another status than 200
     * @throws IOException when it can't be reached, or what answers is no daemon
     */
    public Object call(String method, Object... arguments) throws IOException, RpcFaultException {
        HttpStream used = kept != null ? kept : HttpStream.open(server);
        kept = null;
        return answer(used, document(method, arguments));
    }

    private Object answer(HttpStream stream, byte[] document) throws IOException, RpcFaultException {
        byte[] body;
        try {
            stream.send("POST", server.path() + "/RPC2", authorization, document);
            stream.readHead();
            body = stream.readBody();
        } catch (IOException e) {
            stream.close();
            throw e;
        }
        if (stream.isReusable()) {
            kept = stream;
        } else {
            stream.close();
        }
        return ResponseReader.read(body);
    }

    static byte[] document(String method, Object... arguments) {
        StringBuilder xml = new StringBuilder(256);
        xml.append("<?xml version=\"1.0\"?><methodCall><methodName>");
        escape(xml, method);
        xml.append("</methodName><params>");
        for (Object argument : arguments) {
            xml.append("<param>");
            value(xml, argument);
            xml.append("</param>");
        }
        return xml.append("</params></methodCall>").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void value(StringBuilder xml, Object value) {
        xml.append("<value>");
        if (value instanceof Integer number) {
            xml.append("<int>").append(number.intValue()).append("</int>");
        } else if (value instanceof Boolean truth) {
            xml.append("<boolean>").append(truth ? '1' : '0').append("</boolean>");
        } else if (value instanceof List<?> list) {
            xml.append("<array><data>");
            list.forEach(item -> value(xml, item));
            xml.append("</data></array>");
        } else if (value instanceof Map<?, ?> map) {
            xml.append("<struct>");
            map.forEach((name, item) -> {
                xml.append("<member><name>");
                escape(xml, name.toString());
                xml.append("</name>");
                value(xml, item);
                xml.append("</member>");
            });
            xml.append("</struct>");
        } else {
            xml.append("<string>");
            escape(xml, value.toString());
            xml.append("</string>");
        }
        xml.append("</value>");
    }

    private static void escape(StringBuilder xml, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '&' -> xml.append("&amp;");
                case '\r' -> xml.append("&#13;");
                default -> xml.append(c);
            }
        }
    }

    /** A log that is being followed; closing it, from any thread, ends {@link #copyTo}. */
    public static final class Followed implements Closeable {
        private final HttpStream stream;
        private volatile boolean closed;

        private Followed(HttpStream stream) {
            this.stream = stream;
        }

        /** Copies what comes, as it comes, until the daemon ends it or it is closed. */
        public void copyTo(OutputStream out) throws IOException {
            try {
                for (byte[] piece = stream.readPiece(); piece != null; piece = stream.readPiece()) {
                    out.write(piece);
                    out.flush();
                }
            } catch (IOException e) {
                if (!closed) {
                    throw e;
                }
            }
        }

        @Override
        public void close() throws IOException {
            closed = true;
            stream.close();
        }
    }

    /**
     * Follows a log.
     *
     * @param path {@code /logtail/NAME/stdout} and the like, not yet escaped
     * @throws HttpStatusException when there is no such log
     */
    public Followed follow(String path) throws IOException {
        HttpStream stream = HttpStream.open(server);
        try {
            stream.send("GET", server.path() + escapedPath(path), authorization, null);
            stream.readHead();
            return new Followed(stream);
        } catch (IOException e) {
            stream.close();
            throw e;
        }
    }

    private static String escapedPath(String path) {
        StringBuilder escaped = new StringBuilder(path.length());
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "/._-~:".indexOf(c) >= 0;
            if (plain) {
                escaped.append(c);
            } else {
                escaped.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
                escaped.append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return escaped.toString();
    }

    @Override
    public void close() throws IOException {
        HttpStream used = kept;
        kept = null;
        if (used != null) {
            used.close();
        }
    }
}
