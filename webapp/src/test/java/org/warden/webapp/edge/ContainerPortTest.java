package org.warden.webapp.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.Principal;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.model.ProcessState;
import org.warden.rpc.FakeCore;
import org.warden.rpc.RpcClient;
import org.warden.webapp.boot.FakeInstallation;
import org.warden.webapp.boot.SessionCookie;

/** The servlets in a real container, mapped as in web.xml; a header stands for a realm of the container. */
@Timeout(60)
class ContainerPortTest {

    @TempDir
    Path dir;

    private final FakeCore core = new FakeCore();
    private Tomcat tomcat;
    private Path log;

    @BeforeEach
    void configuration() throws IOException {
        System.setProperty(
                "warden.config", Files.createFile(dir.resolve("s.conf")).toString());
        log = Files.writeString(dir.resolve("log"), "one\n");
        core.process("p", ProcessState.RUNNING, 12, log.toString());
    }

    @AfterEach
    void stop() throws LifecycleException {
        System.clearProperty("warden.config");
        if (tomcat != null) {
            tomcat.stop();
            tomcat.destroy();
        }
    }

    private void deploy(ServletContextListener boot) throws LifecycleException {
        tomcat = new Tomcat();
        tomcat.setBaseDir(dir.resolve("tomcat").toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", dir.toString());
        ((StandardContext) context).addApplicationLifecycleListener(boot);
        context.addServletContainerInitializer(new SessionCookie(), null);
        context.addServletContainerInitializer((classes, servlets) -> install(servlets), null);
        tomcat.start();
    }

    private static void install(ServletContext context) {
        filter(context, "realm", new PretendRealm());
        filter(context, "access", new AccessFilter());
        // Every container has one; without it Tomcat runs no filter for paths that nothing is mapped to.
        servlet(context, "default", new Nothing(), "/");
        servlet(context, "page", new PageServlet(), "");
        servlet(context, "rpc", new RpcServlet(), "/RPC2/*");
        servlet(context, "tail", new TailServlet(), "/logtail/*", "/mainlogtail");
    }

    private static void filter(ServletContext context, String name, Filter filter) {
        FilterRegistration.Dynamic registration = context.addFilter(name, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(null, true, "/*");
    }

    private static void servlet(ServletContext context, String name, Servlet servlet, String... patterns) {
        ServletRegistration.Dynamic registration = context.addServlet(name, servlet);
        registration.setAsyncSupported(true);
        registration.addMapping(patterns);
    }

    private static final class Nothing extends HttpServlet {
        private static final long serialVersionUID = 1L;
    }

    private static final class PretendRealm extends HttpFilter {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            String user = request.getHeader("X-User");
            chain.doFilter(
                    new HttpServletRequestWrapper(request) {
                        @Override
                        public Principal getUserPrincipal() {
                            return user == null ? null : () -> user;
                        }

                        @Override
                        public String getRemoteUser() {
                            return user;
                        }

                        @Override
                        public boolean isUserInRole(String role) {
                            return role.equals("u".equals(user) ? "warden-admin" : "manager-gui");
                        }
                    },
                    response);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path);
    }

    private HttpURLConnection open(String method, String path, String... headers) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri(path).toURL().openConnection();
        connection.setRequestMethod(method);
        for (int i = 0; i < headers.length; i += 2) {
            connection.setRequestProperty(headers[i], headers[i + 1]);
        }
        return connection;
    }

    private HttpURLConnection post(String body, String... headers) throws IOException {
        HttpURLConnection connection = open("POST", "/RPC2", headers);
        connection.setDoOutput(true);
        connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        return connection;
    }

    private static String text(HttpURLConnection connection) throws IOException {
        var stream = connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream();
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void strangersSeeOnlyThePageThatExplains() throws Exception {
        deploy(FakeInstallation.up(core));
        assertEquals(403, post(RpcClient.document("supervisor.shutdown")).getResponseCode());
        for (String path : new String[] {"/RPC2", "/logtail/p", "/mainlogtail", "/x"}) {
            assertEquals(403, open("GET", path).getResponseCode(), path);
            assertEquals(403, open("GET", path, "X-User", "nobody-of-ours").getResponseCode(), path);
        }
        assertTrue(text(open("GET", "/")).contains("Warden is running."));
        assertTrue(core.asked.isEmpty());
    }

    @Test
    void authenticatedCallsAreAnsweredAndWaitWithoutAThread() throws Exception {
        deploy(FakeInstallation.up(core));
        assertTrue(text(post(RpcClient.document("supervisor.getPID"), "X-User", "u"))
                .contains("<int>42</int>"));
        CompletableFuture<Answer<Boolean>> held = core.hold(Command.StartProcess.class);
        HttpURLConnection waiting = post(RpcClient.document("supervisor.startProcess", "p"), "X-User", "u");
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return text(waiting);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        while (core.count(Command.StartProcess.class) == 0) {
            Thread.onSpinWait();
        }
        held.complete(Answer.ok(true));
        assertTrue(answer.get().contains("<boolean>1</boolean>"));
    }

    @Test
    void whatIsNoCallIsRefused() throws Exception {
        deploy(FakeInstallation.up(core));
        assertEquals(400, post("hello", "X-User", "u").getResponseCode());
        assertEquals(400, open("GET", "/RPC2", "X-User", "u").getResponseCode());
        assertEquals(404, open("GET", "/logtail/nope", "X-User", "u").getResponseCode());
        assertEquals(404, open("GET", "/logtail", "X-User", "u").getResponseCode());
    }

    @Test
    void pagesOfOtherSitesAreRefusedEvenWithALogin() throws Exception {
        deploy(FakeInstallation.up(core));
        // HttpURLConnection leaves Sec- headers out.
        HttpRequest foreign = HttpRequest.newBuilder(uri("/RPC2"))
                .header("X-User", "u")
                .header("Sec-Fetch-Site", "cross-site")
                .POST(HttpRequest.BodyPublishers.ofString(RpcClient.document("supervisor.shutdown")))
                .build();
        var response = HttpClient.newHttpClient().send(foreign, HttpResponse.BodyHandlers.ofString());
        assertEquals(403, response.statusCode());
        assertTrue(core.asked.isEmpty());
    }

    @Test
    void logIsFollowed() throws Exception {
        deploy(FakeInstallation.up(core));
        HttpURLConnection tail = open("GET", "/logtail/p/stdout", "X-User", "u");
        assertEquals("no", tail.getHeaderField("X-Accel-Buffering"));
        try (var lines = new BufferedReader(new InputStreamReader(tail.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("one", lines.readLine());
            Files.writeString(log, "two\n", StandardOpenOption.APPEND);
            assertEquals("two", lines.readLine());
        }
    }

    @Test
    void brokenConfigurationIsExplainedToPeopleWhoAreLoggedIn() throws Exception {
        deploy(FakeInstallation.down("line 7 is <broken>"));
        HttpURLConnection known = open("GET", "/", "X-User", "u");
        assertEquals(503, known.getResponseCode());
        assertTrue(text(known).contains("line 7 is &lt;broken&gt;"));
        assertFalse(text(open("GET", "/")).contains("line 7"));
        assertEquals(
                503,
                post(RpcClient.document("supervisor.getPID"), "X-User", "u").getResponseCode());
    }

    @Test
    void oneThatStandsByTellsEverybodyWhoSupervisesAndTakesOver() throws Exception {
        AtomicInteger holder = new AtomicInteger(4711);
        deploy(FakeInstallation.behind(holder, core));
        HttpURLConnection page = open("GET", "/");
        assertEquals(503, page.getResponseCode());
        String said = text(page);
        assertTrue(said.contains("Warden stands by.") && said.contains("Process 4711 supervises"), said);
        HttpURLConnection call = post(RpcClient.document("supervisor.getPID"));
        assertEquals(503, call.getResponseCode());
        assertTrue(text(call).contains("stands by"));

        holder.set(4712);
        awaitPage("Process 4712 supervises");
        holder.set(0);
        awaitPage("Warden is running.");
        assertEquals(200, open("GET", "/").getResponseCode());
    }

    private void awaitPage(String text) throws IOException {
        while (!text(open("GET", "/")).contains(text)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void oneThatStandsByLeavesNoThread() throws Exception {
        deploy(FakeInstallation.behind(new AtomicInteger(4711), core));
        assertTrue(threads().contains("warden-standby"));
        tomcat.stop();
        assertFalse(threads().contains("warden-standby"));
        assertEquals(0, core.asked.size(), "it has touched nothing");
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).collect(Collectors.toSet());
    }

    @Test
    void oneThatHasEndedSaysSo() throws Exception {
        CompletableFuture<String> ended = new CompletableFuture<>();
        deploy(FakeInstallation.up(core, ended));
        assertEquals(200, open("GET", "/").getResponseCode());
        ended.complete("somebody <told> it to");
        assertTrue(text(open("GET", "/", "X-User", "u")).contains("somebody &lt;told&gt; it to"));
        assertEquals(
                503,
                post(RpcClient.document("supervisor.getPID"), "X-User", "u").getResponseCode());
    }
}
