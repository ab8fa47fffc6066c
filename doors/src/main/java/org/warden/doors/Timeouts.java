package org.warden.doors;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/**
 * How long a connection may be silent, which depends on what it is doing. Stock has no limits at all; the limits here
 * are where somebody's patience is no reason: before and within a request, and while a response is being taken.
 */
final class Timeouts {

    /** From the connection to the first byte of its first request. */
    static final long FIRST_BYTE_MILLIS = TimeUnit.SECONDS.toMillis(60);

    /** Between two reads within one request. */
    private static final long WITHIN_REQUEST_MILLIS = TimeUnit.SECONDS.toMillis(30);

    /** Between two writes of a response. */
    private static final long WITHIN_RESPONSE_MILLIS = TimeUnit.SECONDS.toMillis(60);

    /** Between two requests: an interactive supervisorctl keeps its connection overnight and can't open another. */
    private static final long BETWEEN_REQUESTS_MILLIS = TimeUnit.DAYS.toMillis(7);

    private static final long NEVER = 0;

    private Timeouts() {}

    static void readingRequest(EndPoint endPoint) {
        endPoint.setIdleTimeout(WITHIN_REQUEST_MILLIS);
    }

    /** The core may take as long as it wants, and a followed log may be silent for ever. */
    static void working(Request request) {
        endPoint(request).setIdleTimeout(NEVER);
    }

    static void writingResponse(Request request) {
        endPoint(request).setIdleTimeout(WITHIN_RESPONSE_MILLIS);
    }

    static void betweenRequests(Request request) {
        endPoint(request).setIdleTimeout(BETWEEN_REQUESTS_MILLIS);
    }

    static EndPoint endPoint(Request request) {
        return request.getConnectionMetaData().getConnection().getEndPoint();
    }
}
