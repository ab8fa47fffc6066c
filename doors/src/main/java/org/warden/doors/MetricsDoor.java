package org.warden.doors;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.warden.core.config.LogLevel;
import org.warden.rpc.MetricsText;

/** {@code /metrics}, for whoever may look at the door's pages. */
final class MetricsDoor {
    static final String PATH = "/metrics";

    private final MetricsText metrics;
    private final Executor executor;
    private final UnderWay underWay;
    private final DoorLog log;

    MetricsDoor(MetricsText metrics, Executor executor, UnderWay underWay, DoorLog log) {
        this.metrics = metrics;
        this.executor = executor;
        this.underWay = underWay;
        this.log = log;
    }

    void handle(Request request, Response response, Callback callback) {
        if (!"GET".equals(request.getMethod()) && !"HEAD".equals(request.getMethod())) {
            Pages.refuse(request, response, callback, HttpStatus.BAD_REQUEST_400);
            return;
        }
        underWay.begin();
        Callback answered = Callback.from(callback, underWay::end);
        metrics.now().whenCompleteAsync((text, error) -> answer(request, response, answered, text, error), executor);
    }

    private void answer(Request request, Response response, Callback callback, String text, Throwable error) {
        if (error != null) {
            log.log(LogLevel.CRITICAL, "metrics were lost: " + error);
            Pages.error(request, response, callback, HttpStatus.INTERNAL_SERVER_ERROR_500);
            return;
        }
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        Pages.send(request, response, callback, HttpStatus.OK_200, MetricsText.CONTENT_TYPE, body);
    }
}
