package org.warden.doors;

import java.io.IOException;
import java.util.Optional;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.warden.core.api.Logs;
import org.warden.core.api.Supervisor;
import org.warden.rpc.LogName;

/** {@code /logtail/NAME[/CHANNEL]} and {@code /mainlogtail}: logs as they grow. */
final class TailDoor {

    /** How much of what is there already is sent first, in bytes. */
    private static final int HEAD = 1024;

    private final Supervisor supervisor;
    private final Logs logs;
    private final TailStreams streams;

    TailDoor(Supervisor supervisor, Logs logs, TailStreams streams) {
        this.supervisor = supervisor;
        this.logs = logs;
        this.streams = streams;
    }

    /** @param rest what follows the first element of the path, decoded; may be empty */
    void processLog(Request request, Response response, Callback callback, String rest) {
        // nginx in front would hold back what is not yet much.
        follow(request, response, callback, LogName.path(supervisor.view(), rest), "no");
    }

    void mainLog(Request request, Response response, Callback callback) {
        follow(request, response, callback, logs.mainLog(), null);
    }

    /** @param accelBuffering value of X-Accel-Buffering, or null for none */
    private void follow(
            Request request, Response response, Callback callback, Optional<String> path, String accelBuffering) {
        if (!"GET".equals(request.getMethod())) {
            Pages.refuse(request, response, callback, HttpStatus.BAD_REQUEST_400);
            return;
        }
        if (path.isEmpty()) {
            Pages.error(request, response, callback, HttpStatus.NOT_FOUND_404);
            return;
        }
        Logs.Follower follower;
        try {
            follower = logs.follow(path.get(), HEAD);
        } catch (IOException e) {
            Pages.error(request, response, callback, HttpStatus.NOT_FOUND_404);
            return;
        }
        response.setStatus(HttpStatus.OK_200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put(HttpHeader.LAST_MODIFIED, DateGenerator.formatDate(follower.lastModifiedMillis()));
        if (accelBuffering != null) {
            response.getHeaders().put("X-Accel-Buffering", accelBuffering);
        }
        streams.start(request, response, callback, follower);
    }
}
