package org.warden.webapp.edge;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.warden.webapp.boot.Installation;

/**
 * The page at the root: for people who are logged in the way to the console, or what keeps Warden from running; for all
 * others whether it runs.
 */
public final class PageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    static final String NAME = "page";

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Installation installation = Answers.installation(request);
        boolean up = installation.graph().isPresent();
        if (up && request.getRemoteUser() != null) {
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", "./overview");
            return;
        }
        StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<title>Warden</title></head>\n<body>\n<h1>Warden</h1>\n");
        page.append(up ? "<p>Warden is running.</p>\n" : "<p>" + Answers.state(installation) + "</p>\n");
        if (!up) {
            // Paths and settings are not for everybody who finds the port.
            boolean known = installation.standby() || request.getUserPrincipal() != null;
            page.append("<p>")
                    .append(known ? Answers.escape(installation.trouble()) : "The reason is in the container's log.")
                    .append("</p>\n");
        }
        if (up) {
            page.append(
                            "<p>This port serves nothing else until a login is set up: add a <code>[console_user:NAME]</code>")
                    .append(
                            " section to <code>supervisord.conf</code> with the hash that <code>warden passwd</code> prints,")
                    .append(
                            " or <code>container_realm=true</code> to its <code>[console]</code> for users of the container.")
                    .append(" The listeners of <code>supervisord.conf</code> have rules of their own.</p>\n");
        }
        page.append("</body></html>\n");
        Answers.html(
                response, up ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE, page.toString());
    }
}
