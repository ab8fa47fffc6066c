package org.warden.webapp.edge;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What is shown in place of a container's own error page, which would tell of its version and of our insides. */
public final class ErrorServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** Where a script has sent the browser here, after the log was written. */
    private static int asked(HttpServletRequest request) {
        return "failed".equals(request.getQueryString())
                ? HttpServletResponse.SC_INTERNAL_SERVER_ERROR
                : HttpServletResponse.SC_NOT_FOUND;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        int status = code instanceof Integer number ? number : asked(request);
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure) {
            log("a request failed", failure);
        }
        String text =
                switch (status) {
                    case 400 -> "The request makes no sense.";
                    case 403 -> "This is not allowed.";
                    case 404 -> "There is nothing at this address.";
                    case 405 -> "This can't be done here that way.";
                    default ->
                        status >= 500
                                ? "Something went wrong. The log says what: the container's, or supervisord's own."
                                : "The request was refused.";
                };
        Answers.html(
                Headers.page(response),
                status,
                "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Error " + status
                        + "</title></head>\n<body><main>\n<h1>Error " + status + "</h1>\n<p>" + text
                        + "</p>\n</main></body></html>\n");
    }
}
