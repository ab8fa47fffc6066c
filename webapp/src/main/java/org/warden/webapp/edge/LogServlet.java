package org.warden.webapp.edge;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.warden.core.api.LogFile;
import org.warden.core.api.LogHits;
import org.warden.core.api.LogQuery;
import org.warden.core.api.LogReader;
import org.warden.core.api.Logs;
import org.warden.core.model.Channel;
import org.warden.rpc.LogName;
import org.warden.webapp.boot.Graph;
import org.warden.webapp.console.LogChoice;
import org.warden.webapp.console.LogPage;
import org.warden.webapp.console.LogView;
import org.warden.webapp.console.Page;

/** {@code /log}: a piece of a program's logs, or of the activity log where no program is named, and searches in them. */
public final class LogServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** What a page shows at most. */
    private static final int PIECE = 64 << 10;

    /** Of a piece around a place, what comes before it. */
    private static final int BEFORE = 16 << 10;

    private static final int MOST_HITS = 100;
    private static final int LONGEST_EXPRESSION = 500;

    /** For all channels of a search together; each may take a second more for a line that is under way. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** Each keeps a processor busy; others wait for a moment, and are then told to come again. */
    private static final int MOST_SEARCHES = 2;

    private static final long WAIT_SECONDS = 5;

    private final transient Semaphore searches = new Semaphore(MOST_SEARCHES);

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Graph graph = Answers.graph(request, response);
        if (graph == null) {
            return;
        }
        LogChoice choice = LogChoice.of(request::getParameter);
        Page page = ProgramsServlet.page(request);
        LogReader reader = graph.logReader();
        Map<String, List<LogFile>> files = new LinkedHashMap<>();
        for (String channel : choice.channels()) {
            files.put(channel, reader.files(path(graph, choice, channel)));
        }
        int status = HttpServletResponse.SC_OK;
        LogView view;
        if (files.values().stream().allMatch(List::isEmpty)) {
            view = new LogView(files, null, null, null, Map.of(), "");
            status = HttpServletResponse.SC_NOT_FOUND;
        } else if (!choice.find().isEmpty()) {
            view = search(graph, choice, files, page);
        } else if (choice.channel().equals(LogChoice.BOTH)) {
            view = new LogView(files, null, null, both(graph, choice), Map.of(), "");
        } else {
            view = piece(reader, choice, files);
        }
        Answers.html(response, status, new LogPage(page).html(choice, view));
    }

    /** The path of a log, or "" where there is none. */
    static String path(Graph graph, LogChoice choice, String channel) {
        Optional<String> path = choice.isMain()
                ? graph.logs().mainLog()
                : LogName.path(graph.supervisor().view(), choice.name() + "/" + channel);
        return path.orElse("");
    }

    /** The file that is asked for: by its id, for it may have been rotated on, or else by its number. */
    static Optional<LogFile> file(List<LogFile> files, LogChoice choice) {
        return files.stream()
                .filter(file -> file.id().equals(choice.place().id()))
                .findFirst()
                .or(() -> files.stream()
                        .filter(file -> file.number() == choice.place().number())
                        .findFirst());
    }

    private static LogView piece(LogReader reader, LogChoice choice, Map<String, List<LogFile>> files)
            throws IOException {
        List<LogFile> all = files.get(choice.channel());
        LogFile file = file(all, choice).orElse(all.get(0));
        long offset = choice.place().offset();
        LogReader.Window window;
        try {
            window = switch (choice.seek()) {
                case FROM -> reader.window(file, offset, 0, PIECE);
                case AT -> reader.window(file, offset, BEFORE, PIECE - BEFORE);
                case TO, END -> reader.window(file, offset, PIECE, 0);
            };
        } catch (NoSuchFileException removedMeanwhile) {
            window = new LogReader.Window(0, new byte[0], 0);
        }
        return new LogView(files, file, window, null, Map.of(), "");
    }

    private static byte[] both(Graph graph, LogChoice choice) throws IOException {
        String stdout = path(graph, choice, Channel.STDOUT.word());
        String stderr = path(graph, choice, Channel.STDERR.word());
        try (Logs.Follower both = graph.logReader().followBoth(stdout, stderr, PIECE)) {
            return both.next(4 * PIECE);
        } catch (NoSuchFileException removedMeanwhile) {
            return new byte[0];
        }
    }

    private LogView search(Graph graph, LogChoice choice, Map<String, List<LogFile>> files, Page page)
            throws IOException {
        Pattern pattern;
        try {
            pattern = pattern(choice);
        } catch (PatternSyntaxException wrong) {
            String where = wrong.getIndex() < 0 ? "" : " (" + (wrong.getIndex() + 1) + ")";
            return trouble(files, page.text("log.wrong", wrong.getDescription() + where));
        } catch (StackOverflowError tooDeep) {
            return trouble(files, page.text("log.wrong", "()"));
        }
        try {
            if (!searches.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                return trouble(files, page.text("log.busy"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return trouble(files, page.text("log.busy"));
        }
        try {
            Map<String, LogHits> found = new LinkedHashMap<>();
            List<String> channels = choice.channels().stream()
                    .filter(channel -> !files.get(channel).isEmpty())
                    .toList();
            for (String channel : channels) {
                LogQuery query = new LogQuery(
                        pattern, choice.context(), MOST_HITS, PATIENCE.dividedBy(channels.size()), choice.after());
                found.put(channel, graph.logReader().search(path(graph, choice, channel), query));
            }
            return new LogView(files, null, null, null, found, "");
        } finally {
            searches.release();
        }
    }

    private static LogView trouble(Map<String, List<LogFile>> files, String text) {
        return new LogView(files, null, null, null, Map.of(), text);
    }

    private static Pattern pattern(LogChoice choice) {
        if (choice.find().length() > LONGEST_EXPRESSION) {
            throw new PatternSyntaxException("> " + LONGEST_EXPRESSION, "", -1);
        }
        return Pattern.compile(choice.find(), choice.anyCase() ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0);
    }
}
