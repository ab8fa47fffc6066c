package org.warden.webapp.edge;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.warden.core.api.LogFile;
import org.warden.webapp.boot.Graph;
import org.warden.webapp.console.LogChoice;

/** {@code /logfile}: one file of a log as it is, to be kept. As long as it was when it was asked for. */
public final class LogFileServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private static final int CHUNK = 64 << 10;

    /** A slow browser holds a thread of the container for as long as it takes. */
    private static final int MOST_DOWNLOADS = 20;

    private final transient Semaphore downloads = new Semaphore(MOST_DOWNLOADS);

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Graph graph = Answers.graph(request, response);
        if (graph == null) {
            return;
        }
        LogChoice choice = LogChoice.of(request::getParameter);
        List<LogFile> files = graph.logReader().files(LogServlet.path(graph, choice, choice.channel()));
        Optional<LogFile> file = files.stream()
                .filter(one -> one.number() == choice.place().number())
                .findFirst();
        if (file.isEmpty()) {
            Answers.text(response, HttpServletResponse.SC_NOT_FOUND, "There is no such log.");
            return;
        }
        if (!downloads.tryAcquire()) {
            Answers.text(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "Too many logs are being downloaded.");
            return;
        }
        try (SeekableByteChannel in = graph.logReader().open(file.get())) {
            send(response, name(choice, file.get()), in);
        } catch (NoSuchFileException removedMeanwhile) {
            Answers.text(response, HttpServletResponse.SC_NOT_FOUND, "There is no such log.");
        } finally {
            downloads.release();
        }
    }

    /** Names of programs may hold what no file name or header should. */
    private static String name(LogChoice choice, LogFile file) {
        String name = choice.isMain() ? "supervisord" : choice.name() + "-" + choice.channel();
        return name.replaceAll("[^A-Za-z0-9._-]", "_") + ".log" + (file.number() == 0 ? "" : "." + file.number());
    }

    private static void send(HttpServletResponse response, String name, SeekableByteChannel in) throws IOException {
        long left = in.size();
        response.setContentType("application/octet-stream");
        response.setContentLengthLong(left);
        response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "no-store");
        OutputStream out = response.getOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        while (left > 0) {
            buffer.clear().limit((int) Math.min(CHUNK, left));
            int read = in.read(buffer);
            if (read < 0) {
                // The rest can't come, and the browser is to know that.
                throw new IOException("the log was cut short while it was sent");
            }
            out.write(buffer.array(), 0, read);
            left -= read;
        }
    }
}
