package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jboss.arquillian.container.test.api.ContainerController;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The WAR as it is shipped, at the root of a container of its own: Tomcat 10.1, Tomcat 11 or WildFly, one after the other by
 * the profiles of this module. What leads in leads in, and nothing is left when it goes.
 */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContainerIT {
    private static final String QUALIFIER = "container";
    private static final String DEPLOYMENT = "root";

    /** The same, by the name that it is shipped under. */
    private static final String NAMED = "named";

    static final String CONTAINER = System.getProperty("warden.it.container");
    private static final int PORT = Integer.getInteger("warden.it.http.port");
    static final Path CONF = Path.of(System.getProperty("warden.it.container.conf"));
    static final int ROUNDS = Integer.getInteger("warden.it.rounds");

    /** Of a container as it comes, about what it has none of: a name for transactions, a key, time for random numbers. */
    private static final Pattern ITS_OWN =
            Pattern.compile("WFLYTX0013|WFLYELY00023|WFLYELY01084|createSecureRandom Creation of SecureRandom");

    /**
     * Class loaders that may be left after all rounds. A thread of WildFly's pool that was born while a request of ours was
     * served keeps that class loader for as long as it lives; the number does not grow with the rounds.
     */
    static final long HELD = CONTAINER.equals("wildfly") ? 2 : 0;

    /** As many as a container may have for requests. */
    private static final int THREADS = 64;

    private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\"[^>]* value=\"([^\"]*)\"");

    @ArquillianResource
    private ContainerController controller;

    @ArquillianResource
    private Deployer deployer;

    private Folder folder;
    private String deployed;

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    @TargetsContainer(QUALIFIER)
    static WebArchive war() {
        return war("ROOT.war");
    }

    @Deployment(name = NAMED, managed = false, testable = false)
    @TargetsContainer(QUALIFIER)
    static WebArchive namedWar() {
        return war("warden.war");
    }

    private static WebArchive war(String name) {
        return ShrinkWrap.create(ZipImporter.class, name)
                .importFrom(new File(System.getProperty("warden.war")))
                .as(WebArchive.class);
    }

    @BeforeEach
    void configure() throws IOException {
        folder = new Folder();
        folder.configure(
                Commands.succeed(
                        "/bin/sh",
                        "-c",
                        "echo secret | \"$0\" passwd anna --role admin",
                        System.getProperty("warden.bin") + "/warden"),
                "[console]\ntrusted_proxies=127.0.0.1\nmetrics=true",
                "[program:nap]\ncommand=/bin/sleep 1000\nstartsecs=0",
                "[program:talk]\ncommand=/bin/sh -c 'echo hello; exec sleep 1000'\nstartsecs=0");
        Files.copy(folder.conf(), CONF, StandardCopyOption.REPLACE_EXISTING);
    }

    @AfterEach
    void restore() throws IOException {
        if (deployed != null) {
            undeploy();
        }
        folder.close();
    }

    private void deploy() {
        deploy(DEPLOYMENT);
    }

    private void deploy(String name) {
        if (!controller.isStarted(QUALIFIER)) {
            controller.start(QUALIFIER);
        }
        // The container's threads are born now, and not while a request of ours is served.
        keepBusy();
        deployer.deploy(name);
        deployed = name;
    }

    private void undeploy() {
        String name = deployed;
        deployed = null;
        deployer.undeploy(name);
    }

    static String url(String credentials) {
        return "http://" + credentials + "127.0.0.1:" + PORT;
    }

    @Test
    @Order(1)
    void everyClientGetsIn() throws IOException {
        deploy();
        XmlRpc door = new XmlRpc(folder.port());
        Await.until("nap is RUNNING", () -> "RUNNING"
                .equals(door.struct("supervisor.getProcessInfo", "nap").get("statename")));
        for (String server : List.of("http://127.0.0.1:" + folder.port(), "unix://" + folder.socket())) {
            assertTrue(ctl("-s", server, "status", "nap").contains("RUNNING"), server);
            Await.until(server, () -> ctl("-s", server, "tail", "talk").contains("hello"));
        }
        String own = url("");
        assertTrue(
                ctl("-s", own, "-u", "anna", "-p", "secret", "restart", "nap").contains("nap: started"));
        assertTrue(ctl("-s", own, "-u", "anna", "-p", "secret", "tail", "talk").contains("hello"));
        assertEquals(
                "RUNNING 2 hello",
                Commands.succeed("python3", "-c", """
                                import sys, xmlrpc.client
                                s = xmlrpc.client.ServerProxy(sys.argv[1]).supervisor
                                print(s.getState()["statename"], len(s.getAllProcessInfo()), s.readProcessStdoutLog("talk", 0, 0).strip())
                                """, url("anna:secret@") + "/RPC2")
                        .strip());
        assertEquals(
                "401",
                Commands.succeed("python3", "-c", """
                                import sys, xmlrpc.client
                                try:
                                    xmlrpc.client.ServerProxy(sys.argv[1]).supervisor.getState()
                                except xmlrpc.client.ProtocolError as e:
                                    print(e.errcode)
                                """, url("anna:wrong@") + "/RPC2")
                        .strip());
        for (ApacheClient apache :
                List.of(new ApacheClient(door()), new ApacheClient(url("") + "/RPC2", "anna", "secret"))) {
            assertEquals("RUNNING", ((Map<?, ?>) apache.call("supervisor.getState")).get("statename"));
            assertEquals(2, ((Object[]) apache.call("supervisor.getAllProcessInfo")).length);
            assertEquals("10 BAD_NAME: none", apache.fault("supervisor.getProcessInfo", "none"));
            assertEquals(true, apache.call("supervisor.stopProcess", "nap", true));
            Object[] answers = (Object[]) apache.call("system.multicall", (Object)
                    new Object[] {Map.of("methodName", "supervisor.startProcess", "params", new Object[] {"nap"})});
            assertEquals(true, answers[0]);
        }
        assertEquals("HTTP 401", new ApacheClient(url("") + "/RPC2", "anna", "wrong").fault("supervisor.getState"));
    }

    private String door() {
        return "http://127.0.0.1:" + folder.port() + "/RPC2";
    }

    @Test
    @Order(1)
    void underItsOwnNameItAnswersBelowItsPath() throws IOException {
        deploy(NAMED);
        ApacheClient apache = new ApacheClient(url("") + "/warden/RPC2", "anna", "secret");
        assertEquals("RUNNING", ((Map<?, ?>) apache.call("supervisor.getState")).get("statename"));
        Await.until("our own supervisorctl gets in", () -> Commands.succeed(
                        System.getProperty("warden.bin") + "/supervisorctl",
                        "-s",
                        url("") + "/warden",
                        "-u",
                        "anna",
                        "-p",
                        "secret",
                        "tail",
                        "talk")
                .contains("hello"));
        assertEquals(
                200, get(HttpClient.newHttpClient(), "warden/login").statusCode(), "the login page is below it, too");
    }

    @Test
    @Order(2)
    void monitoringGetsInByTheContainersPort() throws IOException {
        deploy();
        HttpClient monitoring = HttpClient.newHttpClient();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url("") + "/metrics")).GET();
        assertEquals(401, send(monitoring, request).statusCode());
        String basic = Base64.getEncoder().encodeToString("anna:secret".getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> metrics = send(monitoring, request.header("Authorization", "Basic " + basic));
        assertEquals(200, metrics.statusCode());
        assertTrue(
                metrics.body().contains("warden_process_starts_total{group=\"nap\",name=\"nap\"} 1\n"), metrics.body());
        assertTrue(metrics.body().endsWith("# EOF\n"), metrics.body());
    }

    @Test
    @Order(2)
    void theSupportBundleHoldsNoSecret() throws IOException {
        // Each of these stands in a place of its own.
        List<String> secrets = List.of(
                "seeCret-variable",
                "seeCret-of-the-daemon",
                "seeCret-in-a-command",
                "seeCret-of-another",
                "seeCret-of-a-door",
                "seeCret-of-the-client",
                "seeCret-in-the-log",
                "seeCret-in-a-call",
                "$argon2id$");
        Files.createDirectory(folder.path("history"));
        Files.writeString(
                folder.conf(), """
                [inet_http_server:guarded]
                port=127.0.0.1:%d
                username=kit
                password=seeCret-of-a-door
                [supervisord]
                environment=MODE="seeCret-of-the-daemon"
                history=%s
                [program:planted]
                command=/no/such/program --api-token=seeCret-in-a-command https://u:seeCret-in-a-command@h/
                environment=MODE="seeCret-variable"
                startretries=0
                [program:quiet]
                command=/bin/sleep 1000
                environment=REF="seeCret-of-another"
                [supervisorctl]
                password=seeCret-of-the-client
                """.formatted(Folder.freePort(), folder.path("history")), StandardOpenOption.APPEND);
        Files.copy(folder.conf(), CONF, StandardCopyOption.REPLACE_EXISTING);
        deploy();
        XmlRpc door = new XmlRpc(folder.port());
        Await.until("quiet is RUNNING", () -> "RUNNING"
                .equals(door.struct("supervisor.getProcessInfo", "quiet").get("statename")));
        door.call("supervisor.sendProcessStdin", "quiet", "seeCret-in-a-call\n");
        Files.writeString(
                folder.mainLog(),
                "2026-11-28 00:00:00,000 INFO seeCret-variable, password=seeCret-in-the-log\n",
                StandardOpenOption.APPEND);

        Map<String, String> files = unzipped(get(login(), "support", HttpResponse.BodyHandlers.ofByteArray()));
        assertEquals(
                Set.of(
                        "about.txt",
                        "machine.txt",
                        "configuration.txt",
                        "programs.txt",
                        "queues.txt",
                        "threads.txt",
                        "activity.log",
                        "history.txt"),
                files.keySet());
        files.forEach((name, text) -> secrets.forEach(
                secret -> assertFalse(text.contains(secret), () -> secret + " is in " + name + ":\n" + text)));
        assertTrue(files.get("configuration.txt").contains("program:quiet.environment.REF"), files.toString());
        assertTrue(files.get("programs.txt").contains("\nquiet\n    state RUNNING"), files.get("programs.txt"));
        assertTrue(files.get("activity.log").contains("INFO ******, password=******\n"), files.get("activity.log"));
        assertTrue(files.get("history.txt").contains("sendProcessStdin"), files.get("history.txt"));
        assertTrue(files.get("about.txt").contains("[inet_http_server:guarded]"), files.get("about.txt"));
        assertTrue(files.get("machine.txt").contains("Max open files"), files.get("machine.txt"));
        assertTrue(files.get("threads.txt").contains("\"warden-loop\""), files.get("threads.txt"));
        assertTrue(get(HttpClient.newHttpClient(), "support").statusCode() == 303, "strangers are asked who they are");
    }

    private static Map<String, String> unzipped(HttpResponse<byte[]> answer) throws IOException {
        assertEquals(200, answer.statusCode());
        assertEquals(
                "application/zip", answer.headers().firstValue("Content-Type").orElse(""));
        Map<String, String> files = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    private String ctl(String... words) throws IOException {
        assumeTrue(Commands.installed("/usr/bin/supervisorctl"), "Debian's supervisorctl is not installed");
        List<String> command = new ArrayList<>(
                List.of("/usr/bin/supervisorctl", "-c", folder.conf().toString()));
        command.addAll(List.of(words));
        return Commands.run(command).output();
    }

    @Test
    @Order(2)
    void theConsoleWorksAfterALogin() throws IOException {
        deploy();
        HttpClient browser = login();
        for (String page : List.of(
                "overview",
                "programs",
                "program?name=nap",
                "events",
                "configuration",
                "diagnostics",
                "log?name=talk",
                "log")) {
            HttpResponse<String> answer = get(browser, page);
            assertEquals(200, answer.statusCode(), page);
            assertTrue(answer.body().contains("<main id=\"main\">"), page);
        }
        assertTrue(get(browser, "diagnostics").body().contains("[inet_http_server]"));
        String script = get(browser, "program?name=nap")
                .body()
                .replaceAll("(?s).*?\"(/jakarta.faces.resource/core.js[^\"]*)\".*", "$1")
                .replace("&amp;", "&");
        assertEquals(200, get(browser, script.substring(1)).statusCode(), script);

        // A form of Faces, sent as a browser without script does.
        String asked = post(browser, get(browser, "program?name=nap").body(), "stop");
        assertTrue(asked.contains("Stop nap?"), asked);
        String stopped = post(browser, asked, "yes");
        assertTrue(stopped.contains("nap: stopped"), stopped);
        assertEquals(
                "STOPPED",
                new XmlRpc(folder.port())
                        .struct("supervisor.getProcessInfo", "nap")
                        .get("statename"));
    }

    @Test
    @Order(2)
    void facesKeepsToTheRulesOfTheConsole() throws IOException {
        deploy();
        HttpClient browser = login();
        String page = get(browser, "program?name=nap").body();
        Matcher token = TOKEN.matcher(page);
        assertTrue(token.find());
        String lost = "name=nap&page=page&jakarta.faces.partial.ajax=true&jakarta.faces.ViewState=1:1";
        assertEquals(403, ajax(browser, lost).statusCode(), "without the page's token");
        String anew = ajax(browser, lost + "&csrf=" + token.group(1)).body();
        assertTrue(anew.contains("<redirect url=\"./program?name=nap\"/>"), anew);

        HttpResponse<String> proxied = send(
                browser,
                HttpRequest.newBuilder(URI.create(url("") + "/program?name=nap"))
                        .header("X-Forwarded-Prefix", "/behind")
                        .header("Accept-Language", "de"));
        assertTrue(proxied.body().contains("action=\"/behind/program\""), proxied.body());
        assertTrue(proxied.body().contains("src=\"/behind/jakarta.faces.resource/core.js"), proxied.body());
        assertTrue(proxied.body().contains("Aktionen"), proxied.body());
        String policy = proxied.headers().firstValue("Content-Security-Policy").orElse("");
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self' 'nonce-"), policy);
        assertEquals(404, get(browser, "WEB-INF/frame.xhtml").statusCode());
        assertEquals(404, get(browser, "nothing.xhtml").statusCode());
    }

    private static HttpResponse<String> ajax(HttpClient browser, String form) throws IOException {
        return send(
                browser,
                HttpRequest.newBuilder(URI.create(url("") + "/program"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Faces-Request", "partial/ajax")
                        .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private static HttpClient login() throws IOException {
        HttpClient browser =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        Matcher token = TOKEN.matcher(get(browser, "login").body());
        assertTrue(token.find());
        HttpResponse<String> entered = send(
                browser,
                HttpRequest.newBuilder(URI.create(url("") + "/login"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "csrf=" + token.group(1) + "&user=anna&password=secret")));
        assertEquals(303, entered.statusCode());
        return browser;
    }

    /** Sends the page's form with what is hidden in it, by one of its buttons. */
    private static String post(HttpClient browser, String page, String button) throws IOException {
        StringBuilder form = new StringBuilder(button + "=x");
        Matcher field = HIDDEN.matcher(page.substring(page.indexOf("<main")));
        while (field.find()) {
            form.append('&')
                    .append(URLEncoder.encode(field.group(1), StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(field.group(2), StandardCharsets.UTF_8));
        }
        HttpResponse<String> answer = send(
                browser,
                HttpRequest.newBuilder(URI.create(url("") + "/program"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form.toString())));
        assertEquals(200, answer.statusCode(), answer.body());
        return answer.body();
    }

    private static HttpResponse<String> get(HttpClient browser, String page) throws IOException {
        return get(browser, page, HttpResponse.BodyHandlers.ofString());
    }

    private static <T> HttpResponse<T> get(HttpClient browser, String page, HttpResponse.BodyHandler<T> as)
            throws IOException {
        return send(
                browser,
                HttpRequest.newBuilder(URI.create(url("") + "/" + page)).GET(),
                as);
    }

    private static HttpResponse<String> send(HttpClient browser, HttpRequest.Builder request) throws IOException {
        return send(browser, request, HttpResponse.BodyHandlers.ofString());
    }

    private static <T> HttpResponse<T> send(
            HttpClient browser, HttpRequest.Builder request, HttpResponse.BodyHandler<T> as) throws IOException {
        try {
            return browser.send(request.timeout(Await.PATIENCE).build(), as);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Test
    @Order(3)
    void nothingIsLeftTimeAfterTime() throws IOException {
        for (int round = 1; round <= ROUNDS; round++) {
            deploy();
            long container = container().pid();
            XmlRpc door = new XmlRpc(folder.port());
            Await.until("nap is RUNNING", () -> "RUNNING"
                    .equals(door.struct("supervisor.getProcessInfo", "nap").get("statename")));
            int pid = (Integer) door.struct("supervisor.getProcessInfo", "nap").get("pid");
            HttpClient browser = login();
            assertEquals(200, get(browser, "overview").statusCode());
            send(browser, HttpRequest.newBuilder(URI.create(url("") + "/live")).header("Accept", "application/json"));

            undeploy();
            String here = " in round " + round;
            assertTrue(ProcessHandle.of(pid).isEmpty(), "nap ended with the web application" + here);
            assertTrue(Files.notExists(folder.socket()), "the socket file is gone" + here);
            assertEquals(List.of(), openFiles(container, folder), "no descriptor of ours is open" + here);
            assertEquals(List.of(), ourThreads(container), "no thread is left" + here);
            assertTrue(folder.log().contains("WARN stopped: nap (terminated by SIGTERM)"), folder.log());
        }
        awaitNoClassLoader(container().pid(), HELD);
        assertEquals(List.of(), warnings());
    }

    static ProcessHandle container() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow();
    }

    static List<String> openFiles(long pid, Folder folder) throws IOException {
        List<String> ours = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.isSymbolicLink(descriptor)) {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith(folder.root().toString()) || target.contains("pidfd")) {
                        ours.add(target);
                    }
                }
            }
        }
        return ours;
    }

    private static String jcmd(long pid, String command) throws IOException {
        return Commands.succeed(
                "/bin/sh", "-c", System.getProperty("java.home") + "/bin/jcmd " + pid + " " + command + " 2>&1");
    }

    static List<String> ourThreads(long pid) throws IOException {
        return jcmd(pid, "Thread.print")
                .lines()
                .filter(line -> line.startsWith("\"warden-") || line.startsWith("\"door"))
                .toList();
    }

    /** Has the container's threads do something else: one that waits still holds what it did last. */
    static void keepBusy() {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url("") + "/")).build();
        List<CompletableFuture<HttpResponse<Void>>> answers = Stream.generate(
                        () -> client.sendAsync(request, HttpResponse.BodyHandlers.discarding()))
                .limit(THREADS)
                .toList();
        answers.forEach(CompletableFuture::join);
    }

    /**
     * Waits until no more of our class loaders are left than those. A thread of Tomcat's holds what it did last; one of
     * WildFly's that was born while we were served ends when it has had nothing to do for a minute.
     */
    static void awaitNoClassLoader(long pid, long most) {
        keepBusy();
        Await.within(Await.PATIENCE.multipliedBy(3), "no class loader is left", () -> {
            if (!CONTAINER.equals("wildfly")) {
                keepBusy();
            }
            return ourClasses(pid) <= most;
        });
    }

    /** How often a class of ours is loaded after a collection. */
    static long ourClasses(long pid) throws IOException {
        jcmd(pid, "GC.run");
        return jcmd(pid, "VM.class_hierarchy")
                .lines()
                .filter(line -> line.contains("org.warden.webapp.boot.Boot/"))
                .count();
    }

    /** What the container's log complains of. */
    static List<String> warnings() throws IOException {
        Path home = Path.of(System.getProperty("warden.it.container.home"));
        Path logs = CONTAINER.equals("wildfly") ? home.resolve("standalone/log") : home.resolve("logs");
        List<String> bad = new ArrayList<>();
        try (Stream<Path> files = Files.list(logs)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".log")).toList()) {
                Files.readString(file)
                        .lines()
                        .filter(line -> line.contains(" WARNING ")
                                || line.contains(" SEVERE ")
                                || line.contains(" WARN ")
                                || line.contains(" ERROR "))
                        .filter(line -> !ITS_OWN.matcher(line).find())
                        .forEach(bad::add);
            }
        }
        return bad;
    }

    @Test
    @Order(4)
    void programsEndInOrderWithAContainerThatGetsTerm() throws IOException {
        deploy();
        XmlRpc door = new XmlRpc(folder.port());
        Await.until("nap is RUNNING", () -> "RUNNING"
                .equals(door.struct("supervisor.getProcessInfo", "nap").get("statename")));
        int pid = (Integer) door.struct("supervisor.getProcessInfo", "nap").get("pid");
        ProcessHandle container = container();
        Commands.signal("TERM", container.pid());
        Await.until("the container has ended", () -> !container.isAlive());
        controller.stop(QUALIFIER);
        assertTrue(ProcessHandle.of(pid).isEmpty(), "nap ended with the container");
        assertTrue(folder.log().contains("WARN stopped: nap (terminated by SIGTERM)"), folder.log());
        assertTrue(Files.notExists(folder.socket()), "the socket file is gone");

        controller.start(QUALIFIER);
        Await.until("nap is back with the container", () -> "RUNNING"
                .equals(door.struct("supervisor.getProcessInfo", "nap").get("statename")));
    }
}
