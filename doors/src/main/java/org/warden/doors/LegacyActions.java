package org.warden.doors;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.warden.access.Visitor;
import org.warden.core.config.LogLevel;
import org.warden.core.model.Role;
import org.warden.rpc.BodyBudget;
import org.warden.rpc.Caller;
import org.warden.rpc.PageActions;

/**
 * {@code index.html?action=...}: the links of stock's web page, which change things on GET. Refused with an explanation,
 * except where {@code legacy_get_actions} allows them to scripts.
 */
final class LegacyActions {

    /** The longest form that is read, in bytes. */
    private static final int FORM = 64 << 10;

    private static final String ALLOW = "GET, HEAD";

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>Not by a link</title></head>
            <body>
            <h1>Not by a link</h1>
            <p>Nothing was done. A link or a form that starts and stops programs would work for every other site's page that
            makes your browser follow it, so this server takes no actions that way.</p>
            <p>Use <code>supervisorctl</code> or XML-RPC (<code>POST /RPC2</code>) instead: <code>supervisorctl stop NAME</code>,
            or <code>supervisor.stopProcess</code>.</p>
            <p>Scripts that rely on these links can go on: set <code>username</code>, <code>password</code> and
            <code>legacy_get_actions=true</code> in this listener's section of the configuration, restart, and have the script send
            the credentials in its <code>Authorization</code> header. Requests that come from a browser stay refused.</p>
            </body></html>
            """;

    private final PageActions actions;
    private final Executor executor;
    private final BodyBudget budget;
    private final UnderWay underWay;
    private final DoorLog log;

    LegacyActions(PageActions actions, Executor executor, BodyBudget budget, UnderWay underWay, DoorLog log) {
        this.actions = actions;
        this.executor = executor;
        this.budget = budget;
        this.underWay = underWay;
        this.log = log;
    }

    /**
     * Whether this request may act: the door says so and has a password, the visitor may, and nothing in the request is a
     * browser's.
     */
    static boolean areAllowed(Door door, Visitor visitor, Request request) {
        return door.legacyGetActions()
                && door.credentials().isPresent()
                && visitor.role().includes(Role.OPERATOR)
                && !"HEAD".equals(request.getMethod())
                && !isBrowsers(request);
    }

    static boolean isBrowsers(Request request) {
        return request.getHeaders().stream().anyMatch(LegacyActions::isBrowsers);
    }

    /**
     * What a browser adds by itself and a page can't make it leave out. Sec-Fetch comes to trustworthy addresses only, and
     * a page can suppress Referer, hence the last two.
     */
    private static boolean isBrowsers(HttpField field) {
        String name = field.getName().toLowerCase(java.util.Locale.ROOT);
        return name.equals("origin")
                || name.equals("referer")
                || name.startsWith("sec-fetch-")
                || name.equals("accept-language")
                || name.equals("user-agent")
                        && field.getValue() != null
                        && field.getValue().startsWith("Mozilla/");
    }

    /** Says why not, and what to do. */
    void refuse(Request request, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.ALLOW, ALLOW);
        Pages.refuse(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405, PAGE);
    }

    /** What to do with the fields of a form's body. */
    @FunctionalInterface
    interface Posted {
        void form(Form body);
    }

    /** Reads the form that a POST brought. */
    void read(Request request, Response response, Callback callback, Posted then) {
        if (request.getLength() > FORM) {
            Pages.refuse(request, response, callback, HttpStatus.PAYLOAD_TOO_LARGE_413);
            return;
        }
        Body.Outcome outcome = Body.outcome(
                body -> {
                    budget.giveBack(body.length);
                    then.form(Form.parse(new String(body, StandardCharsets.UTF_8)));
                },
                status -> Pages.refuse(request, response, callback, status));
        new Body.Collect(request, budget, request.getLength(), outcome).run();
    }

    /** Carries the action out; the answer comes when it has ended, and leads to the page that shows its sentence. */
    void act(Visitor visitor, Request request, Response response, Callback callback, Form form) {
        Timeouts.working(request);
        underWay.begin();
        Callback answered = Callback.from(callback, underWay::end);
        Caller caller = DoorHandler.caller(visitor);
        actions.act(form.get("action"), form.get("processname"), caller, executor)
                .whenComplete((said, error) -> {
                    if (error != null || said.isEmpty()) {
                        log.log(
                                LogLevel.CRITICAL,
                                error == null
                                        ? "a request for an unknown action"
                                        : "an action failed: " + error.getMessage());
                        Pages.error(request, response, answered, HttpStatus.INTERNAL_SERVER_ERROR_500);
                    } else {
                        redirect(request, response, answered, said);
                    }
                });
    }

    private static void redirect(Request request, Response response, Callback callback, Optional<String> said) {
        String location = server(request) + "/?message=" + Paths.encode(said.orElseThrow());
        response.getHeaders().put(HttpHeader.LOCATION, location);
        Pages.error(request, response, callback, HttpStatus.MOVED_PERMANENTLY_301);
    }

    /** The address as the client calls it, without a port that goes without saying. */
    private static String server(Request request) {
        HttpFields headers = request.getHeaders();
        String host = headers.get(HttpHeader.HOST);
        if (host == null || host.isBlank()) {
            HttpURI uri = request.getHttpURI();
            host = uri.getHost() == null ? "localhost" : uri.getAuthority();
        }
        return (request.isSecure() ? "https://" : "http://")
                + (host.endsWith(":80") ? host.substring(0, host.length() - 3) : host);
    }
}
