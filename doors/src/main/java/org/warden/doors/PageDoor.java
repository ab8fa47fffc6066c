package org.warden.doors;

import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.warden.access.Visitor;

/** The paths that browsers and health checks look at. */
final class PageDoor {

    private final StatusPage status;
    private final TailPage tail;
    private final LegacyActions actions;

    PageDoor(StatusPage status, TailPage tail, LegacyActions actions) {
        this.status = status;
        this.tail = tail;
        this.actions = actions;
    }

    /** @param path decoded */
    void handle(Door door, Visitor visitor, Request request, Response response, Callback callback, String path) {
        boolean reading = "GET".equals(request.getMethod()) || "HEAD".equals(request.getMethod());
        boolean home = path.equals("/") || path.equals("/index.html");
        if (home && (reading || "POST".equals(request.getMethod()))) {
            home(door, visitor, request, response, callback);
        } else if (!reading) {
            Pages.refuse(request, response, callback, HttpStatus.BAD_REQUEST_400);
        } else {
            switch (path) {
                case "/tail.html" -> tail.handle(request, response, callback, query(request));
                case "/ok.html" -> text(request, response, callback, "text/plain", "OK");
                case StatusPage.STYLE_PATH -> text(request, response, callback, "text/css", StatusPage.STYLE);
                default -> Pages.error(request, response, callback, HttpStatus.NOT_FOUND_404);
            }
        }
    }

    /** A POST is a form with an action, wherever that is written; only those who may act have theirs read. */
    private void home(Door door, Visitor visitor, Request request, Response response, Callback callback) {
        Form query = query(request);
        boolean post = "POST".equals(request.getMethod());
        boolean allowed = LegacyActions.areAllowed(door, visitor, request);
        if (!allowed && (post || query.has("action"))) {
            actions.refuse(request, response, callback);
        } else if (post) {
            actions.read(
                    request,
                    response,
                    callback,
                    body -> home(door, visitor, request, response, callback, query.under(body)));
        } else {
            home(door, visitor, request, response, callback, query);
        }
    }

    private void home(Door door, Visitor visitor, Request request, Response response, Callback callback, Form form) {
        if (form.has("action")) {
            actions.act(visitor, request, response, callback, form);
        } else {
            // Without actions there is nothing to tell of, and a stranger's link could make the page say anything.
            String message = door.legacyGetActions() ? form.get("message") : "";
            status.handle(request, response, callback, message);
        }
    }

    private static Form query(Request request) {
        return Form.parse(request.getHttpURI().getQuery());
    }

    private static void text(Request request, Response response, Callback callback, String type, String text) {
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        Pages.send(request, response, callback, HttpStatus.OK_200, type, text.getBytes(StandardCharsets.UTF_8));
    }
}
