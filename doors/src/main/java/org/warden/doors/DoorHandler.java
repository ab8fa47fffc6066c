package org.warden.doors;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.warden.access.BasicCredentials;
import org.warden.access.Forwarded;
import org.warden.access.ListenerPassword;
import org.warden.access.Verdict;
import org.warden.access.Visitor;
import org.warden.core.config.DoorCredentials;
import org.warden.core.config.LogLevel;
import org.warden.core.model.Role;
import org.warden.rpc.Caller;

/** Every request of every door: first who asks, then for what. */
final class DoorHandler extends Handler.Abstract {

    private static final String STRANGE_NAME = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>Not by this name</title></head>
            <body>
            <h1>Not by this name</h1>
            <p>This listener has no password, so it answers browsers only under names that are known to be its own: any other could
            belong to a site that wants to use your browser against it.</p>
            <p>Use the machine's address, or write the name into <code>allowed_hosts=</code> of this listener's section, or set
            <code>username</code> and <code>password</code> there; then restart.</p>
            </body></html>
            """;

    private final RpcDoor rpc;
    private final TailDoor tails;
    private final MetricsDoor metrics;
    private final PageDoor pages;
    private final ConsoleDoor console;
    private final Doorkeeper keeper;
    private final Executor executor;
    private final DoorLog log;

    DoorHandler(
            RpcDoor rpc,
            TailDoor tails,
            MetricsDoor metrics,
            PageDoor pages,
            ConsoleDoor console,
            Doorkeeper keeper,
            Executor executor,
            DoorLog log) {
        this.rpc = rpc;
        this.tails = tails;
        this.metrics = metrics;
        this.pages = pages;
        this.console = console;
        this.keeper = keeper;
        this.executor = executor;
        this.log = log;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        try {
            Forwarded forwarded = keeper.forwarded(request);
            if (isForeign(request.getHeaders(), forwarded.host())
                    && !console.isLink(door(request), request, path(request))) {
                Pages.refuse(request, response, callback, HttpStatus.FORBIDDEN_403);
                return true;
            }
            if (!door(request).isCalled(forwarded.host()) && LegacyActions.isBrowsers(request)) {
                Pages.refuse(request, response, callback, HttpStatus.MISDIRECTED_REQUEST_421, STRANGE_NAME);
                return true;
            }
            CompletableFuture<Verdict> verdict =
                    keeper.look(door(request), request, forwarded.address()).toCompletableFuture();
            if (verdict.isDone()) {
                decided(request, response, callback, verdict.join());
            } else {
                verdict.thenAcceptAsync(v -> decided(request, response, callback, v), executor);
            }
        } catch (RuntimeException e) {
            failed(request, response, callback, e);
        }
        return true;
    }

    private void failed(Request request, Response response, Callback callback, RuntimeException e) {
        log.log(LogLevel.CRITICAL, "a request failed: " + e);
        Pages.refuse(request, response, callback, HttpStatus.INTERNAL_SERVER_ERROR_500);
    }

    private void decided(Request request, Response response, Callback callback, Verdict verdict) {
        try {
            if (verdict instanceof Verdict.Welcome welcome) {
                request.setAttribute(Visitor.ATTRIBUTE, welcome.visitor());
                route(request, response, callback, welcome.visitor());
            } else if (verdict instanceof Verdict.Later later) {
                response.getHeaders()
                        .put(HttpHeader.RETRY_AFTER, later.retryAfter().toSeconds());
                Pages.refuse(request, response, callback, HttpStatus.TOO_MANY_REQUESTS_429);
            } else if (hasLoginPage(request)) {
                console(request, response, callback, path(request));
            } else {
                response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"default\"");
                Pages.refuse(request, response, callback, HttpStatus.UNAUTHORIZED_401);
            }
        } catch (RuntimeException e) {
            failed(request, response, callback, e);
        }
    }

    /** Console users may come in by the console's own login, which looks at what their requests carry. */
    private boolean hasLoginPage(Request request) {
        return keeper.hasUsers()
                && !request.getHeaders().contains(HttpHeader.AUTHORIZATION)
                && console.isAsked(door(request), request, path(request));
    }

    private void console(Request request, Response response, Callback callback, String path) {
        Door door = door(request);
        door.credentials()
                .map(password -> new DoorPassword(door.section(), password))
                .ifPresent(password -> request.setAttribute(ListenerPassword.ATTRIBUTE, password));
        console.handle(request, response, callback, path);
    }

    private record DoorPassword(String section, DoorCredentials credentials) implements ListenerPassword {
        @Override
        public Optional<Role> role(BasicCredentials given) {
            return Credentials.accepts(credentials, given) ? Optional.of(Role.ADMIN) : Optional.empty();
        }
    }

    private static String path(Request request) {
        String raw = request.getHttpURI().getPath();
        return raw == null ? "" : Paths.decode(raw);
    }

    private static boolean isForeign(HttpFields headers, String host) {
        return Origins.isForeign(headers.get("Sec-Fetch-Site"), headers.get(HttpHeader.ORIGIN), host);
    }

    private static Door door(Request request) {
        return ((DoorConnector) request.getConnectionMetaData().getConnector()).door();
    }

    static Caller caller(Visitor visitor) {
        return new Caller(visitor.user(), visitor.address(), visitor.role());
    }

    private void route(Request request, Response response, Callback callback, Visitor visitor) {
        String path = path(request);
        if (path.startsWith("/RPC2")) {
            rpc.handle(request, response, callback, caller(visitor));
        } else if (console.isAsked(door(request), request, path)) {
            console(request, response, callback, path);
        } else if (path.startsWith("/logtail")) {
            int slash = path.indexOf('/', 1);
            tails.processLog(request, response, callback, slash < 0 ? "" : path.substring(slash + 1));
        } else if (path.startsWith("/mainlogtail")) {
            tails.mainLog(request, response, callback);
        } else if (path.equals(MetricsDoor.PATH) && door(request).metrics()) {
            metrics.handle(request, response, callback);
        } else {
            pages.handle(door(request), visitor, request, response, callback, path);
        }
    }
}
