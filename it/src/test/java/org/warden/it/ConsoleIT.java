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
        Files.createDirectories(SCREENSHOTS);
        configured = System.getProperty(PROPERTY);
        folder = new Folder();
        System.setProperty(PROPERTY, folder.conf().toString());
    }

    @AfterEach
    void stop() throws IOException {
        if (browser != null) {
            browser.quit();
        }
        deployer.undeploy(DEPLOYMENT);
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
                System.getProperty("warden.bin") + "/warden");
        System.arraycopy(programs, 0, sections, 1, programs.length);
        folder.configure(sections);
        deployer.deploy(DEPLOYMENT);
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
        browser.get(address(""));
        browser.findElement(By.id("user")).sendKeys("anna");
        browser.findElement(By.id("password")).sendKeys("secret", Keys.ENTER);
        Await.until("the overview is shown", () -> browser.getCurrentUrl().endsWith("/overview"));
        browser.get(address("programs"));
    }

    private static String address(String page) {
        return "http://127.0.0.1:" + System.getProperty("warden.it.tomcat.port") + "/console/" + page;
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
        Files.write(SCREENSHOTS.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
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
        browser.get(address("log?name=talk"));
        find(".live.ok");
        Await.until(
                "hello is green",
                () -> browser.findElement(By.cssSelector("#log .f2")).getText().equals("hello"));
        look("log-dark-360");
    }

    @Test
    void anEmptyListSaysWhatToDo() throws IOException {
        open("dark", 1280, 800);
        assertTrue(find("#none").getText().contains("[program:hello]"));
        look("empty-dark-1280");
        browser.get(address("overview"));
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
        browser.get(address("programs"));
        find("button[value='stop idle']").click();
        find("button.danger").click();
        assertTrue(find("table").getText().contains("stopped"));
        browser.get(address("log?name=talk"));
        assertTrue(find("#log").getText().contains("hello"));
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
        browser.get(address("overview"));
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
        browser.get(address("program?name=talk"));
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
        browser.get(address("program?name=idle&all=1"));
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
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 360, "height", 740, "deviceScaleFactor", 1, "mobile", false));
        look("program-dark-360");
        Files.writeString(folder.conf(), Files.readString(folder.conf()).replace("LEVEL=\"3\"", "LEVEL=\"4\""));
        browser.get(address("program?name=idle"));
        untilText("[role=note]", "supervisorctl update");
        browser.get(address("program?name=nobody"));
        untilText(".empty", "no such program");
    }

    @Test
    void diagnosticsAreForAdmins() throws IOException {
        openAs("admin", "dark", 1280, 900, PROGRAMS);
        browser.get(address("diagnostics"));
        untilText("#list", "warden-loop");
        untilText("main", "Mojarra");
        look("diagnostics-dark-1280");
        find("#list th:nth-child(3)").click();
        Await.until("sorted", () -> "ascending"
                .equals(browser.findElement(By.cssSelector("#list th:nth-child(3)"))
                        .getDomAttribute("aria-sort")));
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 360, "height", 740, "deviceScaleFactor", 1, "mobile", false));
        look("diagnostics-dark-360");
    }

    @Test
    void aPageOfAProgramWorksWithoutScript() throws IOException {
        open("light", 1280, 800, PROGRAMS);
        browser.get(address("diagnostics"));
        assertTrue(find("body").getText().contains("admin"), "an operator is turned away");
        browser.quit();
        browse("light", 1280, 800, false);
        browser.get(address("program?name=talk"));
        find("#stop").click();
        assertTrue(find(".ask").getText().contains("Stop talk?"));
        find("#yes").click();
        assertTrue(find("#said").getText().contains("stopped"));
        assertTrue(find("#now .chip").getText().contains("STOPPED"));
    }
}
