package org.warden.webapp.edge;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.warden.webapp.boot.Installation;

/** The page at the root: whether Warden runs and, for people who are logged in, what keeps it from running. */
public final class PageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    static final String NAME = "page";

    private static final String POLICY =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Installation installation = Answers.installation(request);
        boolean up = installation.graph().isPresent();
        StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<title>Warden</title></head>\n<body>\n<h1>Warden</h1>\n");
        page.append(up ? "<p>Warden is running.</p>\n" : "<p>Warden is not running.</p>\n");
        if (!up) {
            // Paths and settings are not for everybody who finds the port.
            boolean known = request.getUserPrincipal() != null;
            page.append("<p>")
                    .append(known ? escape(installation.trouble()) : "The reason is in the container's log.")
                    .append("</p>\n");
        }
        page.append("<p>This port answers XML-RPC and log requests only to users that a realm of the container has")
                .append(" authenticated. The listeners of supervisord.conf have rules of their own.</p>\n")
                .append("</body></html>\n");
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("Referrer-Policy", "no-referrer");
        Answers.html(
                response, up ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE, page.toString());
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
