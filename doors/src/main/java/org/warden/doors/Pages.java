package org.warden.doors;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/** Writes whole responses: pages that browsers keep harmless, and the small error page. */
final class Pages {

    private static final String POLICY =
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private Pages() {}

    /** An error page that says only the code and its standard name; nothing of the request comes back. */
    static void error(Request request, Response response, Callback callback, int status) {
        html(request, response, callback, status, page(status));
    }

    private static String page(int status) {
        String reason = HttpStatus.getMessage(status);
        return "<!DOCTYPE html>\n<html><head><title>Error response</title></head>\n<body>\n"
                + "<h1>Error response</h1>\n<p>Error code " + status + ".</p>\n<p>Message: " + reason
                + ".</p>\n</body></html>\n";
    }

    /**
     * The same for a request whose body was not read: the connection ends. What the client is still sending is read and
     * dropped first, since a client that meets a closed connection while it writes never looks at the answer.
     */
    static void refuse(Request request, Response response, Callback callback, int status) {
        refuse(request, response, callback, status, page(status));
    }

    /** The same with a page of its own. */
    static void refuse(Request request, Response response, Callback callback, int status, String page) {
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        html(
                request,
                response,
                Callback.from(
                        Invocable.InvocationType.NON_BLOCKING,
                        () -> {
                            Timeouts.readingRequest(Timeouts.endPoint(request));
                            Body.drain(request, callback::succeeded);
                        },
                        callback::failed),
                status,
                page);
    }

    static void html(Request request, Response response, Callback callback, int status, String page) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put("Content-Security-Policy", POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        send(request, response, callback, status, "text/html;charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
    }

    static void send(
            Request request, Response response, Callback callback, int status, String contentType, byte[] body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        Timeouts.writingResponse(request);
        Callback then = Callback.from(
                Invocable.InvocationType.NON_BLOCKING,
                () -> {
                    Timeouts.betweenRequests(request);
                    callback.succeeded();
                },
                callback::failed);
        boolean head = "HEAD".equals(request.getMethod());
        response.write(true, head ? null : ByteBuffer.wrap(body), then);
    }

    /** The status for a request whose reading failed; always the client's side, since nothing else was done yet. */
    static int statusOf(Throwable failure) {
        if (failure instanceof HttpException http && http.getCode() >= 400 && http.getCode() < 500) {
            return http.getCode();
        }
        return failure instanceof TimeoutException ? HttpStatus.REQUEST_TIMEOUT_408 : HttpStatus.BAD_REQUEST_400;
    }

    /** What Jetty calls for requests that it refuses by itself, before any of our handlers see them. */
    static Request.Handler forJetty() {
        return (request, response, callback) -> {
            int status = response.getStatus();
            error(request, response, callback, status < 400 ? HttpStatus.INTERNAL_SERVER_ERROR_500 : status);
            return true;
        };
    }
}
