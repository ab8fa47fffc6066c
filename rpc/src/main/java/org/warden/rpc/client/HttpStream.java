package org.warden.rpc.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One connection to a daemon, TCP, TLS or a Unix socket, with the little of HTTP/1.1 that its answers need: a status line, a
 * length or chunks or the connection's end. One thread at a time; {@link #close} from any.
 */
final class HttpStream implements Closeable {
    private static final int CONNECT_MILLIS = 30_000;

    /** A status line or header longer than this is no daemon's. */
    private static final int LONGEST_LINE = 64 << 10;

    /** More than a hundred thousand processes need in one answer. */
    private static final int LARGEST_BODY = 512 << 20;

    private final ServerUrl server;
    private final Closeable socket;
    private final InputStream in;
    private final OutputStream out;
    private boolean chunked;
    private boolean withinChunks;
    private long length;
    private boolean closes;

    private HttpStream(ServerUrl server, Closeable socket, InputStream in, OutputStream out) {
        this.server = server;
        this.socket = socket;
        this.in = new BufferedInputStream(in);
        this.out = out;
    }

    /**
     * Connects.
     *
     * @throws NoSuchFileException when a Unix socket is not there
     * @throws java.net.ConnectException when nobody listens
     */
    static HttpStream open(ServerUrl server) throws IOException {
        if (server.isUnix()) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(server.socket()));
            } catch (IOException e) {
                channel.close();
                if (!Files.exists(Path.of(server.socket()))) {
                    throw new NoSuchFileException(server.socket());
                }
                throw e;
            }
            return new HttpStream(server, channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
        }
        Socket plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.connect(new InetSocketAddress(server.host(), server.port()), CONNECT_MILLIS);
            Socket used = server.tls() ? encrypted(plain, server) : plain;
            return new HttpStream(server, used, used.getInputStream(), used.getOutputStream());
        } catch (SocketTimeoutException e) {
            plain.close();
            throw new IOException("no answer within " + CONNECT_MILLIS / 1000 + " s", e);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    /** The certificate must be of a known authority and of this very host. */
    private static Socket encrypted(Socket plain, ServerUrl server) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, server.host(), server.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** @param authorization value of that header, or null */
    void send(String method, String path, String authorization, byte[] body) throws IOException {
        StringBuilder head = new StringBuilder(256);
        head.append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(server.hostHeader());
        head.append("\r\nUser-Agent: warden\r\nAccept: */*\r\n");
        if (authorization != null) {
            head.append("Authorization: ").append(authorization).append("\r\n");
        }
        if (body != null) {
            head.append("Content-Type: text/xml\r\nContent-Length: ")
                    .append(body.length)
                    .append("\r\n");
        }
        byte[] first = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        int more = body == null ? 0 : body.length;
        byte[] whole = java.util.Arrays.copyOf(first, first.length + more);
        if (body != null) {
            System.arraycopy(body, 0, whole, first.length, more);
        }
        out.write(whole);
        out.flush();
    }

    /**
     * Reads up to the body.
     *
     * @throws HttpStatusException when the status is not 200; the body is read by then
     */
    void readHead() throws IOException {
        String status = line();
        String[] words = status.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.")) {
            throw new IOException("not an HTTP answer: " + status);
        }
        chunked = false;
        withinChunks = false;
        length = -1;
        closes = words[0].equals("HTTP/1.0");
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                header(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        int code = number(words[1], 10, status);
        if (code != 200) {
            if (length >= 0 && length <= LONGEST_LINE) {
                in.skipNBytes(length);
            }
            throw new HttpStatusException(code, words.length > 2 ? words[2] : "");
        }
    }

    private void header(String name, String value) throws IOException {
        switch (name) {
            case "content-length" -> length = number(value, 10, name);
            case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
            case "connection" -> closes |= value.equalsIgnoreCase("close");
            default -> {}
        }
    }

    private static int number(String text, int radix, String where) throws IOException {
        try {
            return Integer.parseUnsignedInt(text, radix);
        } catch (NumberFormatException e) {
            throw new IOException("not an HTTP answer: " + where + ": " + text, e);
        }
    }

    /** The whole body of an answer. */
    byte[] readBody() throws IOException {
        if (!chunked && length >= 0) {
            if (length > LARGEST_BODY) {
                throw new IOException("the answer is larger than " + LARGEST_BODY + " bytes");
            }
            byte[] body = in.readNBytes((int) length);
            if (body.length < length) {
                throw new IOException("the answer ended too early");
            }
            return body;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] piece = readPiece(); piece != null; piece = readPiece()) {
            body.write(piece, 0, piece.length);
            if (body.size() > LARGEST_BODY) {
                throw new IOException("the answer is larger than " + LARGEST_BODY + " bytes");
            }
        }
        return body.toByteArray();
    }

    /** What comes next of a body that has no end in sight, as soon as there is some; null at its end. */
    byte[] readPiece() throws IOException {
        if (chunked) {
            if (withinChunks) {
                // The end of the chunk before: a server may send it only with the next one.
                line();
            }
            String size = line();
            int semicolon = size.indexOf(';');
            int bytes = number((semicolon < 0 ? size : size.substring(0, semicolon)).strip(), 16, "chunk");
            if (bytes < 0 || bytes > LARGEST_BODY) {
                throw new IOException("a chunk is larger than " + LARGEST_BODY + " bytes");
            }
            withinChunks = bytes > 0;
            if (bytes == 0) {
                line();
                return null;
            }
            return in.readNBytes(bytes);
        }
        byte[] buffer = new byte[32 << 10];
        int got = in.read(buffer);
        return got < 0 ? null : java.util.Arrays.copyOf(buffer, got);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection was closed");
            }
            if (line.size() > LONGEST_LINE) {
                throw new IOException("not an HTTP answer: a line of more than " + LONGEST_LINE + " bytes");
            }
            line.write(c);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Whether another request may follow on this connection. */
    boolean isReusable() {
        return !closes && (chunked || length >= 0);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
