package org.warden.webapp.edge;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.warden.doors.Origins;

/**
 * Who may come in by the container's own port: requests that a container realm has authenticated, and everybody to the
 * page that explains this. The credentials of {@code [inet_http_server]} are not known here.
 */
public final class GateFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private static final String CLOSED = "Nothing is served on this port until a login is set up: protect this web"
            + " application with a realm of the container. The listeners of supervisord.conf are open beside it.";

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean foreign = Origins.isForeign(
                request.getHeader("Sec-Fetch-Site"), request.getHeader("Origin"), request.getHeader("Host"));
        if (foreign) {
            Answers.text(response, HttpServletResponse.SC_FORBIDDEN, "Requests from other sites' pages are refused.");
        } else if (request.getUserPrincipal() == null && !isRoot(request)) {
            Answers.text(response, HttpServletResponse.SC_FORBIDDEN, CLOSED);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean isRoot(HttpServletRequest request) {
        // The servlet that was chosen, not the path as sent: containers differ in what they make of odd paths.
        return PageServlet.NAME.equals(request.getHttpServletMapping().getServletName());
    }
}
