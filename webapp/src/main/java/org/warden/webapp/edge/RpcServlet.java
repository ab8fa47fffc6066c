package org.warden.webapp.edge;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.warden.access.Visitor;
import org.warden.rpc.BodyBudget;
import org.warden.rpc.Caller;
import org.warden.rpc.RpcResponse;
import org.warden.webapp.boot.Graph;

/** {@code /RPC2} on the container's port. A call that waits for the core holds no thread of the container. */
public final class RpcServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private static final int READ = 16 << 10;

    private final transient BodyBudget budget = new BodyBudget();

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!"POST".equals(request.getMethod())) {
            Answers.text(response, HttpServletResponse.SC_BAD_REQUEST, "XML-RPC calls are POST requests.");
            return;
        }
        Graph graph = Answers.graph(request, response);
        if (graph == null) {
            return;
        }
        if (request.getContentLengthLong() > BodyBudget.MOST_EACH) {
            Answers.text(response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "The call is too long.");
            return;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int refused = read(request.getInputStream(), body);
        if (refused != 0) {
            budget.giveBack(body.size());
            Answers.text(response, refused, "There is no room for this call.");
            return;
        }
        AsyncContext context = request.startAsync();
        // A start may take as long as the program's startsecs; the core sets the limits.
        context.setTimeout(0);
        byte[] bytes = body.toByteArray();
        Visitor visitor = (Visitor) request.getAttribute(Visitor.ATTRIBUTE);
        Caller caller = new Caller(visitor.user(), visitor.address(), visitor.role());
        graph.rpc().handle(bytes, caller, context::start).whenComplete((answer, error) -> {
            budget.giveBack(bytes.length);
            finish(context, answer);
        });
    }

    /** 0, or the status to refuse with. */
    private int read(ServletInputStream in, ByteArrayOutputStream body) throws IOException {
        byte[] part = new byte[READ];
        for (int n = in.read(part); n >= 0; n = in.read(part)) {
            if (body.size() + n > BodyBudget.MOST_EACH) {
                return HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE;
            }
            if (!budget.take(body.size(), n)) {
                return HttpServletResponse.SC_SERVICE_UNAVAILABLE;
            }
            body.write(part, 0, n);
        }
        return 0;
    }

    /** @param answer null when the call was lost because the application is being stopped */
    private void finish(AsyncContext context, RpcResponse answer) {
        HttpServletResponse response = (HttpServletResponse) context.getResponse();
        try {
            if (answer == null) {
                Answers.text(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "Warden is being stopped.");
            } else if (answer.httpStatus() == HttpServletResponse.SC_OK) {
                Answers.bytes(response, HttpServletResponse.SC_OK, "text/xml", answer.xml());
            } else {
                log(answer.complaint());
                Answers.text(response, answer.httpStatus(), "This is no XML-RPC call.");
            }
        } catch (IOException e) {
            log("an XML-RPC client left before its answer: " + e.getMessage());
        } finally {
            context.complete();
        }
    }
}
