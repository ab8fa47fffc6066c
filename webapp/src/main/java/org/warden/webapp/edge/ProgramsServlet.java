package org.warden.webapp.edge;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.warden.access.Visitor;
import org.warden.core.api.SupervisorView;
import org.warden.core.model.ProcessName;
import org.warden.core.model.Role;
import org.warden.rpc.Caller;
import org.warden.webapp.boot.Graph;
import org.warden.webapp.console.Page;
import org.warden.webapp.console.ProgramActions;
import org.warden.webapp.console.ProgramActions.Verb;
import org.warden.webapp.console.ProgramFeed;
import org.warden.webapp.console.ProgramUse;
import org.warden.webapp.console.ProgramsPage;
import org.warden.webapp.console.Texts;

/** {@code /programs}: the list by GET, actions by POST. The filter before it has looked at role and token. */
public final class ProgramsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** Who looks, in which language, with which token. */
    static Page page(HttpServletRequest request) {
        return new Page(
                Texts.of(request.getLocale()),
                request.getRemoteUser(),
                ((Visitor) request.getAttribute(Visitor.ATTRIBUTE)).role(),
                CsrfToken.of(request.getSession()),
                Page.carriesManual(request.getServletContext()));
    }

    private static ProgramsPage programs(HttpServletRequest request) {
        return new ProgramsPage(page(request), System.currentTimeMillis() / 1000);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Graph graph = Answers.graph(request, response);
        if (graph == null) {
            return;
        }
        SupervisorView view = graph.supervisor().view();
        ProgramsPage.Choice choice = new ProgramsPage.Choice(
                request.getParameter("q"), request.getParameter("state"), request.getParameter("sort"));
        ProgramUse use = ProgramUse.of(getServletContext());
        Map<ProcessName, ProgramUse.Use> uses = use.latest(graph.supervisor());
        String mark = ProgramFeed.of(getServletContext()).markOf(view, uses);
        Answers.html(
                response,
                HttpServletResponse.SC_OK,
                programs(request).html(view, choice, mark, uses, use.lines(graph.supervisor())));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.isUserInRole(Role.OPERATOR.word())) {
            Answers.text(response, HttpServletResponse.SC_FORBIDDEN, "This needs the role operator.");
            return;
        }
        Graph graph = Answers.graph(request, response);
        if (graph == null) {
            return;
        }
        // "stop" with the names beside it, or "stop web" from the button of one row.
        String[] words =
                Optional.ofNullable(request.getParameter("do")).orElse("").split(" ", 2);
        Optional<Verb> verb = Verb.parse(words[0]);
        List<ProcessName> names =
                ProgramsPage.known(graph.supervisor().view(), words.length == 2 ? List.of(words[1]) : asked(request));
        if (verb.isEmpty() || names.isEmpty()) {
            Answers.text(
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    Texts.of(request.getLocale()).get("nothing"));
            return;
        }
        boolean confirmed = "yes".equals(request.getParameter("confirmed"));
        boolean typed = names.size() < ProgramActions.MANY
                || Integer.toString(names.size()).equals(strip(request.getParameter("typed")));
        if (verb.get().needsConfirmation(names.size()) && !(confirmed && typed)) {
            List<String> texts = names.stream().map(ProcessName::namespec).toList();
            Answers.html(
                    response, HttpServletResponse.SC_OK, programs(request).confirmation(verb.get(), texts, confirmed));
            return;
        }
        act(request, graph, verb.get(), names);
    }

    private static String strip(String typed) {
        return typed == null ? "" : typed.strip();
    }

    /** From check boxes, one name each, or from a script or a confirmation, one name a line. */
    private static List<String> asked(HttpServletRequest request) {
        String[] boxes = request.getParameterValues("name");
        String lines = request.getParameter("names");
        return Stream.concat(
                        boxes == null ? Stream.empty() : Arrays.stream(boxes),
                        lines == null ? Stream.empty() : lines.lines().map(String::strip))
                .toList();
    }

    private void act(HttpServletRequest request, Graph graph, Verb verb, List<ProcessName> names) {
        boolean script = "application/json".equals(request.getHeader("Accept"));
        ProgramsPage programs = programs(request);
        log(request.getRemoteUser() + " at " + request.getRemoteAddr() + ": " + verb.word() + " " + names);
        Visitor visitor = (Visitor) request.getAttribute(Visitor.ATTRIBUTE);
        Caller caller = new Caller(visitor.user(), visitor.address(), visitor.role());
        AsyncContext context = request.startAsync();
        // A stop may take as long as the program's stopwaitsecs; the core sets the limits.
        context.setTimeout(0);
        new ProgramActions(graph.supervisor()).act(verb, names).whenComplete((results, lost) -> {
            if (results != null) {
                results.forEach(result -> result.keep(graph.rpc().audit(), caller, verb));
            }
            context.start(() -> finish(context, script, programs, verb, results));
        });
    }

    /** @param results null when the commands were lost because the application is being stopped */
    private void finish(
            AsyncContext context,
            boolean script,
            ProgramsPage programs,
            Verb verb,
            List<ProgramActions.Result> results) {
        HttpServletResponse response = (HttpServletResponse) context.getResponse();
        try {
            if (results == null) {
                Answers.text(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "Warden is being stopped.");
            } else if (script) {
                Answers.bytes(
                        response,
                        HttpServletResponse.SC_OK,
                        "application/json",
                        programs.json(verb, results).getBytes(StandardCharsets.UTF_8));
            } else {
                Answers.html(response, HttpServletResponse.SC_OK, programs.results(verb, results));
            }
        } catch (IOException e) {
            log("a browser left before the result of its action: " + e.getMessage());
        } finally {
            context.complete();
        }
    }
}
