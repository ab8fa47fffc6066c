package org.warden.webapp.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * What a page puts into its forms and a page of another site can't know. Bound to the session; in pages it is the request
 * attribute {@value #NAME}, in requests the parameter of that name or the header {@value #HEADER}.
 */
public final class CsrfToken {
    static final String NAME = "csrf";
    static final String HEADER = "X-CSRF-Token";

    private static final String IN_SESSION = CsrfToken.class.getName();
    private static final int BYTES = 32;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final HttpServletRequest request;

    CsrfToken(HttpServletRequest request) {
        this.request = request;
    }

    /** The token; begins a session where there is none. */
    public String getToken() {
        return of(request.getSession());
    }

    /** The same, for pages that name the attribute alone. */
    @Override
    public String toString() {
        return getToken();
    }

    static String of(HttpSession session) {
        // Two requests may come at once, and both answers must be good.
        synchronized (RANDOM) {
            if (session.getAttribute(IN_SESSION) instanceof String token) {
                return token;
            }
            String token = random();
            session.setAttribute(IN_SESSION, token);
            return token;
        }
    }

    static void renew(HttpSession session) {
        session.setAttribute(IN_SESSION, random());
    }

    static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether a text looks like one of {@link #random}. */
    static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    /** Whether the request carries the token of its session. */
    static boolean isIn(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session == null || !(session.getAttribute(IN_SESSION) instanceof String token)) {
            return false;
        }
        String header = request.getHeader(HEADER);
        return isSame(token, header != null ? header : request.getParameter(NAME));
    }

    static boolean isSame(String expected, String given) {
        return given != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
