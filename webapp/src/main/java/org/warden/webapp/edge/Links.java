package org.warden.webapp.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Addresses within the application, relative to the request's own: they hold under any context path and behind any proxy,
 * and no Host header gets into them.
 */
final class Links {
    /** A path of ours with its query, and of no other server. */
    private static final Pattern OURS = Pattern.compile("/(?![/\\\\])[!-\\[\\]-~]*");

    private Links() {}

    /** @param back whether the page that was asked for is to come after the login, or the one it belongs to */
    static String toLogin(HttpServletRequest request, boolean back) {
        String query = request.getQueryString();
        String page = within(request) + (back && query != null ? "?" + query : "");
        String login = toRoot(request) + "login";
        return isOurs(page) && !page.equals("/")
                ? login + "?next=" + URLEncoder.encode(page, StandardCharsets.UTF_8)
                : login;
    }

    /** From the login's own address to a page that was asked for; to the root where that is none of ours. */
    static String fromLogin(String next) {
        return isOurs(next) ? "." + next : "./";
    }

    static boolean isOurs(String path) {
        return path != null && OURS.matcher(path).matches();
    }

    private static String within(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }

    private static String toRoot(HttpServletRequest request) {
        long slashes = within(request).chars().filter(c -> c == '/').count();
        return slashes <= 1 ? "./" : "../".repeat((int) Math.min(slashes - 1, 32));
    }
}
