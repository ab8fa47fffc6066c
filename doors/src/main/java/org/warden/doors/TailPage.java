package org.warden.doors;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.warden.core.api.Logs;
import org.warden.core.api.Supervisor;
import org.warden.rpc.LogName;

/** {@code tail.html?processname=N&limit=B}: the end of a process's stdout log, to look at. */
final class TailPage {

    private static final int USUAL = 1024;
    private static final int MOST = 1 << 20;

    private final Supervisor supervisor;
    private final Logs logs;

    TailPage(Supervisor supervisor, Logs logs) {
        this.supervisor = supervisor;
        this.logs = logs;
    }

    void handle(Request request, Response response, Callback callback, Form form) {
        String name = form.get("processname");
        int limit = limit(form.get("limit"));
        StringBuilder page = new StringBuilder(4096);
        page.append(
                        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Supervisor tail of process ")
                .append(StatusPage.escape(name))
                .append("</title><link rel=\"stylesheet\" href=\"")
                .append(StatusPage.STYLE_PATH.substring(1))
                .append("\"></head>\n<body>\n");
        page.append("<pre>").append(StatusPage.escape(tail(name, limit))).append("</pre>\n");
        if (!name.isEmpty()) {
            page.append("<p><a href=\"tail.html?processname=")
                    .append(Paths.encode(name))
                    .append("&amp;limit=")
                    .append(limit)
                    .append("\">Refresh</a></p>\n");
        }
        page.append("</body></html>\n");
        Pages.html(request, response, callback, HttpStatus.OK_200, page.toString());
    }

    /** How many bytes; what is no number counts as not given. */
    private static int limit(String text) {
        if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return USUAL;
        }
        int limit = Integer.parseInt(text);
        return limit == 0 ? USUAL : Math.min(limit, MOST);
    }

    private String tail(String name, int limit) {
        if (name.isEmpty()) {
            return "No process name found";
        }
        if (!LogName.isProcess(supervisor.view(), name)) {
            return "ERROR: unexpected rpc fault [10] BAD_NAME: " + name;
        }
        Optional<String> path = LogName.path(supervisor.view(), name);
        try {
            return path.isEmpty()
                    ? "No file for " + name
                    : new String(logs.read(path.get(), -limit, 0), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "No file for " + name;
        } catch (IOException e) {
            return "ERROR: unexpected rpc fault [30] FAILED";
        }
    }
}
