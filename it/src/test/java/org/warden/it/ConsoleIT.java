package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.results.CheckedNode;
import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** The console in Debian's Chromium, from the WAR in a Tomcat, under a context path. Screenshots are left behind. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class ConsoleIT {
    private static final String DEPLOYMENT = "console";
    private static final String PROPERTY = "warden.config";
    private static final Path SCREENSHOTS = Path.of(System.getProperty("warden.it.screenshots"));
    private static final List<String> RULES = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");

    @ArquillianResource
    private Deployer deployer;

    private Folder folder;
    private String configured;
    private ChromeDriver browser;

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive war() {
        return ShrinkWrap.create(ZipImporter.class, "console.war")
                .importFrom(new File(System.getProperty("warden.war")))
                .as(WebArchive.class);
    }

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(screenshots());
        configured = System.getProperty(PROPERTY);
        folder = new Folder();
        System.setProperty(PROPERTY, folder.conf().toString());
    }

    @AfterEach
    void stop() throws IOException {
        if (browser != null) {
            browser.quit();
        }
        close();
        System.setProperty(PROPERTY, configured);
        folder.close();
    }

    private void open(String scheme, int width, int height, String... programs) throws IOException {
        openAs("operator", scheme, width, height, programs);
    }

    private void openAs(String role, String scheme, int width, int height, String... programs) throws IOException {
        String[] sections = new String[programs.length + 1];
        sections[0] = Commands.succeed(
                        "/bin/sh",
                        "-c",
                        "echo secret | \"$0\" passwd anna --role " + role,
                        System.getProperty("warden.bin") + "/warden")
                + listener();
        System.arraycopy(programs, 0, sections, 1, programs.length);
        folder.configure(sections);
        serve(folder);
        browse(scheme, width, height, true);
    }

    private void browse(String scheme, int width, int height, boolean script) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        // No sandbox: it refuses to run as root, and only our own pages are looked at.
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--lang=en");
        if (!script) {
            options.setExperimentalOption("prefs", Map.of("profile.managed_default_content_settings.javascript", 2));
        }
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                        .build(),
                options);
        browser.manage().window().setSize(new Dimension(width, height));
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        show(address(""));
        browser.findElement(By.id("user")).sendKeys("anna");
        browser.findElement(By.id("password")).sendKeys("secret", Keys.ENTER);
        untilUrl(url -> url.endsWith("/overview"));
        show(address("programs"));
    }

    /** What the configuration needs for the console to be served with a login page. */
    String listener() throws IOException {
        return "";
    }

    /** Has the console of the folder's configuration served. */
    void serve(Folder folder) throws IOException {
        deployer.deploy(DEPLOYMENT);
    }

    /** Ends that. */
    void close() throws IOException {
        deployer.undeploy(DEPLOYMENT);
    }

    Path screenshots() {
        return SCREENSHOTS;
    }

    String address(String page) {
        return "http://127.0.0.1:" + System.getProperty(EmbeddedPort.PROPERTY) + "/console/" + page;
    }

    /** Goes there and waits until all of the page has come, which the driver alone at times does not. */
    private void show(String address) {
        browser.get(address);
        untilUrl(url -> true);
    }

    private void untilUrl(Predicate<String> wanted) {
        Await.until(
                "the page is there",
                () -> wanted.test(browser.getCurrentUrl())
                        && "complete".equals(browser.executeScript("return document.readyState")));
    }

    private WebElement find(String css) {
        return Await.value(css, () -> browser.findElements(By.cssSelector(css)).stream()
                .filter(WebElement::isDisplayed)
                .findFirst());
    }

    private void untilState(String program, String state) {
        Await.until(program + " is shown as " + state, () -> Optional.of(
                        browser.findElement(By.cssSelector("tr[data-n='" + program + "'] .chip"))
                                .getText())
                .filter(text -> text.contains(state))
                .isPresent());
    }

    private void look(String name) throws IOException {
        Files.write(screenshots().resolve(name + ".png"), Await.value("a picture of " + name, this::picture));
        List<Rule> violations =
                new AxeBuilder().withTags(RULES).analyze(browser).getViolations();
        assertEquals(List.of(), violations.stream().map(ConsoleIT::text).toList(), name);
        // A script that failed, or one that the policy has kept from running.
        assertEquals(
                List.of(),
                browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                        .map(LogEntry::getMessage)
                        .toList(),
                name);
        Object wider = browser.executeScript("return document.documentElement.scrollWidth > innerWidth");
        assertEquals(false, wider, name + " is wider than its window");
    }

    /** None while the browser is still busy with the page before. */
    private Optional<byte[]> picture() {
        try {
            return Optional.of(browser.getScreenshotAs(OutputType.BYTES));
        } catch (TimeoutException e) {
            return Optional.empty();
        }
    }

    private static String text(Rule rule) {
        return rule.getId() + ": "
                + rule.getNodes().stream().map(CheckedNode::getHtml).toList();
    }

    private static final String[] PROGRAMS = {
        "[program:web]\ncommand=/bin/sleep 1000\nprocess_name=w%(process_num)d\nnumprocs=2",
        "[program:broken]\ncommand=/bin/sh -c 'exit 3'\nstartsecs=0\nautorestart=false",
        "[program:idle]\ncommand=/bin/sleep 1000\nautostart=false\nstartsecs=0\nenvironment=DB_PASSWORD=\"hunter22\",LEVEL=\"3\"",
        "[program:talk]\ncommand=/bin/sh -c 'printf \"\\033[32mhello\\033[0m\\n\"; exec sleep 1000'"
    };

    @Test
    void programsAreStartedAndStoppedAndTheListFollows() throws IOException {
        open("light", 1280, 800, PROGRAMS);
        find(".live.ok");
        untilState("broken", "EXITED");
        assertTrue(find("#attention").getText().contains("broken"));
        look("programs-light-1280");

        find("tr[data-n='idle'] button[value='start idle']").click();
        untilState("idle", "RUNNING");
        // From elsewhere: no action of this page brings it.
        new XmlRpc(folder.port()).call("supervisor.stopProcess", "idle");
        untilState("idle", "STOPPED");

        find("tr[data-n='web:w0'] input").click();
        find("tr[data-n='web:w1'] input").click();
        find("#bulk button[value=stop]").click();
        assertEquals(2, browser.findElements(By.cssSelector("dialog li")).size());
        look("question-light-1280");
        find("dialog button.danger").click();
        Await.until(
                "both have a result",
                () -> browser.findElements(By.cssSelector("dialog li.yes")).size() == 2);
        look("results-light-1280");
        find("dialog .ends button").click();
        untilState("web:w0", "STOPPED");
        untilState("web:w1", "STOPPED");

        find("#q").sendKeys("idle");
        Await.until(
                "one is left",
                () -> browser.findElements(By.cssSelector("tr[data-n]")).size() == 1);
    }

    @Test
    void logsAreFollowedInColour() throws IOException {
        open("dark", 360, 740, PROGRAMS);
        look("programs-dark-360");
        show(address("log?name=talk"));
        find(".live.ok");
        Await.until(
                "hello is green",
                () -> browser.findElement(By.cssSelector("#log .f2")).getText().equals("hello"));
        look("log-dark-360");
    }

    /** Writes to both channels, and has rotated its log. */
    private String chatter() throws IOException {
        return "[program:chatter]\nstdout_logfile=" + folder.path("chatter.log") + "\ncommand="
                + folder.script(
                        "chatter",
                        "for i in 1 2 3 4 5 6 7 8; do",
                        "  echo \"2026-11-28 10:00:0$i,000 INFO request $i took ${i}0 ms <ok>\"",
                        "done",
                        "printf '2026-11-28 10:00:04,500 \\033[31mERROR\\033[0m upstream is gone\\n' >&2",
                        "printf '2026-11-28 10:00:06,500 WARN trying again, and this is a line that is long enough to be"
                                + " broken on every window there is, so that one sees how its second half is set\\n' >&2",
                        "while read line; do echo \"said $line\"; echo \"heard $line\" >&2; done");
    }

    @Test
    void bothLogsAreFollowedAsOneAndSearchedWithTheirRotatedFiles() throws IOException {
        Files.writeString(folder.path("chatter.log.1"), "an older line\nrequest 0 took 990 ms\nand another\n");
        open("light", 1280, 800, chatter());
        show(address("log?name=chatter&channel=both"));
        find(".live.ok");
        untilText("#log .line.err", "upstream is gone");
        assertTrue(
                browser.findElements(By.cssSelector("#log .line"))
                        .get(4)
                        .getText()
                        .startsWith("err"),
                "the lines of both stand in the order of their times");
        look("log-both-light-1280");
        new XmlRpc(folder.port()).call("supervisor.sendProcessStdin", "chatter", "hello\n");
        untilText("#log .line:last-child", "heard hello");
        find("#pause").click();
        new XmlRpc(folder.port()).call("supervisor.sendProcessStdin", "chatter", "wait\n");
        untilText("#held", "Paused; characters waiting: 2");
        assertFalse(find("#log").getText().contains("said wait"));
        find("#pause").click();
        untilText("#log", "heard wait");

        find("#find").sendKeys("took \\d{2,3} ms|gone", Keys.ENTER);
        untilText(".found", "stdout: lines found: 9");
        untilText(".found:nth-of-type(1)", "lines found");
        assertTrue(browser.findElements(By.cssSelector(".hits mark"))
                .get(9)
                .getText()
                .equals("gone"));
        look("log-found-light-1280");
        find(".hits a[href*='file=1']").click();
        assertEquals("request 0 took 990 ms", find("#hit").getText());
        find("details summary").click();
        look("log-place-light-1280");
        String fetched = (String) browser.executeAsyncScript(
                "const done = arguments[0]; fetch(document.querySelector('a[download][href*=\"file=1\"]').href)"
                        + ".then(a => a.text().then(t => done(a.headers.get('Content-Disposition') + t)))");
        assertEquals(
                "attachment; filename=\"chatter-stdout.log.1\"an older line\nrequest 0 took 990 ms\nand another\n",
                fetched);
        show(address("log?name=chatter&q=" + "%28"));
        untilText("[role=alert]", "no regular expression");
        narrow();
        show(address("log?name=chatter&channel=both"));
        find(".live.ok");
        untilText("#log .line.err", "upstream is gone");
        look("log-both-light-360");
        show(address("log?name=chatter&channel=both&q=took"));
        look("log-found-light-360");
    }

    @Test
    void whatProgramsUseIsSeenInTheListAndInCharts() throws IOException {
        String busy =
                "[program:busy]\ncommand=/bin/sh -c 'while :; do i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; sleep 1; done'";
        String[] programs = {PROGRAMS[0], PROGRAMS[1], PROGRAMS[2], busy};
        open("light", 1280, 800, programs);
        untilText("tr[data-n='busy'] .c-cpu", " %");
        untilText("tr[data-n='web:w0'] .c-memory", "B");
        Await.until("its curve is drawn", () -> !browser.findElements(
                        By.cssSelector("tr[data-n='busy'] .c-cpu .spark path[d^=M]"))
                .isEmpty());
        find("th.c-cpu a").click();
        find("th.c-cpu a").click();
        Await.until("the busy one is first", () -> browser.findElement(By.cssSelector("tr[data-n]"))
                .getDomAttribute("data-n")
                .equals("busy"));
        look("programs-use-light-1280");
        show(address("program?name=busy"));
        Await.until(
                "two looks are a line",
                () -> browser.findElements(By.cssSelector(".chart .line")).size() == 4
                        && browser.findElement(By.cssSelector(".chart .line"))
                                .getDomAttribute("d")
                                .contains("L"));
        look("program-charts-light-1280");
        find("#chart-table summary").click();
        untilText("#chart-table", "Time (UTC)");
        find("a[href*='span=day']").click();
        untilText("#charts .axis", "24 h");
        browser.quit();
        browse("dark", 360, 740, true);
        untilText("tr[data-n='busy'] .c-cpu", " %");
        look("programs-use-dark-360");
        show(address("program?name=busy"));
        find(".chart .line");
        browser.executeScript("document.getElementById('charts').scrollIntoView()");
        look("program-charts-dark-360");
    }

    @Test
    void anEmptyListSaysWhatToDo() throws IOException {
        open("dark", 1280, 800);
        assertTrue(find("#none").getText().contains("[program:hello]"));
        look("empty-dark-1280");
        show(address("overview"));
        assertTrue(find("#now").getText().contains("[program:x]"));
        look("overview-empty-dark-1280");
    }

    @Test
    void everythingThatMattersWorksWithoutScript() throws IOException {
        open("light", 1280, 800, PROGRAMS);
        browser.quit();
        browse("light", 1280, 800, false);
        assertFalse(browser.findElement(By.id("live")).isDisplayed());
        find("button[value='start idle']").click();
        assertTrue(find("table").getText().contains("started"));
        show(address("programs"));
        find("button[value='stop idle']").click();
        find("button.danger").click();
        assertTrue(find("table").getText().contains("stopped"));
        show(address("log?name=talk"));
        assertTrue(find("#log").getText().contains("hello"));
        find("#find").sendKeys("h.l+o", Keys.ENTER);
        find(".hits a").click();
        assertEquals("hello", find("#hit").getText());
        show(address("log?name=talk&channel=both"));
        assertEquals("outhello", find("#log .line").getText());
    }

    private void untilText(String css, String text) {
        Await.until(css + " says " + text, () -> browser.findElements(By.cssSelector(css)).stream()
                .anyMatch(element -> text(element).contains(text)));
    }

    /** Of an element that the page may be replacing just now. */
    private static String text(WebElement element) {
        try {
            return element.getText();
        } catch (StaleElementReferenceException replaced) {
            return "";
        }
    }

    @Test
    void theOverviewBeginsWithWhatNeedsSomebodyAndFollows() throws IOException {
        open("light", 1280, 800, PROGRAMS);
        show(address("overview"));
        find(".live.ok");
        untilText(".needs li", "broken");
        untilText(".tiles", "3\nRUNNING");
        look("overview-light-1280");
        new XmlRpc(folder.port()).call("supervisor.startProcess", "idle");
        untilText(".tiles", "4\nRUNNING");
        find(".needs a").click();
        untilText("h1", "broken");
        look("program-broken-light-1280");
    }

    @Test
    void oneProgramIsShownAndCommandedOnItsPage() throws IOException {
        open("light", 1280, 900, PROGRAMS);
        show(address("program?name=talk"));
        find(".live.ok");
        untilText(".end", "hello");
        look("program-light-1280");
        find("#stop").click();
        untilText(".ask", "Stop talk?");
        look("program-question-light-1280");
        find("#no").click();
        Await.until("the question is gone", () -> browser.findElements(By.cssSelector(".ask"))
                .isEmpty());
        find("#stop").click();
        find("#yes").click();
        untilText("#said", "talk: stopped");
        untilText("#now .chip", "STOPPED");
        find("#stop").click();
        find("#yes").click();
        untilText("#said", "was not running");
        find("#start").click();
        untilText("#said", "talk: started");
        untilText("#now .chip", "RUNNING");
        find("#send").click();
        untilText("#said", "SIGHUP was sent");
        // From elsewhere: no action of this page brings it.
        new XmlRpc(folder.port()).call("supervisor.stopProcess", "talk");
        untilText("#now .chip", "STOPPED");
    }

    @Test
    void theEffectiveConfigurationNamesItsOriginsAndNoSecrets() throws IOException {
        open("dark", 1280, 900, PROGRAMS);
        show(address("program?name=idle&all=1"));
        untilText("#config", "stopwaitsecs");
        String page = browser.getPageSource();
        assertTrue(page.contains("environment.DB_PASSWORD") && !page.contains("hunter22"), page);
        assertTrue(
                find("#config").getText().contains("supervisord.conf:"),
                find("#config").getText());
        look("program-all-dark-1280");
        find("#config input").sendKeys("environ", Keys.ENTER);
        Await.until(
                "the two variables are left",
                () -> browser.findElements(By.cssSelector("#config tbody tr")).size() == 2);
        narrow();
        look("program-dark-360");
        Files.writeString(folder.conf(), Files.readString(folder.conf()).replace("LEVEL=\"3\"", "LEVEL=\"4\""));
        show(address("program?name=idle"));
        untilText("[role=note]", "supervisorctl update");
        show(address("program?name=nobody"));
        untilText(".empty", "no such program");
    }

    @Test
    void diagnosticsAreForAdmins() throws IOException {
        openAs("admin", "dark", 1280, 900, PROGRAMS);
        show(address("diagnostics"));
        untilText("#list", "warden-loop");
        untilText("main", "Mojarra");
        look("diagnostics-dark-1280");
        find("#list th:nth-child(3)").click();
        Await.until("sorted", () -> "ascending"
                .equals(browser.findElement(By.cssSelector("#list th:nth-child(3)"))
                        .getDomAttribute("aria-sort")));
        narrow();
        look("diagnostics-dark-360");
    }

    @Test
    void aPageOfAProgramWorksWithoutScript() throws IOException {
        open("light", 1280, 800, PROGRAMS);
        show(address("diagnostics"));
        assertTrue(find("body").getText().contains("admin"), "an operator is turned away");
        browser.quit();
        browse("light", 1280, 800, false);
        show(address("program?name=talk"));
        find("#stop").click();
        assertTrue(find(".ask").getText().contains("Stop talk?"));
        find("#yes").click();
        assertTrue(find("#said").getText().contains("stopped"));
        assertTrue(find("#now .chip").getText().contains("STOPPED"));
    }

    private String[] withHistory() {
        String[] sections = new String[PROGRAMS.length + 1];
        sections[0] = "[supervisord]\nhistory=" + folder.path("history");
        System.arraycopy(PROGRAMS, 0, sections, 1, PROGRAMS.length);
        return sections;
    }

    private void narrow() {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 360, "height", 740, "deviceScaleFactor", 1, "mobile", false));
    }

    private void german() {
        browser.executeCdpCommand("Network.enable", Map.of());
        browser.executeCdpCommand("Network.setExtraHTTPHeaders", Map.of("headers", Map.of("Accept-Language", "de")));
    }

    private String fetched(String page) {
        return (String) browser.executeAsyncScript(
                "const done = arguments[1]; fetch(arguments[0]).then(a => a.text()).then(done)", page);
    }

    private List<String> texts(String css) {
        return browser.findElements(By.cssSelector(css)).stream()
                .map(ConsoleIT::text)
                .toList();
    }

    @Test
    void whatHappenedIsFilteredPagedAndFetched() throws IOException {
        open("light", 1280, 900, withHistory());
        XmlRpc rpc = new XmlRpc(folder.port());
        for (int i = 0; i < 20; i++) {
            rpc.call("supervisor.startProcess", "idle");
            rpc.call("supervisor.stopProcess", "idle");
        }
        show(address("events"));
        find(".live.ok");
        untilText(".events tbody", "supervisor.stopProcess");
        look("events-light-1280");
        assertEquals(100, texts(".events tbody tr").size());
        String first = texts(".events tbody tr").get(0);
        find("a[rel=next]").click();
        untilUrl(url -> url.contains("before="));
        String older = browser.getCurrentUrl();
        rpc.call("supervisor.startProcess", "idle");
        untilText("#fresh", "Newer events");
        String place = texts(".events tbody tr").get(0);
        show(older);
        assertEquals(place, texts(".events tbody tr").get(0), "what is newer moves nothing");
        find("a[rel=prev]").click();
        untilUrl(url -> !url.contains("before="));
        assertFalse(texts(".events tbody tr").get(0).equals(first), "with those that came meanwhile");

        find("#name").sendKeys("broken");
        find("input[value=exit]").click();
        find("#choose button").click();
        Await.until("one is left", () -> texts(".events tbody tr").size() == 1);
        assertTrue(texts(".events tbody tr").get(0).contains("exit status 3"));
        show(address("events?who=nobody"));
        untilText("#none", "No event fits");
        show(address("events?kind=call&text=STOPPROCESS&name=idle"));
        assertEquals(20, texts(".events tbody tr").size());
        narrow();
        look("events-light-360");
        String csv = fetched("events.csv?kind=call&text=stopprocess");
        assertEquals(21, csv.lines().count(), csv);
        assertTrue(csv.contains("\"anybody\",\"127.0.0.1\",\"supervisor.stopProcess\",\"idle\",\"ok\""), csv);
        assertTrue(fetched("events.json?kind=exit&name=broken").contains("\"exitstatus\":3"));
        german();
        show(address("events"));
        untilText("h1", "Ereignisse");
        look("events-german-360");
    }

    @Test
    void withoutAHistoryItIsSaidHowToKeepOne() throws IOException {
        open("dark", 1280, 900, PROGRAMS);
        show(address("events"));
        untilText("#main", "history=/var/lib/warden/history");
        untilText(".events tbody", "exit status 3");
        look("events-off-dark-1280");
        show(address("program?name=talk"));
        untilText("#timeline", "No history is kept");
    }

    @Test
    void aProgramShowsWhatItHasDoneAndWhy() throws IOException {
        open("dark", 1280, 1300, withHistory());
        new XmlRpc(folder.port()).call("supervisor.startProcess", "idle");
        show(address("program?name=idle"));
        find(".live.ok");
        untilText("#timeline .steps", "supervisor.startProcess by anybody from 127.0.0.1");
        find("#stop").click();
        find("#yes").click();
        untilText("#timeline .steps", "console.stop by anna");
        untilText("#timeline .steps", "terminated by SIGTERM");
        find("#timeline .bands .b-RUNNING");
        look("timeline-dark-1280");
        narrow();
        look("timeline-dark-360");
    }

    private static final String[] BEFORE = {
        "[program:stays]\ncommand=/bin/sleep 1000",
        "[program:changes]\ncommand=/bin/sleep 1000\nenvironment=MY_SECRET=\"swordfish\"\nstartsecs=0",
        "[program:other]\ncommand=/bin/sleep 1000\nstartsecs=0",
        "[program:goes]\ncommand=/bin/sleep 1000\nstartsecs=0"
    };

    private void rewrite(String... parts) throws IOException {
        String text = Files.readString(folder.conf());
        for (int i = 0; i < parts.length; i += 2) {
            text = text.replace(parts[i], parts[i + 1]);
        }
        Files.writeString(folder.conf(), text);
    }

    private void change() throws IOException {
        rewrite(
                "[program:changes]\ncommand=/bin/sleep 1000\n", "[program:changes]\ncommand=/bin/sleep 2000\n",
                "[program:other]\ncommand=/bin/sleep 1000", "[program:other]\ncommand=/bin/sleep 3000",
                "swordfish", "marlin99",
                "[program:goes]\ncommand=/bin/sleep 1000\nstartsecs=0",
                        "[program:comes]\ncommand=/bin/sleep 1000\nstartsecs=0");
    }

    @Test
    void whatTheFilesWouldChangeIsShownAndApplied() throws IOException {
        openAs("admin", "light", 1280, 1000, BEFORE);
        show(address("configuration"));
        untilText("#none", "Nothing to apply");
        change();
        show(address("configuration"));
        untilText("#main", "/bin/sleep 2000");
        String page = browser.getPageSource();
        assertTrue(page.contains("environment.MY_SECRET") && !page.contains("swordfish") && !page.contains("marlin99"));
        assertTrue(find("section[aria-label=changes]").getText().contains("supervisord.conf:"), page);
        look("configuration-light-1280");

        find("#chosen").click();
        untilText("#said", "No group was selected");
        find("input[value=changes]").click();
        find("input[value=goes]").click();
        find("#chosen").click();
        untilText("#question", "changes: changed; restarts changes");
        look("configuration-question-light-1280");
        rewrite("sleep 2000", "sleep 2500");
        find("#yes").click();
        untilText("#said", "have changed since");
        untilText("#main", "/bin/sleep 2500");
        find("#yes").click();
        untilText("#now", "changes: changed");
        untilText("#now", "goes: removed");
        look("configuration-result-light-1280");
        assertTrue(texts("section[aria-label=other]").size() == 1
                && texts("section[aria-label=changes]").isEmpty());
        XmlRpc rpc = new XmlRpc(folder.port());
        assertEquals(
                "RUNNING", rpc.struct("supervisor.getProcessInfo", "changes").get("statename"));

        find("#all").click();
        find("#yes").click();
        untilText("#none", "Nothing to apply");
        untilText("#now", "comes: added");
        assertEquals("RUNNING", rpc.struct("supervisor.getProcessInfo", "comes").get("statename"));
    }

    @Test
    void brokenFilesAreShownWithTheirLinesAndCanBeAppliedBySomeOnly() throws IOException {
        openAs("viewer", "dark", 360, 740, BEFORE);
        change();
        show(address("configuration"));
        untilText("#main", "takes the role admin");
        assertTrue(browser.findElements(By.id("all")).isEmpty());
        look("configuration-dark-360");
        german();
        show(address("configuration"));
        untilText("#main", "Anwenden kann das die Rolle admin");
        look("configuration-german-dark-360");
        rewrite("[program:stays]\n", "[program:stays]\nautostart=ja\n");
        show(address("configuration"));
        untilText(".alert", "supervisord.conf:");
        untilText(".alert", "autostart: not a valid boolean value: 'ja'");
        look("configuration-broken-dark-360");
    }

    @Test
    void aConfigurationIsAppliedWithoutScript() throws IOException {
        openAs("admin", "light", 1280, 1000, BEFORE);
        change();
        browser.quit();
        browse("light", 1280, 1000, false);
        show(address("configuration"));
        find("input[value=other]").click();
        find("#chosen").click();
        assertTrue(find("#question").getText().contains("other: changed; restarts other"));
        find("#yes").click();
        assertTrue(
                find("#now").getText().contains("other: changed"), find("#now").getText());
        show(address("events?kind=exit"));
        assertTrue(find("#main").getText().contains("history="));
    }

    @Test
    void pagesAndProgramsAreReachedByTheirLetters() throws IOException {
        open("light", 1280, 800, PROGRAMS);
        find(".live.ok");
        find("body").sendKeys(Keys.chord(Keys.CONTROL, "k"));
        untilText("#palette-list", "Events");
        untilText("#palette-list", "broken");
        look("palette-light-1280");
        find("#palette-text").sendKeys("stop talk");
        Await.until("one is left", () -> texts("#palette-list li").equals(List.of("Stop talk")));
        find("#palette-text").sendKeys(Keys.ENTER);
        find("dialog button.danger").click();
        untilText(".toast", "talk: stopped");
        untilState("talk", "STOPPED");

        find("body").sendKeys("gl");
        Await.until("the log is shown", () -> browser.getCurrentUrl().endsWith("/log"));
        find("body").sendKeys(":");
        find("#palette-text").sendKeys("web:w1");
        untilText("#palette-list", "Log web:w1");
        find("#palette-text").sendKeys(Keys.ARROW_DOWN, Keys.ENTER);
        Await.until("its log is shown", () -> browser.getCurrentUrl().contains("log?name=web%3Aw1"));
        find("body").sendKeys("go");
        untilUrl(url -> url.endsWith("/overview"));
        find("body").sendKeys("?");
        untilText("dialog", "g c configuration");
        look("keys-light-1280");
        find("#single").click();
        find("dialog .ends button").click();
        find("body").sendKeys("gp");
        find("#palette").click();
        find("#palette-text").sendKeys("start talk", Keys.ENTER);
        untilText(".toast", "talk: started");
        assertTrue(browser.getCurrentUrl().endsWith("/overview"), "single keys are off");
        narrow();
        find("#palette").click();
        untilText("#palette-list", "Events");
        look("palette-light-360");
    }
}
