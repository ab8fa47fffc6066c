package org.warden.doors;

import java.util.Locale;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.warden.core.api.ProcessView;
import org.warden.core.api.Supervisor;
import org.warden.core.model.ProcessState;
import org.warden.rpc.ProcessText;

/** {@code /}: the processes in a table, to look at. Has no actions. */
final class StatusPage {

    /** Where the page finds {@link #STYLE}. */
    static final String STYLE_PATH = "/stylesheets/warden.css";

    /** Out of the page, so that the page's policy can forbid inline style. */
    static final String STYLE = """
            body { font: 14px/1.5 sans-serif; margin: 2em; color: #222; background: #fff }
            table { border-collapse: collapse }
            th, td { text-align: left; padding: .3em 1em; border-bottom: 1px solid #ddd }
            .statusrunning { color: #060 }
            .statuserror { color: #a00; font-weight: bold }
            """;

    private final Supervisor supervisor;
    private final ProcessText text;

    StatusPage(Supervisor supervisor, ProcessText text) {
        this.supervisor = supervisor;
        this.text = text;
    }

    /** @param message a sentence to show above the table, or "" for none */
    void handle(Request request, Response response, Callback callback, String message) {
        StringBuilder page = new StringBuilder(4096);
        page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Supervisor Status</title>")
                .append("<link rel=\"stylesheet\" href=\"")
                .append(STYLE_PATH.substring(1))
                .append("\"></head>\n<body>\n<h1>Supervisor status</h1>\n");
        if (!message.isEmpty()) {
            page.append("<p class=\"status_msg\">").append(escape(message)).append("</p>\n");
        }
        var processes = supervisor.view().processes();
        if (processes.isEmpty()) {
            page.append("<p>No programs to manage</p>\n");
        } else {
            page.append("<table>\n<tr><th>State</th><th>Description</th><th>Name</th></tr>\n");
            processes.forEach(p -> row(page, p));
            page.append("</table>\n");
        }
        page.append("</body></html>\n");
        Pages.html(request, response, callback, HttpStatus.OK_200, page.toString());
    }

    private void row(StringBuilder page, ProcessView p) {
        page.append("<tr><td class=\"").append(styleOf(p.state())).append("\">");
        page.append(p.state().name().toLowerCase(Locale.ROOT)).append("</td><td>");
        page.append(escape(text.description(p))).append("</td><td>");
        page.append("<a href=\"tail.html?processname=")
                .append(Paths.encode(p.name().namespec()))
                .append("\">")
                .append(escape(p.name().namespec()))
                .append("</a></td></tr>\n");
    }

    private static String styleOf(ProcessState state) {
        return switch (state) {
            case RUNNING -> "statusrunning";
            case FATAL, BACKOFF -> "statuserror";
            case STOPPED, STARTING, STOPPING, EXITED, UNKNOWN -> "statusnominal";
        };
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
