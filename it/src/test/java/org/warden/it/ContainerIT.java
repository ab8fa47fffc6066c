package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
    static final String CONTAINER = System.getProperty("warden.it.container");
    private static final int PORT = Integer.getInteger("warden.it.http.port");
    static final Path CONF = Path.of(System.getProperty("warden.it.container.conf"));
    static final int ROUNDS = Integer.getInteger("warden.it.rounds");

    /** Of a container as it comes, about what it has none of: a name for transactions, a key. */
    private static final Pattern ITS_OWN = Pattern.compile("WFLYTX0013|WFLYELY00023|WFLYELY01084");

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
    private boolean deployed;

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    @TargetsContainer(QUALIFIER)
    static WebArchive war() {
        return ShrinkWrap.create(ZipImporter.class, "ROOT.war")
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
                "[console]\ntrusted_proxies=127.0.0.1",
                "[program:nap]\ncommand=/bin/sleep 1000\nstartsecs=0",
                "[program:talk]\ncommand=/bin/sh -c 'echo hello; exec sleep 1000'\nstartsecs=0");
        Files.copy(folder.conf(), CONF, StandardCopyOption.REPLACE_EXISTING);
    }

    @AfterEach
    void restore() throws IOException {
        if (deployed) {
            undeploy();
        }
        folder.close();
    }

    private void deploy() {
        if (!controller.isStarted(QUALIFIER)) {
            controller.start(QUALIFIER);
        }
        // The container's threads are born now, and not while a request of ours is served.
        keepBusy();
        deployer.deploy(DEPLOYMENT);
        deployed = true;
    }

    private void undeploy() {
        deployed = false;
        deployer.undeploy(DEPLOYMENT);
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
        for (String page : List.of("overview", "programs", "program?name=nap", "diagnostics", "log?name=talk", "log")) {
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
        return send(
                browser,
                HttpRequest.newBuilder(URI.create(url("") + "/" + page)).GET());
    }

    private static HttpResponse<String> send(HttpClient browser, HttpRequest.Builder request) throws IOException {
        try {
            return browser.send(request.timeout(Await.PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
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
        long container = container().pid();
        Await.until("no class loader is left", () -> {
            keepBusy();
            return ourClasses(container) <= HELD;
        });
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
