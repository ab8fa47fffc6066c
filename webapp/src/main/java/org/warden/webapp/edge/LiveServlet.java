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
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.warden.core.api.SupervisorView;
import org.warden.webapp.boot.Graph;
import org.warden.webapp.console.ProgramFeed;
import org.warden.webapp.console.ProgramUse;

/**
 * {@code /live}: the rows that changed, as Server-Sent Events once a second at most, or in one answer to whoever polls. What
 * changed is found and written down once for all browsers; a stream holds no thread, and a slow one misses steps but no
 * change.
 */
public final class LiveServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private static final int MOST_STREAMS = 200;
    private static final long TICK_MILLIS = 1000;
    private static final int TICKS_TO_BEAT = 10;
    /** Then the browser comes again, and is asked again who it is. */
    private static final int TICKS_TO_LIVE = 600;

    private static final byte[] BEAT = "event: beat\ndata: {}\n\n".getBytes(StandardCharsets.US_ASCII);

    private final transient Set<Stream> streams = new HashSet<>();
    private final transient AtomicInteger open = new AtomicInteger();
    private transient ScheduledExecutorService ticker;
    private transient ProgramFeed feed;
    private transient Graph graph;
    private transient long reached;
    private transient ProgramUse use;
    private final transient News withUse = new News(true);
    private final transient News withoutUse = new News(false);

    @Override
    public void init() {
        feed = ProgramFeed.of(getServletContext());
        use = ProgramUse.of(getServletContext());
        ticker = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "warden-live");
            thread.setDaemon(true);
            return thread;
        });
        ticker.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void destroy() {
        ticker.execute(() -> Set.copyOf(streams).forEach(Stream::end));
        ticker.shutdown();
        try {
            ticker.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Graph running = Answers.graph(request, response);
        if (running == null) {
            return;
        }
        // A browser that comes again by itself tells the last place it has seen in the header.
        String again = request.getHeader("Last-Event-ID");
        long since = feed.number(again != null ? again : request.getParameter("since"));
        String accept = request.getHeader("Accept");
        if (accept == null || !accept.startsWith("text/event-stream")) {
            boolean used = wantsUse(request);
            look(running, used);
            Answers.bytes(
                    response,
                    HttpServletResponse.SC_OK,
                    "application/json",
                    feed.after(since, used).getBytes(StandardCharsets.UTF_8));
            return;
        }
        if (open.incrementAndGet() > MOST_STREAMS) {
            open.decrementAndGet();
            Answers.text(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "Too many pages are open.");
            return;
        }
        response.setContentType("text/event-stream;charset=utf-8");
        // nginx in front would hold back what is not yet much.
        response.setHeader("X-Accel-Buffering", "no");
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        new Stream(context, response.getOutputStream(), since, wantsUse(request)).begin(running);
    }

    /** Only the list shows numbers, and they change all the time. */
    private static boolean wantsUse(HttpServletRequest request) {
        return "1".equals(request.getParameter("use"));
    }

    private long look(Graph running, boolean withUse) {
        SupervisorView view = running.supervisor().view();
        return withUse ? feed.look(view, use.known(running.supervisor())) : feed.look(view);
    }

    private void tick() {
        if (!streams.isEmpty()) {
            reached = look(graph, streams.stream().anyMatch(stream -> stream.use));
            Set.copyOf(streams).forEach(Stream::tick);
        }
    }

    /** The last message, for all browsers that stand at the same place. */
    private final class News {
        private final boolean use;
        private long since = -2;
        private long to = -2;
        private byte[] message;

        News(boolean use) {
            this.use = use;
        }

        byte[] after(long place) {
            if (since != place || to != reached) {
                String json = feed.after(place, use);
                message = ("id: " + feed.mark(reached) + "\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
                since = place;
                to = reached;
            }
            return message;
        }
    }

    private boolean run(Runnable task) {
        try {
            ticker.execute(task);
            return true;
        } catch (RejectedExecutionException ending) {
            return false;
        }
    }

    /** One browser. The fields are touched on the ticker's thread only. */
    private final class Stream implements WriteListener, AsyncListener {
        private final AsyncContext context;
        private final ServletOutputStream out;
        private final boolean use;
        private long at;
        private int age;
        private boolean beat = true;
        private boolean unflushed;
        private boolean possible;
        private boolean ended;

        Stream(AsyncContext context, ServletOutputStream out, long at, boolean use) {
            this.context = context;
            this.out = out;
            this.at = at;
            this.use = use;
        }

        void begin(Graph running) {
            context.addListener(this);
            if (!run(() -> {
                graph = running;
                streams.add(this);
                reached = look(running, use);
            })) {
                end();
                return;
            }
            out.setWriteListener(this);
        }

        void tick() {
            age++;
            beat |= age % TICKS_TO_BEAT == 0;
            if (age > TICKS_TO_LIVE) {
                end();
            } else {
                pump();
            }
        }

        @Override
        public void onWritePossible() {
            run(() -> {
                possible = true;
                pump();
            });
        }

        private void pump() {
            try {
                // isReady() must be true before each write or flush, and after false the container calls back.
                while (!ended && possible && ready()) {
                    if (unflushed) {
                        unflushed = false;
                        out.flush();
                    } else if (at < reached) {
                        byte[] bytes = (use ? withUse : withoutUse).after(at);
                        at = reached;
                        write(bytes);
                    } else if (beat) {
                        write(BEAT);
                    } else {
                        return;
                    }
                }
            } catch (IOException | RuntimeException e) {
                end();
            }
        }

        private void write(byte[] bytes) throws IOException {
            beat = false;
            unflushed = true;
            out.write(bytes);
        }

        private boolean ready() {
            possible = out.isReady();
            return possible;
        }

        void end() {
            if (ended) {
                return;
            }
            ended = true;
            streams.remove(this);
            open.decrementAndGet();
            try {
                context.complete();
            } catch (IllegalStateException e) {
                // The container completed it already, having lost the browser.
            }
        }

        private void endSoon() {
            run(this::end);
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
