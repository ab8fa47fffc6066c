package org.warden.webapp.edge;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.warden.access.Access;
import org.warden.access.BasicCredentials;
import org.warden.access.Forwarded;
import org.warden.access.ListenerPassword;
import org.warden.access.Verdict;
import org.warden.access.Visitor;
import org.warden.core.config.ConsoleConfig;
import org.warden.core.model.Role;
import org.warden.doors.Origins;
import org.warden.webapp.boot.Graph;
import org.warden.webapp.boot.Installation;

/**
 * Who may come in, and with what: first whether the request is one of our own pages', then who makes it, then whether that
 * role may, then whether a change carries the token. What comes behind it asks {@code getRemoteUser()} and {@code
 * isUserInRole("operator")}, and finds the {@link Visitor} and the {@link CsrfToken} in the request's attributes.
 */
public final class AccessFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private static final Set<String> SAFE = Set.of("GET", "HEAD");
    private static final long PATIENCE_SECONDS = 20;
    private static final String CHALLENGE = "Basic realm=\"warden\", charset=\"UTF-8\"";

    private static final String CLOSED =
            "Nothing is served on this port until a login is set up: add a [console_user:NAME]"
                    + " to supervisord.conf, or container_realm=true to its [console]. The listeners of supervisord.conf are"
                    + " open beside it.";

    private final transient LongSupplier nowMillis;

    /** What the container calls. */
    public AccessFilter() {
        this(System::currentTimeMillis);
    }

    /** @param nowMillis wall-clock time */
    AccessFilter(LongSupplier nowMillis) {
        this.nowMillis = nowMillis;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getCharacterEncoding() == null) {
            request.setCharacterEncoding("UTF-8");
        }
        Place place = Place.of(request);
        boolean page = place != Place.API && place != Place.RESOURCE;
        HttpServletResponse guarded = page ? Headers.page(response) : response;
        Headers.plain(guarded);
        Installation installation = Answers.installation(request);
        Access access = installation.graph().map(Graph::access).orElse(null);
        ConsoleConfig config = access == null ? ConsoleConfig.DEFAULT : access.config();
        Forwarded forwarded = Forwarded.of(
                new Forwarded(request.getRemoteAddr(), request.getScheme(), request.getHeader("Host"), ""),
                name -> Collections.list(request.getHeaders(name)),
                config.trustedProxies());
        if (Origins.isForeign(request.getHeader("Sec-Fetch-Site"), request.getHeader("Origin"), forwarded.host())) {
            // Links from elsewhere to a page are how people come.
            boolean link = page
                    && SAFE.contains(request.getMethod())
                    && "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
                    && request.getHeader("Origin") == null;
            if (!link) {
                Answers.text(
                        guarded, HttpServletResponse.SC_FORBIDDEN, "Requests from other sites' pages are refused.");
                return;
            }
        }
        Verdict verdict = visitor(request, place, access, forwarded);
        if (verdict instanceof Verdict.Later later) {
            guarded.setHeader("Retry-After", Long.toString(later.retryAfter().toSeconds()));
            Answers.text(guarded, 429, "Too many wrong passwords came from this address; try again later.");
            return;
        }
        Visitor visitor = verdict instanceof Verdict.Welcome welcome ? welcome.visitor() : null;
        VisitorRequest known = new VisitorRequest(request, visitor, forwarded);
        boolean configured =
                visitor != null || config.containerRealm() || !config.users().isEmpty();
        if (place == Place.DOORSTEP || place == Place.EXPLANATION && !configured) {
            chain.doFilter(known, guarded);
        } else if (access == null && place != Place.EXPLANATION) {
            Answers.unavailable(guarded, installation);
        } else if (!configured) {
            Answers.text(
                    guarded,
                    HttpServletResponse.SC_FORBIDDEN,
                    request.getUserPrincipal() == null
                            ? CLOSED
                            : "This user has none of the roles viewer, operator, admin.");
        } else if (visitor == null) {
            askForLogin(known, guarded, place);
        } else {
            admit(known, guarded, chain, place, visitor);
        }
    }

    private static void admit(
            VisitorRequest request, HttpServletResponse response, FilterChain chain, Place place, Visitor visitor)
            throws IOException, ServletException {
        Role needed = Place.needed(request);
        if (!visitor.role().includes(needed)) {
            Answers.text(response, HttpServletResponse.SC_FORBIDDEN, "This needs the role " + needed.word() + ".");
            return;
        }
        // XML-RPC clients have no pages to find a token in; they send their credentials themselves.
        if (place != Place.API && !SAFE.contains(request.getMethod()) && !CsrfToken.isIn(request)) {
            Answers.text(
                    response,
                    HttpServletResponse.SC_FORBIDDEN,
                    "This request does not carry the token of its page. Load the page again, and repeat what you did.");
            return;
        }
        if (place == Place.PAGE) {
            if (Answers.graph(request, response) == null) {
                return;
            }
            // Before the page is under way: then it would be too late for the session's cookie.
            CsrfToken.of(request.getSession());
        }
        request.setAttribute(CsrfToken.NAME, new CsrfToken(request));
        request.setAttribute(Visitor.ATTRIBUTE, visitor);
        chain.doFilter(request, response);
    }

    private Verdict visitor(HttpServletRequest request, Place place, Access access, Forwarded forwarded) {
        if (request.getAttribute(Visitor.ATTRIBUTE) instanceof Visitor visitor) {
            // One of our own doors has looked.
            return new Verdict.Welcome(visitor);
        }
        if (request.getUserPrincipal() != null) {
            return Realm.role(request)
                    .<Verdict>map(role -> new Verdict.Welcome(
                            new Visitor(request.getRemoteUser(), role, Visitor.Way.REALM, forwarded.address())))
                    .orElseGet(Verdict.Refused::new);
        }
        if (access == null) {
            return new Verdict.Refused();
        }
        // A session is for reading an interface too, but not for calls: those have no token.
        if (place != Place.API || SAFE.contains(request.getMethod())) {
            Optional<Visitor> login = LoginState.visitor(request, access, nowMillis.getAsLong());
            if (login.isPresent()) {
                Visitor visitor = login.get();
                return new Verdict.Welcome(
                        new Visitor(visitor.user(), visitor.role(), visitor.way(), forwarded.address()));
            }
        }
        if (place == Place.API) {
            return BasicCredentials.parse(request.getHeader("Authorization"))
                    .map(given ->
                            ask(request, access, new Access.Attempt(given, Visitor.Way.BASIC, forwarded.address())))
                    .orElseGet(Verdict.Refused::new);
        }
        return new Verdict.Refused();
    }

    /** Whether this is a console user, or has the listener's password, or is one of the container's realm where that may be. */
    static Verdict ask(HttpServletRequest request, Access access, Access.Attempt attempt) {
        boolean own = access.user(attempt.credentials().user()).isPresent();
        if (!own && request.getAttribute(ListenerPassword.ATTRIBUTE) instanceof ListenerPassword listener) {
            return access.check(attempt, () -> listener.role(attempt.credentials()));
        }
        if (!own && access.config().containerRealm()) {
            return access.check(attempt, () -> Realm.login(request, attempt.credentials()));
        }
        if (!access.hasUsers()) {
            return new Verdict.Refused();
        }
        try {
            return access.check(attempt).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Verdict.Refused();
        } catch (ExecutionException | TimeoutException e) {
            return new Verdict.Later(java.time.Duration.ofSeconds(PATIENCE_SECONDS));
        }
    }

    private static void askForLogin(VisitorRequest request, HttpServletResponse response, Place place)
            throws IOException {
        boolean reads = SAFE.contains(request.getMethod());
        String login = Links.toLogin(request, reads);
        if (place == Place.API) {
            response.setHeader("WWW-Authenticate", CHALLENGE);
            Answers.text(
                    response, HttpServletResponse.SC_UNAUTHORIZED, "Name and password of a console user are needed.");
        } else if ("partial/ajax".equals(request.getHeader("Faces-Request"))) {
            Answers.bytes(
                    response,
                    HttpServletResponse.SC_OK,
                    "text/xml;charset=utf-8",
                    ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<partial-response><redirect url=\""
                                    + Answers.escape(login) + "\"/></partial-response>")
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } else if (place == Place.PAGE && isEventStream(request)) {
            Answers.text(response, HttpServletResponse.SC_UNAUTHORIZED, "The login has ended.");
        } else {
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", login);
        }
    }

    private static boolean isEventStream(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return accept != null && accept.startsWith("text/event-stream");
    }
}
