package org.warden.doors;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** A client that sends exactly the bytes it is told to, and reads one response at a time. */
final class RawClient implements AutoCloseable {

    static final String STATE =
            "<?xml version='1.0'?><methodCall><methodName>supervisor.getState</methodName></methodCall>";

    private final SocketChannel channel;
    private final InputStream in;

    RawClient(SocketAddress address) throws IOException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
        channel.connect(address);
        in = new BufferedInputStream(Channels.newInputStream(channel));
    }

    /** A response: status line and headers as one text, and the body as sent. */
    record Response(String head, String body) {
        int status() {
            return Integer.parseInt(head.substring(9, 12));
        }

        String header(String name) {
            return head.lines()
                    .filter(l -> l.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(l -> l.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse(null);
        }
    }

    static String basic(String user, String password) {
        String pair = user + ":" + password;
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))
                + "\r\n";
    }

    static String post(String headers, String body) {
        return "POST /RPC2 HTTP/1.1\r\nHost: localhost\r\n" + headers + "Content-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    static String get(String path, String headers) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
    }

    RawClient send(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return this;
    }

    /** Sends and reads one response. */
    Response ask(String text) throws IOException {
        return send(text).response();
    }

    Response response() throws IOException {
        String head = head();
        Response response = new Response(head, "");
        String length = response.header("Content-Length");
        if (length == null) {
            return response;
        }
        return new Response(head, new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8));
    }

    /** Everything up to the empty line. */
    String head() throws IOException {
        return until("\r\n\r\n");
    }

    /** Reads until the text has come, and returns all that was read with it. */
    String until(String end) throws IOException {
        Received read = new Received();
        byte[] wanted = end.getBytes(StandardCharsets.UTF_8);
        while (!read.endsWith(wanted)) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("closed after: " + read.toString(StandardCharsets.UTF_8));
            }
            read.write(b);
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    private static final class Received extends ByteArrayOutputStream {
        boolean endsWith(byte[] end) {
            return count >= end.length && Arrays.equals(buf, count - end.length, count, end, 0, end.length);
        }
    }

    boolean isClosedByServer() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
