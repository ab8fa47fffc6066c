package org.warden.webapp.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.warden.access.Visitor;
import org.warden.core.api.Command;
import org.warden.core.api.History;
import org.warden.core.api.HistoryEntry;
import org.warden.core.api.HistoryFilter;
import org.warden.core.api.Refusal;
import org.warden.core.model.HistoryEvent;
import org.warden.core.model.ProcessState;
import org.warden.core.model.Role;
import org.warden.rpc.FakeCore;
import org.warden.webapp.boot.FakeInstallation;
import org.warden.webapp.boot.SessionCookie;

/** The console's servlets in a real container behind the real filter; who asks is settled before it. */
@Timeout(60)
class ConsoleServletsTest {
    private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

    @TempDir
    Path dir;

    private final FakeCore core = new FakeCore();
    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private volatile Role role = Role.OPERATOR;
    /** What the history answers; null where none is kept. */
    private volatile CompletionStage<History.Page> page;

    private final CountDownLatch questions = new CountDownLatch(4);
    private Tomcat tomcat;

    @BeforeEach
    void deploy() throws Exception {
        System.setProperty(
                "warden.config", Files.createFile(dir.resolve("s.conf")).toString());
        Path log = Files.writeString(dir.resolve("log"), "one \u001b[32mgreen\u001b[0m <b>\n");
        core.process("p", ProcessState.RUNNING, 12, log.toString());
        core.process("q", ProcessState.STOPPED, 0, "");
        tomcat = new Tomcat();
        tomcat.setBaseDir(dir.resolve("tomcat").toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", dir.toString());
        ((StandardContext) context).addApplicationLifecycleListener(FakeInstallation.up(core, new Kept()));
        context.addServletContainerInitializer(new SessionCookie(), null);
        context.addServletContainerInitializer((classes, servlets) -> install(servlets), null);
        tomcat.start();
    }

    @AfterEach
    void stop() throws LifecycleException {
        System.clearProperty("warden.config");
        tomcat.stop();
        tomcat.destroy();
    }

    private void install(ServletContext context) {
        filter(context, "visitor", (request, response, chain) -> {
            request.setAttribute(Visitor.ATTRIBUTE, new Visitor("anna", role, Visitor.Way.DOOR, "127.0.0.1"));
            chain.doFilter(request, response);
        });
        filter(context, "access", new AccessFilter());
        servlet(context, "page", new PageServlet(), "");
        servlet(context, "programs", new ProgramsServlet(), "/programs");
        servlet(context, "log", new LogServlet(), "/log");
        servlet(context, "logfile", new LogFileServlet(), "/logfile");
        servlet(context, "live", new LiveServlet(), "/live");
        servlet(context, "events", new EventsServlet(), "/events.csv");
        servlet(context, "tail", new TailServlet(), "/logtail/*");
    }

    private static void filter(ServletContext context, String name, jakarta.servlet.Filter filter) {
        var registration = context.addFilter(name, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(null, true, "/*");
    }

    private static void servlet(ServletContext context, String name, HttpServlet servlet, String pattern) {
        ServletRegistration.Dynamic registration = context.addServlet(name, servlet);
        registration.setAsyncSupported(true);
        registration.addMapping(pattern);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String form, String... headers) throws Exception {
        HttpRequest.Builder request = request("/programs")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        return client.send(
                headers.length == 0 ? request.build() : request.headers(headers).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String token() throws Exception {
        Matcher token = TOKEN.matcher(get("/programs").body());
        assertTrue(token.find());
        return "csrf=" + token.group(1);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void theRootLeadsToThePrograms() throws Exception {
        HttpResponse<String> root = get("/");
        assertEquals(303, root.statusCode());
        assertEquals("./overview", root.headers().firstValue("Location").orElse(""));
    }

    @Test
    void aStartOfOneProgramHappensAtOnce() throws Exception {
        HttpResponse<String> result = post(token() + "&do=" + encoded("start q"));
        assertTrue(result.body().contains("started"), result.body());
        assertEquals(1, core.count(Command.StartProcess.class));
    }

    @Test
    void aStopIsAskedOnceMoreAndThenHappens() throws Exception {
        String token = token();
        HttpResponse<String> question = post(token + "&do=stop&name=p");
        assertTrue(question.body().contains("<li>p</li>"), question.body());
        assertEquals(0, core.count(Command.StopProcess.class));
        assertTrue(post(token + "&do=stop&confirmed=yes&names=p").body().contains("stopped"));
        assertEquals(1, core.count(Command.StopProcess.class));
    }

    @Test
    void manyNeedTheirNumberTyped() throws Exception {
        for (int i = 0; i < 11; i++) {
            core.process("m" + i, ProcessState.RUNNING, 50 + i, "");
        }
        String names = encoded(IntStream.range(0, 11).mapToObj(i -> "m" + i).collect(Collectors.joining("\r\n")));
        String form = token() + "&do=stop&confirmed=yes&names=" + names;
        assertTrue(post(form).body().contains("role=\"alert\""));
        assertTrue(post(form + "&typed=10").body().contains("role=\"alert\""));
        assertEquals(0, core.count(Command.StopProcess.class));
        post(form + "&typed=11");
        assertEquals(11, core.count(Command.StopProcess.class));
    }

    @Test
    void eachProgramHasItsOwnResult() throws Exception {
        core.refuse(Command.StartProcess.class, Refusal.SPAWN_ERROR, "why");
        HttpResponse<String> result =
                post(token() + "&do=restart&confirmed=yes&names=" + encoded("p\nq"), "Accept", "application/json");
        assertEquals(
                "[{\"n\":\"p\",\"ok\":false,\"text\":\"it could not be started: why\"},"
                        + "{\"n\":\"q\",\"ok\":false,\"text\":\"it could not be started: why\"}]",
                result.body());
    }

    @Test
    void nothingHappensWithoutTokenOrRole() throws Exception {
        assertEquals(403, post("do=" + encoded("start q")).statusCode());
        String token = token();
        role = Role.VIEWER;
        assertEquals(403, post(token + "&do=" + encoded("start q")).statusCode());
        assertEquals(0, core.count(Command.StartProcess.class));
    }

    @Test
    void whatIsNoActionIsRefused() throws Exception {
        String token = token();
        assertEquals(400, post(token + "&do=explode&name=p").statusCode());
        assertEquals(400, post(token + "&do=stop&name=nobody").statusCode());
        assertEquals(400, post(token).statusCode());
    }

    @Test
    void changesArriveWhileTheStreamIsOpen() throws Exception {
        HttpRequest live =
                request("/live").header("Accept", "text/event-stream").build();
        var stream = client.send(live, HttpResponse.BodyHandlers.ofInputStream());
        assertTrue(stream.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream"));
        try (var lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertTrue(next(lines, "data: ").contains("\"full\":true"));
            core.process("q", ProcessState.FATAL, 0, "");
            String news = next(lines, "data: {\"seq\"");
            assertTrue(news.contains("\"n\":\"q\",\"g\":\"q\",\"s\":\"FATAL\""), news);
            assertFalse(news.contains("\"n\":\"p\""), news);
        }
    }

    private static String next(BufferedReader lines, String start) throws Exception {
        String line = lines.readLine();
        while (!line.startsWith(start)) {
            line = lines.readLine();
        }
        return line;
    }

    @Test
    void whoPollsGetsTheSame() throws Exception {
        String all = get("/live").body();
        assertTrue(all.contains("\"full\":true"), all);
        String mark = all.replaceFirst(".*\"seq\":\"([^\"]+)\".*", "$1");
        assertTrue(get("/live?since=" + mark).body().contains("\"rows\":[]"));
    }

    @Test
    void theEndOfALogIsShownWithoutScript() throws Exception {
        String page = get("/log?name=p").body();
        assertTrue(page.contains("one <span class=\"f2\">green</span> &lt;b&gt;"), page);
        assertTrue(page.contains("data-stream=\"logtail/p/stdout\""), page);
        assertEquals(404, get("/log?name=p&channel=stderr").statusCode());
        assertEquals(404, get("/log?name=nobody").statusCode());
    }

    /** A history that can be switched on. */
    private final class Kept implements History {
        @Override
        public boolean isOn() {
            return page != null;
        }

        @Override
        public CompletionStage<Page> find(HistoryFilter filter) {
            questions.countDown();
            return page;
        }
    }

    @Test
    void viewersGetTheHistoryAsAFile() throws Exception {
        role = Role.VIEWER;
        assertEquals(404, get("/events.csv").statusCode());
        page = CompletableFuture.completedFuture(
                new History.Page(List.of(new HistoryEntry(1, 1000, new HistoryEvent.Daemon("=started"))), 0));
        HttpResponse<String> csv = get("/events.csv?kind=daemon");
        assertEquals(200, csv.statusCode());
        assertEquals(
                "text/csv;charset=utf-8",
                csv.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT));
        assertEquals(
                "attachment; filename=\"events.csv\"",
                csv.headers().firstValue("Content-Disposition").orElse(""));
        assertTrue(csv.body().contains("\"'=started\""), csv.body());
    }

    @Test
    void onlySoManyFilesAreMadeAtATime() throws Exception {
        CompletableFuture<History.Page> later = new CompletableFuture<>();
        page = later;
        List<CompletableFuture<HttpResponse<String>>> files = IntStream.range(0, 4)
                .mapToObj(i -> client.sendAsync(request("/events.csv").build(), HttpResponse.BodyHandlers.ofString()))
                .toList();
        questions.await();
        HttpResponse<String> fifth = get("/events.csv");
        assertEquals(503, fifth.statusCode());
        assertTrue(fifth.headers().firstValue("Retry-After").isPresent());
        later.complete(new History.Page(List.of(), 0));
        for (CompletableFuture<HttpResponse<String>> file : files) {
            assertEquals(200, file.get().statusCode());
        }
    }

    private void writeLogs() throws Exception {
        Files.writeString(dir.resolve("log"), "2026-11-28 10:00:02 three\n<i>four\n");
        Files.writeString(dir.resolve("log.1"), "one\ntwo three\n");
        Path err = Files.writeString(dir.resolve("err"), "2026-11-28 10:00:03 oops three\n");
        core.process("p", ProcessState.RUNNING, 12, dir.resolve("log").toString(), err.toString());
    }

    @Test
    void placesOfALogAreShownAndDoNotFollow() throws Exception {
        writeLogs();
        String begin = get("/log?name=p&from=0").body();
        assertTrue(begin.contains(" three\n&lt;i&gt;four\n</pre>"), begin);
        assertTrue(begin.contains("data-stream=\"\""), begin);
        String rotated = get("/log?name=p&file=1&at=5").body();
        assertTrue(rotated.contains("one\n<mark id=\"hit\">two three</mark>\n</pre>"), rotated);
        assertTrue(get("/log?name=p&file=1").body().contains("one\ntwo three\n</pre>"));
    }

    @Test
    void linesAreFoundInBothLogsAndInRotatedFilesAndLeadToTheirPlace() throws Exception {
        writeLogs();
        String page = get("/log?name=p&channel=both&q=THREE&i=1&context=1").body();
        assertTrue(page.contains("stdout: lines found: 2") && page.contains("stderr: lines found: 1"), page);
        assertTrue(page.contains("two <mark>three</mark>\n</pre>"), page);
        Matcher place = Pattern.compile("href=\"(log\\?[^\"]*file=1[^\"]*)#hit\">Line .1 2<")
                .matcher(page);
        assertTrue(place.find(), page);
        String there = get("/" + place.group(1).replace("&amp;", "&")).body();
        assertTrue(there.contains("<mark id=\"hit\">two three</mark>"), there);
        String wrong = get("/log?name=p&q=" + encoded("(<b>")).body();
        assertTrue(wrong.contains("role=\"alert\"") && !wrong.contains("(<b>"), wrong);
        assertTrue(get("/log?name=p&q=" + encoded("<i>")).body().contains("<mark>&lt;i&gt;</mark>four"));
    }

    @Test
    void bothLogsAreOneWithMarks() throws Exception {
        writeLogs();
        String page = get("/log?name=p&channel=both").body();
        assertTrue(page.contains("<span class=\"line\"><b>out</b>2026-11-28 10:00:02 three\n</span>"), page);
        assertTrue(page.contains("<span class=\"line err\"><b>err</b>2026-11-28 10:00:03 oops three\n</span>"), page);
        var stream =
                client.send(request("/logtail/p/both?head=9999").build(), HttpResponse.BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertEquals("12026-11-28 10:00:02 three", lines.readLine());
            assertEquals("1<i>four", lines.readLine());
            assertEquals("22026-11-28 10:00:03 oops three", lines.readLine());
            Files.writeString(dir.resolve("log"), "five\n", StandardOpenOption.APPEND);
            assertEquals("1five", lines.readLine());
        }
        assertEquals(404, get("/logtail/nobody/both").statusCode());
    }

    @Test
    void filesOfALogAreDownloaded() throws Exception {
        writeLogs();
        HttpResponse<String> file = get("/logfile?name=p&file=1");
        assertEquals("one\ntwo three\n", file.body());
        assertEquals(
                "attachment; filename=\"p-stdout.log.1\"",
                file.headers().firstValue("Content-Disposition").orElse(""));
        assertEquals(
                "nosniff", file.headers().firstValue("X-Content-Type-Options").orElse(""));
        assertEquals(
                "application/octet-stream",
                file.headers().firstValue("Content-Type").orElse(""));
        assertEquals(404, get("/logfile?name=p&file=2").statusCode());
        assertEquals(404, get("/logfile?name=nobody").statusCode());
        core.process("a\"?b", ProcessState.RUNNING, 13, dir.resolve("log").toString());
        assertEquals(
                "attachment; filename=\"a__b-stdout.log\"",
                get("/logfile?name=" + encoded("a\"?b"))
                        .headers()
                        .firstValue("Content-Disposition")
                        .orElse(""));
    }
}
