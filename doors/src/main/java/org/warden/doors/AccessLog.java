package org.warden.doors;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.warden.core.config.LogLevel;

/**
 * A line at level TRAC for each answered request, in stock's shape: {@code host:port - - [day/Mon/year:time zone] "request
 * line" status bytes}; {@code localhost:0} over a Unix socket. Any thread.
 */
final class AccessLog implements RequestLog {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss xx", Locale.ENGLISH)
            .withZone(ZoneId.systemDefault());

    private final DoorLog log;

    AccessLog(DoorLog log) {
        this.log = log;
    }

    @Override
    public void log(Request request, Response response) {
        SocketAddress peer = request.getConnectionMetaData().getRemoteSocketAddress();
        String line = request.getMethod() + " " + request.getHttpURI().getPathQuery() + " "
                + request.getConnectionMetaData().getHttpVersion();
        log.log(
                LogLevel.TRACE,
                name(peer) + " - - [" + TIME.format(Instant.ofEpochMilli(Request.getTimeStamp(request))) + "] \"" + line
                        + "\" " + response.getStatus() + " " + Response.getContentBytesWritten(response));
    }

    private static String name(SocketAddress peer) {
        return peer instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
                : "localhost:0";
    }
}
