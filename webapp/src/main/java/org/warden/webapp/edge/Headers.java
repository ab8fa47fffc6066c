package org.warden.webapp.edge;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What keeps a browser from doing more with a page than is meant. */
final class Headers {
    static final String POLICY = "Content-Security-Policy";

    /** Style attributes are allowed, for widgets set widths by them; style elements and scripts are not. */
    private static final String RULES = "default-src 'none'; script-src 'self'%s; style-src-elem 'self'%s;"
            + " style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
            + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final Pattern NONCE = Pattern.compile("'nonce-[A-Za-z0-9+/_=-]+'");

    private Headers() {}

    /** For what is no page. */
    static void plain(HttpServletResponse response) {
        response.setHeader("X-Content-Type-Options", "nosniff");
    }

    /** For pages; the answer's own scripts may still announce the nonce they carry. */
    static HttpServletResponse page(HttpServletResponse response) {
        plain(response);
        response.setHeader(POLICY, rules(""));
        response.setHeader("X-Frame-Options", "DENY");
        // Not no-referrer: with that, browsers send "Origin: null" with the forms of this very page.
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
        return new OnePolicy(response);
    }

    private static String rules(String nonce) {
        return String.format(RULES, nonce, nonce);
    }

    /**
     * Widgets send a policy of their own with the nonce of their scripts. Two policies would both count, and ours would
     * forbid what theirs allows: so theirs gives the nonce, and ours stays.
     */
    private static final class OnePolicy extends HttpServletResponseWrapper {
        OnePolicy(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void setHeader(String name, String value) {
            super.setHeader(name, POLICY.equalsIgnoreCase(name) ? merged(value) : value);
        }

        @Override
        public void addHeader(String name, String value) {
            if (POLICY.equalsIgnoreCase(name)) {
                super.setHeader(name, merged(value));
            } else {
                super.addHeader(name, value);
            }
        }

        private static String merged(String theirs) {
            Matcher nonce = NONCE.matcher(theirs);
            return rules(nonce.find() ? " " + nonce.group() : "");
        }
    }
}
