package org.warden.doors;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.warden.core.config.LogLevel;
import org.warden.rpc.BodyBudget;

/**
 * The way to the web console, which the first browser that asks for a page has started; it waits until the console is there.
 * Pages may wait for what they do, so they have threads of their own, and calls go on beside them. Any thread.
 */
final class ConsoleDoor implements AutoCloseable {
    private static final int THREADS = 8;
    private static final int WAITING = 256;
    private static final long IDLE_SECONDS = 10;

    /** After a failed start: what made it fail may be gone, and a start costs seconds of a processor. */
    private static final long AGAIN_SECONDS = 10;

    private static final long LAST_SECONDS = 20;

    private static final Set<String> READING = Set.of("GET", "HEAD");

    /** What the doors themselves have an answer for, whoever asks. */
    private static final Set<String> NOT_HERE =
            Set.of("/tail.html", "/ok.html", StatusPage.STYLE_PATH, MetricsDoor.PATH);

    private static final String FAILED = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>The console can't be started</title></head>
            <body>
            <h1>The console can't be started</h1>
            <p>The activity log says why. Programs, <code>supervisorctl</code> and XML-RPC are not concerned.</p>
            </body></html>
            """;

    private final Optional<Console> console;
    private final Server server;
    private final BodyBudget budget;
    private final DoorLog log;
    private final ThreadPoolExecutor threads;
    private CompletableFuture<Console.Open> open;
    private long failedNanos;
    private boolean closed;

    ConsoleDoor(Optional<Console> console, Server server, BodyBudget budget, DoorLog log) {
        this.console = console;
        this.server = server;
        this.budget = budget;
        this.log = log;
        AtomicInteger made = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, "console-" + made.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Whether the console is to answer. As long as it does not run, only a browser's wish for a page is one for it.
     *
     * @param path decoded
     */
    boolean isAsked(Door door, Request request, String path) {
        if (console.isEmpty() || door.isUnix() || NOT_HERE.contains(path) || path.startsWith("/RPC2")) {
            return false;
        }
        String query = request.getHttpURI().getQuery();
        if (path.startsWith("/logtail") || path.startsWith("/mainlogtail")) {
            // Only our own page says from where on it wants a log.
            return query != null && (isOpen() || wantsPage(request.getHeaders()));
        }
        if (isHome(path)) {
            Form form = Form.parse(query);
            return READING.contains(request.getMethod())
                    && wantsPage(request.getHeaders())
                    && !form.has("action")
                    && !(door.legacyGetActions() && form.has("message"));
        }
        return isOpen() || wantsPage(request.getHeaders());
    }

    /** Whether somebody has followed a link from another site to a page, which is how people come. */
    boolean isLink(Door door, Request request, String path) {
        HttpFields headers = request.getHeaders();
        return READING.contains(request.getMethod())
                && "navigate".equals(headers.get("Sec-Fetch-Mode"))
                && !headers.contains(HttpHeader.ORIGIN)
                && isAsked(door, request, path);
    }

    private static boolean isAmbiguous(HttpURI uri) {
        String path = uri.getPath();
        return uri.hasViolations()
                || path.indexOf(';') >= 0
                || !URIUtil.decodePath(path).equals(uri.getDecodedPath());
    }

    private static boolean isHome(String path) {
        return path.equals("/") || path.equals("/index.html");
    }

    /** A page, or the stream of one that is still open. */
    private static boolean wantsPage(HttpFields headers) {
        String accepted = headers.get(HttpHeader.ACCEPT);
        return accepted != null && (accepted.contains("text/html") || accepted.startsWith("text/event-stream"));
    }

    private synchronized boolean isOpen() {
        return open != null && open.isDone() && !open.isCompletedExceptionally();
    }

    /** Answers, as soon as the console is there. */
    void handle(Request request, Response response, Callback callback, String path) {
        if (path.equals("/index.html")) {
            response.getHeaders().put(HttpHeader.LOCATION, "./");
            Pages.error(request, response, callback, HttpStatus.SEE_OTHER_303);
        } else if (isAmbiguous(request.getHttpURI())) {
            // No page has such a path, and the doors' own can't be asked for by detours.
            Pages.refuse(request, response, callback, HttpStatus.NOT_FOUND_404);
        } else if (READING.contains(request.getMethod())) {
            serve(request, response, callback);
        } else if (!"POST".equals(request.getMethod())) {
            Pages.refuse(request, response, callback, HttpStatus.BAD_REQUEST_400);
        } else {
            // Read before, so that nobody holds a thread by sending slowly.
            Body.Outcome outcome = Body.outcome(
                    body -> serve(
                            new ReadRequest(request, body),
                            response,
                            Callback.from(callback, () -> budget.giveBack(body.length))),
                    status -> Pages.refuse(request, response, callback, status));
            new Body.Collect(request, budget, request.getLength(), outcome).run();
        }
    }

    private void serve(Request request, Response response, Callback callback) {
        Timeouts.working(request);
        try {
            opened().whenComplete((running, failure) -> {
                if (failure == null) {
                    serve(running, request, response, callback);
                } else {
                    Pages.html(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, FAILED);
                }
            });
        } catch (RejectedExecutionException e) {
            Pages.error(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
        }
    }

    private void serve(Console.Open running, Request request, Response response, Callback callback) {
        try {
            threads.execute(() -> {
                try {
                    if (!running.handler().handle(request, new TimedResponse(request, response), callback)) {
                        Pages.error(request, response, callback, HttpStatus.NOT_FOUND_404);
                    }
                } catch (Exception e) {
                    log.log(LogLevel.CRITICAL, "a request failed: " + e);
                    Response.writeError(request, response, callback, e);
                }
            });
        } catch (RejectedExecutionException e) {
            Pages.error(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
        }
    }

    private synchronized CompletableFuture<Console.Open> opened() {
        boolean failed = open != null && open.isCompletedExceptionally();
        boolean again = failed && System.nanoTime() - failedNanos > TimeUnit.SECONDS.toNanos(AGAIN_SECONDS);
        if (closed) {
            throw new RejectedExecutionException("the doors are being closed");
        }
        if (open == null || again) {
            CompletableFuture<Console.Open> next = new CompletableFuture<>();
            threads.execute(() -> start(next));
            open = next;
        }
        return open;
    }

    private void start(CompletableFuture<Console.Open> next) {
        long began = System.nanoTime();
        try {
            Console.Open running = console.orElseThrow().open(server, log);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            log.log(LogLevel.INFO, "the web console was started in " + millis + " ms");
            next.complete(running);
        } catch (Exception | LinkageError e) {
            log.log(LogLevel.CRITICAL, "the web console can't be started: " + reasons(e));
            synchronized (this) {
                failedNanos = System.nanoTime();
            }
            next.completeExceptionally(e);
        }
    }

    private static String reasons(Throwable failure) {
        List<String> reasons = new ArrayList<>();
        for (Throwable cause = failure; cause != null && reasons.size() < 8; cause = cause.getCause()) {
            reasons.add(cause.toString());
        }
        return String.join("; because ", reasons).replaceAll("\\p{Cntrl}", " ");
    }

    /** Ends it, if it was ever started; waits for a start that is under way. */
    @Override
    public void close() {
        CompletableFuture<Console.Open> last;
        synchronized (this) {
            closed = true;
            last = open;
        }
        if (last != null) {
            try {
                last.get(LAST_SECONDS, TimeUnit.SECONDS).close();
            } catch (ExecutionException failed) {
                // It said so when it did.
            } catch (TimeoutException e) {
                log.log(LogLevel.WARN, "the web console has not started yet; it ends as soon as it has");
                last.thenAccept(Console.Open::close);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        threads.shutdownNow();
    }

    /** A request whose body is here already. */
    private static final class ReadRequest extends Request.Wrapper {
        private final Content.Source body;
        private final long length;

        ReadRequest(Request request, byte[] body) {
            super(request);
            this.body = new ByteBufferContentSource(ByteBuffer.wrap(body));
            this.length = body.length;
        }

        @Override
        public long getLength() {
            return length;
        }

        @Override
        public Content.Chunk read() {
            return body.read();
        }

        @Override
        public void demand(Runnable demandCallback) {
            body.demand(demandCallback);
        }

        @Override
        public void fail(Throwable failure) {
            body.fail(failure);
        }
    }

    /** Pages may take their time, and browsers may not. */
    private static final class TimedResponse extends Response.Wrapper {
        TimedResponse(Request request, Response response) {
            super(request, response);
        }

        @Override
        public void write(boolean last, ByteBuffer content, Callback callback) {
            Request request = getRequest();
            Timeouts.writingResponse(request);
            super.write(
                    last,
                    content,
                    Callback.from(
                            callback.getInvocationType(),
                            () -> {
                                if (last) {
                                    Timeouts.betweenRequests(request);
                                } else {
                                    Timeouts.working(request);
                                }
                                callback.succeeded();
                            },
                            callback::failed));
        }
    }
}
