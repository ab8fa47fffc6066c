package org.warden.webapp.edge;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.warden.access.Visitor;
import org.warden.rpc.Caller;
import org.warden.rpc.SupportBundle;
import org.warden.webapp.boot.Graph;
import org.warden.webapp.console.Support;

/** {@code /support}, for admins: the support bundle, one at a time. */
public final class SupportServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("'warden-support-'yyyyMMdd-HHmmss'.zip'")
            .withZone(ZoneOffset.UTC);

    private final transient Semaphore turn = new Semaphore(1);

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Graph graph = Answers.graph(request, response);
        if (graph == null) {
            return;
        }
        if (!turn.tryAcquire()) {
            response.setHeader("Retry-After", "5");
            Answers.text(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "Another one is being made; try again.");
            return;
        }
        try {
            Visitor visitor = (Visitor) request.getAttribute(Visitor.ATTRIBUTE);
            log(visitor.user() + " at " + visitor.address() + ": support");
            graph.rpc()
                    .audit()
                    .called(
                            new Caller(visitor.user(), visitor.address(), visitor.role()),
                            "console.support",
                            List.of(),
                            "ok");
            response.setContentType(SupportBundle.CONTENT_TYPE);
            response.setHeader("Content-Disposition", "attachment; filename=\"" + NAME.format(Instant.now()) + "\"");
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("X-Content-Type-Options", "nosniff");
            new Support(graph, request.getServletContext().getServerInfo()).writeTo(response.getOutputStream());
        } finally {
            turn.release();
        }
    }
}
