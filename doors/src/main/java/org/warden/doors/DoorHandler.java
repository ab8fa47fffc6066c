package org.warden.doors;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.warden.core.config.DoorCredentials;
import org.warden.core.config.LogLevel;

/** Every request of every door: first who asks, then for what. */
final class DoorHandler extends Handler.Abstract {

    private final RpcDoor rpc;
    private final TailDoor tails;
    private final PageDoor pages;
    private final DoorLog log;

    DoorHandler(RpcDoor rpc, TailDoor tails, PageDoor pages, DoorLog log) {
        this.rpc = rpc;
        this.tails = tails;
        this.pages = pages;
        this.log = log;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        try {
            if (isForeign(request.getHeaders())) {
                Pages.refuse(request, response, callback, HttpStatus.FORBIDDEN_403);
            } else if (!isAllowed(request)) {
                response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"default\"");
                Pages.refuse(request, response, callback, HttpStatus.UNAUTHORIZED_401);
            } else {
                route(request, response, callback);
            }
        } catch (RuntimeException e) {
            log.log(LogLevel.CRITICAL, "a request failed: " + e);
            Pages.refuse(request, response, callback, HttpStatus.INTERNAL_SERVER_ERROR_500);
        }
        return true;
    }

    private static boolean isForeign(HttpFields headers) {
        return Origins.isForeign(
                headers.get("Sec-Fetch-Site"), headers.get(HttpHeader.ORIGIN), headers.get(HttpHeader.HOST));
    }

    private static boolean isAllowed(Request request) {
        DoorCredentials expected = door(request).credentials().orElse(null);
        return expected == null
                || Credentials.accepts(expected, request.getHeaders().get(HttpHeader.AUTHORIZATION));
    }

    private static Door door(Request request) {
        return ((DoorConnector) request.getConnectionMetaData().getConnector()).door();
    }

    private void route(Request request, Response response, Callback callback) {
        String raw = request.getHttpURI().getPath();
        String path = raw == null ? "" : Paths.decode(raw);
        if (path.startsWith("/RPC2")) {
            rpc.handle(request, response, callback);
        } else if (path.startsWith("/logtail")) {
            int slash = path.indexOf('/', 1);
            tails.processLog(request, response, callback, slash < 0 ? "" : path.substring(slash + 1));
        } else if (path.startsWith("/mainlogtail")) {
            tails.mainLog(request, response, callback);
        } else {
            pages.handle(door(request), request, response, callback, path);
        }
    }
}
