package org.warden.webapp.edge;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.warden.core.model.Channel;
import org.warden.rpc.LogName;
import org.warden.webapp.boot.Graph;
import org.warden.webapp.console.LogPage;

/** {@code /log}: the end of a program's log, or of the activity log where none is named. */
public final class LogServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private static final long END = 64 << 10;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Graph graph = Answers.graph(request, response);
        if (graph == null) {
            return;
        }
        String name = Optional.ofNullable(request.getParameter("name")).orElse("");
        String channel = Channel.STDERR.word().equals(request.getParameter("channel"))
                ? Channel.STDERR.word()
                : Channel.STDOUT.word();
        Optional<String> path = name.isEmpty()
                ? graph.logs().mainLog()
                : LogName.path(graph.supervisor().view(), name + "/" + channel);
        byte[] end = path.isEmpty() ? null : end(graph, path.get());
        Answers.html(
                response,
                end == null ? HttpServletResponse.SC_NOT_FOUND : HttpServletResponse.SC_OK,
                new LogPage(ProgramsServlet.page(request)).html(name, channel, end));
    }

    private static byte[] end(Graph graph, String path) throws IOException {
        try {
            // A log that has just been cleared is shorter than what its size said before, which does no harm.
            return graph.logs().read(path, -END, 0);
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
