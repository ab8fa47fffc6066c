package org.warden.webapp.edge;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.function.LongSupplier;
import org.warden.access.Access;
import org.warden.access.BasicCredentials;
import org.warden.access.Verdict;
import org.warden.access.Visitor;
import org.warden.webapp.boot.Graph;

/** {@code /login} and {@code /logout}. Pages without script, which are there before the console is. */
public final class LoginServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    static final String NAME = "login";
    private static final String LOGOUT = "/logout";
    private static final String STYLE = "/login.css";

    /** Holds the token of the login form, so that strangers who only look begin no session. */
    private static final String COOKIE = "warden-login";

    private static final int LONGEST_NEXT = 2048;

    private final transient LongSupplier nowMillis;

    /** What the container calls. */
    public LoginServlet() {
        this(System::currentTimeMillis);
    }

    LoginServlet(LongSupplier nowMillis) {
        this.nowMillis = nowMillis;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getServletPath().equals(STYLE)) {
            Answers.bytes(
                    response,
                    HttpServletResponse.SC_OK,
                    "text/css;charset=utf-8",
                    LoginPage.STYLE.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return;
        }
        if (request.getServletPath().equals(LOGOUT)) {
            show(request, response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "logout.how", "");
            return;
        }
        if (request.getAttribute(Visitor.ATTRIBUTE) instanceof Visitor) {
            // A door of ours knows already who this is.
            redirect(response, "./");
            return;
        }
        show(request, response, HttpServletResponse.SC_OK, "", request.getParameter("next"));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getServletPath().equals(LOGOUT)) {
            logout(request, response);
        } else if (request.getServletPath().equals("/login")) {
            login(request, response);
        } else {
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        }
    }

    private void login(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Graph graph = Answers.graph(request, response);
        if (graph == null) {
            return;
        }
        String next = request.getParameter("next");
        String token = cookie(request);
        if (token.isEmpty() || !CsrfToken.isSame(token, request.getParameter(CsrfToken.NAME))) {
            show(request, response, HttpServletResponse.SC_FORBIDDEN, "login.stale", next);
            return;
        }
        Access access = graph.access();
        BasicCredentials given =
                new BasicCredentials(text(request.getParameter("user")), text(request.getParameter("password")));
        Verdict verdict = AccessFilter.ask(
                VisitorRequest.byContainer(request),
                access,
                new Access.Attempt(given, Visitor.Way.LOGIN, request.getRemoteAddr()));
        if (verdict instanceof Verdict.Welcome welcome) {
            begin(request, access, welcome.visitor());
            forget(request, response);
            redirect(response, Links.fromLogin(next));
        } else if (verdict instanceof Verdict.Later later) {
            response.setHeader("Retry-After", Long.toString(later.retryAfter().toSeconds()));
            show(request, response, 429, "login.later", next);
        } else {
            show(request, response, HttpServletResponse.SC_UNAUTHORIZED, "login.wrong", next);
        }
    }

    /** A new session for a new user: whoever knew the number of the old one knows nothing now. */
    private void begin(HttpServletRequest request, Access access, Visitor visitor) {
        HttpSession before = request.getSession(false);
        if (before != null) {
            before.invalidate();
        }
        HttpSession session = request.getSession(true);
        session.setMaxInactiveInterval((int) access.config().sessionIdle().toSeconds());
        CsrfToken.renew(session);
        LoginState.of(request, visitor, access, nowMillis.getAsLong()).keep(session);
    }

    private static void logout(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession(false);
        if (session != null && !CsrfToken.isIn(request)) {
            Answers.text(
                    response,
                    HttpServletResponse.SC_FORBIDDEN,
                    "This request does not carry the token of its page. Load the page again, and repeat what you did.");
            return;
        }
        if (session != null) {
            Graph graph = Answers.installation(request).graph().orElse(null);
            String user = request.getRemoteUser();
            if (graph != null && user != null) {
                graph.access()
                        .loggedOut(new Visitor(
                                user, org.warden.core.model.Role.VIEWER, Visitor.Way.LOGIN, request.getRemoteAddr()));
            }
            session.invalidate();
        }
        redirect(response, "./login");
    }

    private static void show(
            HttpServletRequest request, HttpServletResponse response, int status, String message, String next)
            throws IOException {
        // Kept where there is one: a second tab, or the browser's search for an icon, would make the first form stale.
        String before = cookie(request);
        String token = CsrfToken.isToken(before) ? before : CsrfToken.random();
        setCookie(request, response, token, "");
        Locale locale =
                Locale.GERMAN.getLanguage().equals(request.getLocale().getLanguage()) ? Locale.GERMAN : Locale.ROOT;
        ResourceBundle texts = ResourceBundle.getBundle(
                "org.warden.webapp.edge.login",
                locale,
                LoginServlet.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        boolean keep = Links.isOurs(next) && next.length() <= LONGEST_NEXT;
        String page = LoginPage.of(texts, locale, token, message, keep ? next : "");
        Answers.html(response, status, page);
    }

    private static void redirect(HttpServletResponse response, String location) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", location);
    }

    private static String cookie(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(COOKIE)) {
                    return cookie.getValue();
                }
            }
        }
        return "";
    }

    private static void forget(HttpServletRequest request, HttpServletResponse response) {
        setCookie(request, response, "", "; Max-Age=0");
    }

    private static void setCookie(HttpServletRequest request, HttpServletResponse response, String value, String more) {
        response.addHeader(
                "Set-Cookie",
                COOKIE + "=" + value + "; Path=" + request.getContextPath() + "/; HttpOnly; SameSite=Strict"
                        + (request.isSecure() ? "; Secure" : "") + more);
    }

    private static String text(String parameter) {
        return parameter == null ? "" : parameter;
    }
}
