package org.warden.webapp.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.realm.GenericPrincipal;
import org.apache.catalina.realm.RealmBase;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.warden.access.Access;
import org.warden.core.config.ConsoleConfig;
import org.warden.core.config.ConsoleUserConfig;
import org.warden.core.config.NetworkRange;
import org.warden.core.model.ProcessState;
import org.warden.core.model.Role;
import org.warden.rpc.FakeCore;
import org.warden.rpc.RpcClient;
import org.warden.webapp.boot.FakeInstallation;
import org.warden.webapp.boot.SessionCookie;

/** Logins, sessions, tokens and roles in a real container, in the place of a browser's. */
@Timeout(60)
class AccessFilterTest {
    private static final String SALT = "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$";
    private static final ConsoleUserConfig ANNA =
            new ConsoleUserConfig("anna", SALT + "foxn4+8C1WMe/tmJR6EocG9UyKtXB01X65KrprPbiA4", Role.VIEWER);
    private static final ConsoleUserConfig OLGA =
            new ConsoleUserConfig("olga", SALT + "UA/MDtN7H3MoVn0ME/FmaKrk4ZBtz1XxxAxCWyJpqrY", Role.OPERATOR);
    private static final Pattern HIDDEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

    @TempDir
    Path dir;

    private final FakeCore core = new FakeCore();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final AtomicLong nowMillis = new AtomicLong(1_000_000);
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private Access access;
    private Tomcat tomcat;

    @BeforeEach
    void configuration() throws IOException {
        System.setProperty(
                "warden.config", Files.createFile(dir.resolve("s.conf")).toString());
        core.process("p", ProcessState.RUNNING, 12, "/nowhere/log");
    }

    @AfterEach
    void stop() throws LifecycleException {
        System.clearProperty("warden.config");
        if (tomcat != null) {
            tomcat.stop();
            tomcat.destroy();
        }
    }

    private static ConsoleConfig console(boolean realm, ConsoleUserConfig... users) {
        return new ConsoleConfig(
                List.of(users),
                realm,
                List.of(NetworkRange.parse("127.0.0.0/8").orElseThrow()),
                Duration.ofMinutes(30),
                Duration.ofHours(12),
                false);
    }

    /** The page of a console that tells who asks, and changes nothing but what is counted. */
    private static final class Page extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.addHeader("Content-Security-Policy", "script-src 'self' 'nonce-bm9uY2U='");
            response.getWriter()
                    .print(request.getRemoteUser() + " " + request.isUserInRole("operator") + " "
                            + request.isUserInRole("viewer") + " " + request.getContextPath() + " "
                            + request.getRemoteAddr() + " " + request.isSecure() + " name=\"csrf\" value=\""
                            + request.getAttribute("csrf") + "\"");
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("changed by " + request.getRemoteUser());
        }
    }

    private static final class Broken extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            throw new IllegalStateException("inner workings");
        }
    }

    private static final class Missing extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.sendError(HttpServletResponse.SC_NOT_FOUND, request.getRequestURI());
        }
    }

    private void deploy(ConsoleConfig console) throws LifecycleException {
        access = new Access(console, core, (level, line) -> log.add(level + " " + line));
        tomcat = new Tomcat();
        tomcat.setBaseDir(dir.resolve("tomcat").toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("/w", dir.toString());
        context.setRealm(new RealmBase() {
            @Override
            protected String getPassword(String user) {
                return user + "-pw";
            }

            @Override
            protected java.security.Principal getPrincipal(String user) {
                return new GenericPrincipal(user, List.of(user.equals("tom") ? "warden-operator" : "manager-gui"));
            }
        });
        var page = new org.apache.tomcat.util.descriptor.web.ErrorPage();
        page.setLocation("/error");
        context.addErrorPage(page);
        ((StandardContext) context).addApplicationLifecycleListener(FakeInstallation.up(core, access));
        context.addServletContainerInitializer(new SessionCookie(), null);
        context.addServletContainerInitializer((classes, servlets) -> install(servlets), null);
        tomcat.start();
    }

    private void install(ServletContext context) {
        var filter = context.addFilter("access", new AccessFilter(nowMillis::get));
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(null, true, "/*");
        servlet(context, "default", new Missing(), "/");
        servlet(context, "page", new PageServlet(), "");
        servlet(context, "rpc", new RpcServlet(), "/RPC2/*");
        servlet(context, "tail", new TailServlet(), "/logtail/*", "/mainlogtail");
        servlet(context, "metrics", new MetricsServlet(), "/metrics");
        servlet(context, "login", new LoginServlet(nowMillis::get), "/login", "/login.css", "/logout");
        servlet(context, "error", new ErrorServlet(), "/error");
        servlet(context, "console", new Page(), "*.xhtml");
        servlet(context, "broken", new Broken(), "/broken");
    }

    private static void servlet(ServletContext context, String name, Servlet servlet, String... patterns) {
        var registration = context.addServlet(name, servlet);
        registration.setAsyncSupported(true);
        registration.addMapping(patterns);
    }

    private HttpResponse<String> ask(String method, String path, String body, String... headers) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/w" + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null && !path.equals("/RPC2")) {
            request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(c -> c.getKey() + "=" + c.getValue())
                            .collect(Collectors.joining("; ")));
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        for (String cookie : response.headers().allValues("Set-Cookie")) {
            assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite"), cookie);
            String pair = cookie.substring(0, cookie.indexOf(';'));
            cookies.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return response;
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        return ask("GET", path, null, headers);
    }

    private static String location(HttpResponse<String> response) {
        assertEquals(303, response.statusCode(), response.body());
        return response.headers().firstValue("Location").orElseThrow();
    }

    private static String token(HttpResponse<String> page) {
        Matcher hidden = HIDDEN.matcher(page.body());
        assertTrue(hidden.find(), page.body());
        return hidden.group(1);
    }

    private HttpResponse<String> login(String user, String password, String next) throws Exception {
        String token = token(get("/login"));
        return ask("POST", "/login", form("csrf", token, "user", user, "password", password, "next", next));
    }

    private static String form(String... fields) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(fields[i])
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        return form.toString();
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private String session() {
        return cookies.entrySet().stream()
                .filter(c -> c.getKey().startsWith("warden-") && !c.getKey().equals("warden-login"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    @Test
    void everythingButThePageThatExplainsIsClosedUntilALoginIsSetUp() throws Exception {
        deploy(ConsoleConfig.DEFAULT);
        for (String path : List.of("/programs.xhtml", "/RPC2", "/x", "/resources/x.js")) {
            assertEquals(403, get(path).statusCode(), path);
        }
        assertEquals(
                403,
                ask("POST", "/RPC2", RpcClient.document("supervisor.getPID")).statusCode());
        assertEquals(
                403,
                ask("POST", "/RPC2", RpcClient.document("supervisor.getPID"), "Authorization", basic("anna", "look"))
                        .statusCode());
        HttpResponse<String> page = get("/");
        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("console_user"), page.body());
        assertTrue(cookies.isEmpty(), "strangers begin no session");
    }

    @Test
    void loginLeadsToThePageThatWasAskedForUnderANewSession() throws Exception {
        deploy(console(false, ANNA));
        assertEquals("./login?next=%2Fprograms.xhtml%3Fq%3Da", location(get("/programs.xhtml?q=a")));
        assertEquals("../../login?next=%2Fa%2Fb%2Fc.xhtml", location(get("/a/b/c.xhtml")));
        assertEquals("./login", location(get("/")));
        HttpResponse<String> done = login("anna", "look", "/programs.xhtml?q=a");
        assertEquals("./programs.xhtml?q=a", location(done));
        String first = session();
        assertFalse(first.isEmpty());
        assertTrue(get("/programs.xhtml").body().startsWith("anna false true /w "));
        login("anna", "look", "/programs.xhtml");
        assertNotEquals(first, session());
        cookies.replaceAll((name, value) -> value.equals(session()) ? first : value);
        assertEquals(303, get("/programs.xhtml").statusCode(), "the old number opens nothing");
    }

    @Test
    void loginLeadsToNoOtherSite() throws Exception {
        deploy(console(false, ANNA));
        for (String next :
                List.of("//evil.example/", "/\\evil.example/", "http://evil.example/", "javascript:x", "/a\r\nX: y")) {
            assertEquals("./", location(login("anna", "look", next)), next);
        }
    }

    @Test
    void wrongPasswordAndUnknownUserGetTheSameAnswer() throws Exception {
        deploy(console(false, ANNA));
        HttpResponse<String> wrong = login("anna", "hunter2", "");
        HttpResponse<String> unknown = login("nobody", "hunter2", "");
        assertEquals(401, wrong.statusCode());
        assertEquals(
                HIDDEN.matcher(wrong.body()).replaceAll(""),
                HIDDEN.matcher(unknown.body()).replaceAll(""));
        assertTrue(session().isEmpty());
        assertFalse(log.toString().contains("hunter2"));
        for (int i = 0; i < 9; i++) {
            wrong = login("anna", "x", "");
        }
        assertEquals(429, wrong.statusCode());
        assertTrue(wrong.headers().firstValue("Retry-After").isPresent());
    }

    @Test
    void formOfAnotherBrowserLogsNobodyIn() throws Exception {
        deploy(console(false, ANNA));
        String token = token(get("/login"));
        cookies.clear();
        assertEquals(
                403,
                ask("POST", "/login", form("csrf", token, "user", "anna", "password", "look"))
                        .statusCode());
        assertTrue(log.isEmpty(), "the password was not looked at");
    }

    @Test
    void changeNeedsTheTokenOfItsSession() throws Exception {
        deploy(console(false, ANNA));
        login("anna", "look", "");
        String token = token(get("/programs.xhtml"));
        assertEquals(403, ask("POST", "/programs.xhtml", "a=b").statusCode());
        assertEquals(
                403, ask("POST", "/programs.xhtml", form("csrf", "x" + token)).statusCode());
        assertEquals(403, ask("PUT", "/programs.xhtml?csrf=", null).statusCode());
        assertEquals(
                "changed by anna",
                ask("POST", "/programs.xhtml", form("csrf", token)).body());
        assertEquals(
                "changed by anna",
                ask("POST", "/programs.xhtml", "a=b", "X-CSRF-Token", token).body());
        assertEquals(
                403,
                ask("POST", "/programs.xhtml", form("csrf", token), "Origin", "http://evil.example")
                        .statusCode());
    }

    @Test
    void loginEndsAtItsLimitWithItsUserAndByLogout() throws Exception {
        deploy(console(false, ANNA, OLGA));
        login("olga", "run", "");
        assertTrue(get("/programs.xhtml").body().startsWith("olga true true"));
        nowMillis.addAndGet(Duration.ofHours(12).toMillis());
        assertEquals(303, get("/programs.xhtml").statusCode());
        login("olga", "run", "");
        access.use(console(false, ANNA, new ConsoleUserConfig("olga", ANNA.passwordHash(), Role.ADMIN)));
        assertEquals(303, get("/programs.xhtml").statusCode(), "another password is another login");
        login("anna", "look", "");
        String token = token(get("/programs.xhtml"));
        assertEquals(403, ask("POST", "/logout", "").statusCode());
        assertEquals(405, get("/logout").statusCode());
        assertEquals(200, get("/programs.xhtml").statusCode());
        assertEquals("./login", location(ask("POST", "/logout", form("csrf", token))));
        assertEquals(303, get("/programs.xhtml").statusCode());
        assertTrue(log.get(log.size() - 1).contains("'anna' logged out"), log.toString());
    }

    @Test
    void streamEndsWithTheLogin() throws Exception {
        Path file = Files.writeString(dir.resolve("followed"), "one\n");
        core.process("f", ProcessState.RUNNING, 13, file.toString());
        deploy(console(false, ANNA));
        login("anna", "look", "");
        String token = token(get("/programs.xhtml"));
        URI uri = URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/w/logtail/f");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header(
                        "Cookie",
                        cookies.entrySet().stream()
                                .map(c -> c.getKey() + "=" + c.getValue())
                                .collect(Collectors.joining("; ")))
                .build();
        try (InputStream stream =
                client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
            assertEquals("one\n", new String(stream.readNBytes(4), StandardCharsets.UTF_8));
            assertEquals("./login", location(ask("POST", "/logout", form("csrf", token))));
            assertEquals(-1, stream.read(), "it would go on without the logout");
        }
        assertEquals(401, get("/logtail/f").statusCode());
    }

    @Test
    void lostLoginIsToldToScriptsInTheirWords() throws Exception {
        deploy(console(false, ANNA));
        HttpResponse<String> partial = ask("POST", "/programs.xhtml", "a=b", "Faces-Request", "partial/ajax");
        assertTrue(partial.body().contains("<redirect url=\"./login?next=%2Fprograms.xhtml\"/>"), partial.body());
        assertEquals(401, get("/events.xhtml", "Accept", "text/event-stream").statusCode());
        HttpResponse<String> rpc = ask("POST", "/RPC2", RpcClient.document("supervisor.getPID"));
        assertEquals(401, rpc.statusCode());
        assertTrue(rpc.headers().firstValue("WWW-Authenticate").orElse("").startsWith("Basic"));
    }

    @Test
    void scriptsUseBasicInTheirRoleAndNoSession() throws Exception {
        deploy(console(false, ANNA, OLGA));
        String stop = RpcClient.document("supervisor.stopProcess", "p");
        assertTrue(ask("POST", "/RPC2", stop, "Authorization", basic("anna", "look"))
                .body()
                .contains("NOT_PERMITTED: operator"));
        assertTrue(core.asked.isEmpty());
        assertFalse(ask("POST", "/RPC2", stop, "Authorization", basic("olga", "run"))
                .body()
                .contains("NOT_PERMITTED"));
        assertEquals(
                401,
                ask("POST", "/RPC2", stop, "Authorization", basic("olga", "look"))
                        .statusCode());
        assertTrue(cookies.isEmpty());
        login("olga", "run", "");
        assertEquals(401, ask("POST", "/RPC2", stop).statusCode(), "a session makes no calls");
    }

    @Test
    void aProgramThatAsksForNothingOfOursLearnsThat() throws Exception {
        deploy(console(false, ANNA));
        assertEquals(303, get("/nothing").statusCode());
        assertEquals(
                401, get("/nothing", "Authorization", basic("anna", "wrong")).statusCode());
        assertEquals(
                404, get("/nothing", "Authorization", basic("anna", "look")).statusCode());
        assertEquals(
                303,
                get("/programs.xhtml", "Authorization", basic("anna", "look")).statusCode());
    }

    @Test
    void monitoringComesInByBasicWhereThatIsConfigured() throws Exception {
        deploy(console(false, ANNA));
        String anna = basic("anna", "look");
        assertEquals(401, get("/metrics").statusCode());
        assertEquals(404, get("/metrics", "Authorization", anna).statusCode());
        access.use(new ConsoleConfig(List.of(ANNA), false, List.of(), Duration.ofHours(1), Duration.ofHours(1), true));
        assertEquals(401, get("/metrics").statusCode());
        HttpResponse<String> metrics = get("/metrics", "Authorization", anna);
        assertEquals(200, metrics.statusCode());
        assertEquals(
                "application/openmetrics-text; version=1.0.0; charset=utf-8",
                metrics.headers()
                        .firstValue("Content-Type")
                        .orElse("")
                        .toLowerCase(java.util.Locale.ROOT)
                        .replaceAll(";\\s*", "; "));
        assertTrue(metrics.body().contains("node_supervisord_up{group=\"p\",name=\"p\"} 1\n"), metrics.body());
        assertTrue(metrics.body().endsWith("# EOF\n"), metrics.body());
        assertEquals(400, ask("POST", "/metrics", "a=b", "Authorization", anna).statusCode());
        assertTrue(cookies.isEmpty());
    }

    @Test
    void usersOfTheContainersRealmComeInWhereThatIsAllowed() throws Exception {
        deploy(console(false, ANNA));
        assertEquals(401, login("tom", "tom-pw", "").statusCode());
        access.use(console(true));
        assertEquals("./", location(login("tom", "tom-pw", "")));
        assertTrue(get("/programs.xhtml").body().startsWith("tom true true"));
        cookies.clear();
        assertEquals(401, login("tom", "wrong", "").statusCode());
        assertEquals(401, login("mary", "mary-pw", "").statusCode(), "none of our roles");
        assertTrue(
                ask("POST", "/RPC2", RpcClient.document("supervisor.getPID"), "Authorization", basic("tom", "tom-pw"))
                        .body()
                        .contains("<int>42</int>"));
    }

    @Test
    void pagesAreGuardedByHeadersWithOnePolicyThatTakesTheNonceOfWidgets() throws Exception {
        deploy(console(false, ANNA));
        login("anna", "look", "");
        var headers = get("/programs.xhtml").headers();
        List<String> policy = headers.allValues("Content-Security-Policy");
        assertEquals(1, policy.size());
        assertTrue(policy.get(0).contains("script-src 'self' 'nonce-bm9uY2U=';"), policy.get(0));
        assertTrue(policy.get(0).contains("frame-ancestors 'none'"));
        assertFalse(policy.get(0).matches(".*script-src[^;]*unsafe.*"), policy.get(0));
        assertEquals("nosniff", headers.firstValue("X-Content-Type-Options").orElse(""));
        assertEquals("no-store", headers.firstValue("Cache-Control").orElse(""));
        assertEquals("same-origin", headers.firstValue("Referrer-Policy").orElse(""));
        assertTrue(get("/login").headers().firstValue("Content-Security-Policy").isPresent());
    }

    @Test
    void failureTellsNothingOfOurInsides() throws Exception {
        deploy(console(false, ANNA));
        login("anna", "look", "");
        HttpResponse<String> broken = get("/broken");
        assertEquals(500, broken.statusCode());
        assertFalse(broken.body().matches("(?s).*(inner workings|at org\\.|Tomcat).*"), broken.body());
        HttpResponse<String> missing =
                get("/missing<script>".replace("<", "%3C").replace(">", "%3E"));
        assertEquals(404, missing.statusCode());
        assertFalse(missing.body().contains("script"), missing.body());
    }

    @Test
    void proxyThatIsTrustedTellsWhoAsksAndHowWeAreCalled() throws Exception {
        deploy(console(false, ANNA));
        login("anna", "look", "");
        HttpResponse<String> page = get(
                "/programs.xhtml",
                "X-Forwarded-For",
                "198.51.100.1, 203.0.113.9",
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Host",
                "tools.example",
                "X-Forwarded-Prefix",
                "/warden");
        assertTrue(page.body().startsWith("anna false true /warden/w 203.0.113.9 true"), page.body());
        String token = token(page);
        assertEquals(
                200,
                ask(
                                "POST",
                                "/programs.xhtml",
                                form("csrf", token),
                                "X-Forwarded-Host",
                                "tools.example",
                                "Origin",
                                "https://tools.example")
                        .statusCode());
        access.use(new ConsoleConfig(List.of(ANNA), false, List.of(), Duration.ofHours(1), Duration.ofHours(1), false));
        assertTrue(get("/programs.xhtml", "X-Forwarded-For", "203.0.113.9", "X-Forwarded-Prefix", "/warden")
                .body()
                .startsWith("anna false true /w 127.0.0.1 false"));
    }

    @Test
    void loginPageSpeaksTheViewersLanguage() throws Exception {
        deploy(console(false, ANNA));
        assertTrue(get("/login", "Accept-Language", "de-AT,de;q=0.9").body().contains("<html lang=\"de\">"));
        assertTrue(get("/login", "Accept-Language", "fr").body().contains("Log in"));
    }
}
