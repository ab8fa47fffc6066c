package org.warden.webapp.edge;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import org.warden.webapp.boot.Graph;
import org.warden.webapp.console.EventExport;
import org.warden.webapp.console.EventsQuery;

/**
 * {@code /events.csv} and {@code /events.json}: the history as a file, for those who may see it as a page. The filter before
 * it has looked at that.
 */
public final class EventsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** A file holds a thread of the container as long as it takes. */
    private static final int MOST_AT_ONCE = 4;

    private static final String RETRY_SECONDS = "10";

    private final transient Semaphore room = new Semaphore(MOST_AT_ONCE);

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Graph graph = Answers.graph(request, response);
        if (graph == null) {
            return;
        }
        if (!graph.history().isOn()) {
            Answers.text(
                    response,
                    HttpServletResponse.SC_NOT_FOUND,
                    "No history is kept; history= in [supervisord] says where to.");
            return;
        }
        if (!room.tryAcquire()) {
            response.setHeader("Retry-After", RETRY_SECONDS);
            Answers.text(
                    response,
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    "Others are fetching the history just now; try again in a while.");
            return;
        }
        try {
            send(request, response, graph);
        } finally {
            room.release();
        }
    }

    private static void send(HttpServletRequest request, HttpServletResponse response, Graph graph) throws IOException {
        boolean csv = request.getServletPath().endsWith(".csv");
        EventExport.Format format = csv ? EventExport.Format.CSV : EventExport.Format.JSON;
        response.setContentType(format.type());
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Disposition", "attachment; filename=\"events." + (csv ? "csv" : "json") + "\"");
        Writer out = new BufferedWriter(new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
        EventExport.write(graph.history(), EventsQuery.of(request.getParameterMap()::get), format, out);
    }
}
