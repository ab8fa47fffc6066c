package org.warden.webapp.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.warden.webapp.boot.Graph;
import org.warden.webapp.boot.Installation;

/** Small whole answers, and the way from a request to what it is about. */
final class Answers {

    private Answers() {}

    /** The running supervisor, or null after 503 was answered. */
    static Graph graph(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Installation installation = installation(request);
        if (installation.graph().isEmpty()) {
            unavailable(response, installation);
        }
        return installation.graph().orElse(null);
    }

    /** There is nothing to ask: 503. */
    static void unavailable(HttpServletResponse response, Installation installation) throws IOException {
        text(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, state(installation) + " See the page at the root.");
    }

    /** Why there is no graph, in a sentence for everybody. */
    static String state(Installation installation) {
        return installation.standby() ? "Warden stands by." : "Warden is not running.";
    }

    static Installation installation(HttpServletRequest request) {
        return (Installation) request.getServletContext().getAttribute(Installation.ATTRIBUTE);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    static void text(HttpServletResponse response, int status, String text) throws IOException {
        bytes(response, status, "text/plain;charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static void html(HttpServletResponse response, int status, String page) throws IOException {
        bytes(response, status, "text/html;charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
    }

    static void bytes(HttpServletResponse response, int status, String type, byte[] body) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(body.length);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(body);
    }
}
