package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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

/** The WAR with a configuration: programs run while it is deployed, and end in order when it is not any more. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class WarSupervisesIT {
    private static final String DEPLOYMENT = "supervising";
    private static final String PROPERTY = "warden.config";

    @ArquillianResource
    private Deployer deployer;

    private Folder folder;
    private String configured;

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive war() {
        return ShrinkWrap.create(ZipImporter.class, "supervising.war")
                .importFrom(new File(System.getProperty("warden.war")))
                .as(WebArchive.class);
    }

    /** The container runs in this JVM, so the WAR reads the property that is set here. */
    @BeforeEach
    void configure() throws IOException {
        configured = System.getProperty(PROPERTY);
        folder = new Folder();
        folder.configure(
                "[supervisord]",
                "history=" + folder.path("history"),
                "[program:nap]",
                "command=/bin/sleep 1000",
                "startsecs=0");
        System.setProperty(PROPERTY, folder.conf().toString());
    }

    @AfterEach
    void restore() throws IOException {
        System.setProperty(PROPERTY, configured);
        folder.close();
    }

    @Test
    void programsRunFromDeploymentToUndeploymentTimeAfterTime() throws IOException {
        for (int round = 1; round <= 3; round++) {
            deployer.deploy(DEPLOYMENT);
            XmlRpc rpc = new XmlRpc(folder.port());
            Await.until("nap is RUNNING in round " + round, () -> "RUNNING"
                    .equals(rpc.struct("supervisor.getProcessInfo", "nap").get("statename")));
            int pid = (Integer) rpc.struct("supervisor.getProcessInfo", "nap").get("pid");
            assertTrue(ProcessHandle.of(pid).isPresent());
            assertEquals(round, starts(rpc), "each deployment is in the history");
            long keeper = ProcessHandle.of(pid)
                    .flatMap(ProcessHandle::parent)
                    .orElseThrow()
                    .pid();
            assertNotEquals(ProcessHandle.current().pid(), keeper, "nap is no child of the container");
            assertEquals(keeper + "\n", folder.text("supervisord.pid"), "signals are for the keeper");

            deployer.undeploy(DEPLOYMENT);
            assertTrue(ProcessHandle.of(pid).isEmpty(), "nap ended with the web application");
            Await.until(
                    "the keeper has ended, too", () -> ProcessHandle.of(keeper).isEmpty());
            assertEquals("", folder.text("supervisord.pid"));
            Await.until("the door is closed", () -> isClosed(rpc));
            assertEquals(Set.of(), wardenThreads(), "no thread is left");
            assertTrue(folder.log().contains("WARN stopped: nap (terminated by SIGTERM)"), folder.log());
        }
    }

    @Test
    void aSignalToTheKeeperEndsTheProgramsAndNotTheContainer() throws IOException {
        deployer.deploy(DEPLOYMENT);
        XmlRpc rpc = new XmlRpc(folder.port());
        Await.until("nap is RUNNING", () -> "RUNNING"
                .equals(rpc.struct("supervisor.getProcessInfo", "nap").get("statename")));
        int pid = (Integer) rpc.struct("supervisor.getProcessInfo", "nap").get("pid");
        Commands.signal("TERM", Long.parseLong(folder.text("supervisord.pid").strip()));
        Await.until("nap has ended", () -> ProcessHandle.of(pid).isEmpty());
        Await.until("no thread is left", () -> wardenThreads().isEmpty());
        assertTrue(folder.log().contains("WARN stopped: nap (terminated by SIGTERM)"), folder.log());
        HttpResponse<String> page = page();
        assertEquals(503, page.statusCode());
        assertTrue(page.body().contains("Warden is not running."), page.body());
        deployer.undeploy(DEPLOYMENT);
    }

    @Test
    void whereAnAddressIsTakenNothingIsStarted() throws IOException {
        try (ServerSocket stranger = new ServerSocket(folder.port(), 1, InetAddress.getLoopbackAddress())) {
            deployer.deploy(DEPLOYMENT);
            HttpResponse<String> page = page();
            assertEquals(503, page.statusCode(), "on port " + stranger.getLocalPort());
            assertTrue(page.body().contains("Warden is not running."), page.body());
            assertTrue(folder.log().contains("already listening"), folder.log());
            assertEquals(List.of(), folder.logLines("spawned"));
            assertEquals(Set.of(), wardenThreads());
            assertEquals("", folder.text("supervisord.pid"));
            deployer.undeploy(DEPLOYMENT);
        }
    }

    private static HttpResponse<String> page() throws IOException {
        try {
            URI address = URI.create(
                    "http://127.0.0.1:" + System.getProperty(EmbeddedPort.PROPERTY) + "/" + DEPLOYMENT + "/");
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static long starts(XmlRpc rpc) throws IOException {
        List<?> entries = (List<?>) rpc.struct("warden.getHistory").get("entries");
        return entries.stream()
                .filter(entry -> String.valueOf(((Map<?, ?>) entry).get("what")).startsWith("started with pid"))
                .count();
    }

    private static boolean isClosed(XmlRpc rpc) throws IOException {
        try {
            rpc.call("supervisor.getState");
            return false;
        } catch (ConnectException closed) {
            return true;
        }
    }

    private static Set<String> wardenThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("warden-") || name.startsWith("door"))
                .collect(Collectors.toSet());
    }
}
