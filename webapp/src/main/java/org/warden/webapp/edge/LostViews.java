package org.warden.webapp.edge;

import jakarta.faces.FacesException;
import jakarta.faces.application.ViewExpiredException;
import jakarta.faces.context.ExceptionHandler;
import jakarta.faces.context.ExceptionHandlerFactory;
import jakarta.faces.context.ExceptionHandlerWrapper;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.faces.event.ExceptionQueuedEvent;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/**
 * What happens when a Faces page fails. A page that was open for too long is shown anew, and nothing was done; all else is
 * logged, and the browser is told no more than that. A full request ends on our error page.
 */
public final class LostViews extends ExceptionHandlerFactory {

    public LostViews(ExceptionHandlerFactory wrapped) {
        super(wrapped);
    }

    @Override
    public ExceptionHandler getExceptionHandler() {
        return new Handler(getWrapped().getExceptionHandler());
    }

    private static final class Handler extends ExceptionHandlerWrapper {
        Handler(ExceptionHandler wrapped) {
            super(wrapped);
        }

        @Override
        public void handle() throws FacesException {
            FacesContext context = FacesContext.getCurrentInstance();
            boolean script = context.getPartialViewContext().isAjaxRequest();
            Iterator<ExceptionQueuedEvent> events =
                    getUnhandledExceptionQueuedEvents().iterator();
            while (events.hasNext()) {
                Throwable failure = events.next().getContext().getException();
                boolean lost = hasCause(failure, ViewExpiredException.class);
                if (lost || script) {
                    events.remove();
                    answer(context, failure, lost, script);
                }
            }
            getWrapped().handle();
        }

        private static boolean hasCause(Throwable failure, Class<? extends Throwable> kind) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (kind.isInstance(cause)) {
                    return true;
                }
            }
            return false;
        }

        private static void answer(FacesContext context, Throwable failure, boolean lost, boolean script) {
            ExternalContext outside = context.getExternalContext();
            if (!lost) {
                outside.log("a request failed", failure);
            }
            if (context.getResponseComplete() || outside.isResponseCommitted()) {
                return;
            }
            HttpServletResponse response = (HttpServletResponse) outside.getResponse();
            String same = same((HttpServletRequest) outside.getRequest());
            context.responseComplete();
            try {
                response.resetBuffer();
                if (script) {
                    Answers.bytes(
                            response,
                            HttpServletResponse.SC_OK,
                            "text/xml;charset=utf-8",
                            partial("<redirect url=\"" + Answers.escape(lost ? same : "./error?failed") + "\"/>")
                                    .getBytes(StandardCharsets.UTF_8));
                } else {
                    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
                    response.setHeader("Location", same);
                }
            } catch (IOException gone) {
                outside.log("a browser left before its answer: " + gone.getMessage());
            }
        }

        private static String partial(String inner) {
            return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<partial-response>" + inner + "</partial-response>";
        }

        /** The page's own address, relative to it. */
        private static String same(HttpServletRequest request) {
            String name = request.getParameter("name");
            String page = "." + request.getServletPath();
            return name == null ? page : page + "?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        }
    }
}
