package org.warden.webapp.edge;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.warden.rpc.MetricsText;
import org.warden.webapp.boot.Graph;

/** {@code /metrics} on the container's port, where {@code [console]} says so. */
public final class MetricsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Graph graph = Answers.graph(request, response);
        if (graph == null) {
            return;
        }
        if (!graph.access().config().metrics()) {
            Answers.text(
                    response,
                    HttpServletResponse.SC_NOT_FOUND,
                    "There is none until [console] of supervisord.conf has metrics=true.");
            return;
        }
        if (!"GET".equals(request.getMethod()) && !"HEAD".equals(request.getMethod())) {
            Answers.text(response, HttpServletResponse.SC_BAD_REQUEST, "Metrics are read with GET.");
            return;
        }
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        graph.metrics().now().whenComplete((text, lost) -> context.start(() -> finish(context, text)));
    }

    /** @param text null when the answer was lost because the application is being stopped */
    private void finish(AsyncContext context, String text) {
        HttpServletResponse response = (HttpServletResponse) context.getResponse();
        try {
            if (text == null) {
                Answers.text(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "Warden is being stopped.");
            } else {
                Answers.bytes(
                        response,
                        HttpServletResponse.SC_OK,
                        MetricsText.CONTENT_TYPE,
                        text.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            log("a reader of metrics left before its answer: " + e.getMessage());
        } finally {
            context.complete();
        }
    }
}
