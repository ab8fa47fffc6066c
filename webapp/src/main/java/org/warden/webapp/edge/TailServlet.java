package org.warden.webapp.edge;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.warden.core.api.Logs;
import org.warden.doors.TailTicker;
import org.warden.rpc.LogName;
import org.warden.webapp.boot.Graph;
import org.warden.webapp.console.LogChoice;

/** {@code /logtail/*} and {@code /mainlogtail} on the container's port. A stream holds no thread of the container. */
public final class TailServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** What stock's clients get; our own page asks for more. */
    private static final int HEAD = 1024;

    private static final int MOST_HEAD = 1 << 20;

    /** Instead of a channel, for our own page: both, each line with a mark. */
    private static final String BOTH = "/" + LogChoice.BOTH;

    private static final int CHUNK = 64 << 10;

    private final transient TailTicker ticker = new TailTicker();

    @Override
    public void destroy() {
        ticker.close();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!"GET".equals(request.getMethod())) {
            Answers.text(response, HttpServletResponse.SC_BAD_REQUEST, "Logs are followed with GET.");
            return;
        }
        Graph graph = Answers.graph(request, response);
        if (graph == null) {
            return;
        }
        boolean main = request.getServletPath().equals("/mainlogtail");
        Logs.Follower follower;
        try {
            follower = follower(graph, main ? null : name(request), head(request));
        } catch (IOException e) {
            Answers.text(response, HttpServletResponse.SC_NOT_FOUND, "There is no such log.");
            return;
        }
        response.setContentType("text/plain;charset=utf-8");
        response.setDateHeader("Last-Modified", follower.lastModifiedMillis());
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (!main) {
            // nginx in front would hold back what is not yet much.
            response.setHeader("X-Accel-Buffering", "no");
        }
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        Stream stream = new Stream(context, response.getOutputStream(), follower);
        stream.unregister = SessionStreams.register(request, stream::endSoon);
        stream.begin();
    }

    private static int head(HttpServletRequest request) {
        String asked = request.getParameter("head");
        return asked != null && asked.matches("[0-9]{1,7}") ? Math.min(Integer.parseInt(asked), MOST_HEAD) : HEAD;
    }

    private static String name(HttpServletRequest request) {
        String info = request.getPathInfo();
        return info == null ? "" : info.substring(1);
    }

    /** @param name with the channel; null for the activity log */
    private static Logs.Follower follower(Graph graph, String name, int head) throws IOException {
        if (name != null && name.endsWith(BOTH)) {
            String program = name.substring(0, name.length() - BOTH.length());
            return graph.logReader()
                    .followBoth(path(graph, program + "/stdout"), path(graph, program + "/stderr"), head);
        }
        String path = name == null ? graph.logs().mainLog().orElse("") : path(graph, name);
        if (path.isEmpty()) {
            throw new NoSuchFileException(name);
        }
        return graph.logs().follow(path, head);
    }

    private static String path(Graph graph, String name) {
        return LogName.path(graph.supervisor().view(), name).orElse("");
    }

    /** One client and its log. The fields are touched on the ticker's thread only. */
    private final class Stream implements TailTicker.Tail, WriteListener, AsyncListener {
        private final AsyncContext context;
        private final ServletOutputStream out;
        private final Logs.Follower follower;
        private Runnable unregister = () -> {};
        private boolean unflushed = true;
        private boolean possible;
        private boolean ended;

        Stream(AsyncContext context, ServletOutputStream out, Logs.Follower follower) {
            this.context = context;
            this.out = out;
            this.follower = follower;
        }

        void begin() {
            context.addListener(this);
            if (!ticker.run(() -> ticker.add(this))) {
                end();
                return;
            }
            out.setWriteListener(this);
        }

        @Override
        public void onWritePossible() {
            ticker.run(() -> {
                possible = true;
                pump(true);
            });
        }

        @Override
        public boolean pump(boolean thorough) {
            boolean news = false;
            try {
                if (!thorough && !unflushed && !ended && !follower.hasMore()) {
                    return false;
                }
                // isReady() must be true before each write or flush, and after false the container calls back.
                while (!ended && possible && ready()) {
                    if (unflushed) {
                        unflushed = false;
                        out.flush();
                        continue;
                    }
                    byte[] bytes = follower.next(CHUNK);
                    if (bytes.length == 0) {
                        return news;
                    }
                    news = true;
                    unflushed = true;
                    out.write(bytes);
                }
            } catch (IOException | RuntimeException e) {
                end();
            }
            return news;
        }

        private boolean ready() {
            possible = out.isReady();
            return possible;
        }

        @Override
        public void end() {
            if (ended) {
                return;
            }
            ended = true;
            unregister.run();
            ticker.remove(this);
            try {
                follower.close();
            } catch (IOException e) {
                // It was only read from.
            }
            try {
                context.complete();
            } catch (IllegalStateException e) {
                // The container completed it already, having lost the client.
            }
        }

        private void endSoon() {
            ticker.run(this::end);
        }

        @Override
        public void onError(Throwable failure) {
            endSoon();
        }

        @Override
        public void onError(AsyncEvent event) {
            endSoon();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            endSoon();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            endSoon();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // This stream starts only once.
        }
    }
}
