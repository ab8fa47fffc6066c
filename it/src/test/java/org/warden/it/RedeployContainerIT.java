package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

/** Programs of a WAR with {@code undeploy=detach} live on whatever becomes of the WAR and of its container, and one at a time has them. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedeployContainerIT {
    private static final String QUALIFIER = "container";
    private static final String FIRST = "first";
    private static final String SECOND = "second";

    @ArquillianResource
    private ContainerController controller;

    @ArquillianResource
    private Deployer deployer;

    private final List<String> deployed = new ArrayList<>();
    private Folder folder;
    private XmlRpc door;

    @Deployment(name = FIRST, managed = false, testable = false)
    @TargetsContainer(QUALIFIER)
    static WebArchive first() {
        return war(FIRST);
    }

    @Deployment(name = SECOND, managed = false, testable = false)
    @TargetsContainer(QUALIFIER)
    static WebArchive second() {
        return war(SECOND);
    }

    private static WebArchive war(String name) {
        return ShrinkWrap.create(ZipImporter.class, name + ".war")
                .importFrom(new File(System.getProperty("warden.war")))
                .as(WebArchive.class);
    }

    @BeforeEach
    void configure() throws IOException {
        folder = new Folder();
        door = new XmlRpc(folder.port());
        folder.configure(
                "[supervisord]\nundeploy=detach\nstatedir=" + folder.path("state"),
                "[program:count]\n" + Keepers.COUNTER + "\nstdout_logfile=" + folder.path("count.log"),
                "[program:nap]\ncommand=/bin/sleep 1000\nstartsecs=0");
        Files.copy(folder.conf(), ContainerIT.CONF, StandardCopyOption.REPLACE_EXISTING);
        if (!controller.isStarted(QUALIFIER)) {
            controller.start(QUALIFIER);
        }
    }

    @AfterEach
    void restore() throws IOException {
        for (String name : List.copyOf(deployed)) {
            undeploy(name);
        }
        String keeper = folder.text("supervisord.pid").strip();
        if (!keeper.isEmpty()) {
            Commands.signal("TERM", Long.parseLong(keeper));
            Await.until("the keeper has ended", () -> ProcessHandle.of(Long.parseLong(keeper))
                    .filter(ProcessHandle::isAlive)
                    .isEmpty());
        }
        folder.close();
    }

    private void deploy(String name) {
        // The container's threads are born now, and not while a request of ours is served.
        ContainerIT.keepBusy();
        deployer.deploy(name);
        deployed.add(name);
    }

    private void undeploy(String name) {
        deployed.remove(name);
        deployer.undeploy(name);
    }

    /** What tells one life of the programs from another. */
    private List<Object> facts() throws IOException {
        List<Object> facts = new ArrayList<>();
        for (String name : List.of("count", "nap")) {
            Map<?, ?> info = door.struct("supervisor.getProcessInfo", name);
            facts.add(List.of(info.get("statename"), info.get("pid"), info.get("start")));
        }
        return facts;
    }

    private List<Object> awaitRunning() {
        Await.until("the programs run", () -> facts().stream()
                .allMatch(fact -> fact.toString().startsWith("[RUNNING")));
        return Await.value("they are known", () -> java.util.Optional.of(facts()));
    }

    private int pid(String name) throws IOException {
        return (Integer) door.struct("supervisor.getProcessInfo", name).get("pid");
    }

    private static boolean lives(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private static HttpResponse<String> page(String name) throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(ContainerIT.url("") + "/" + name + "/"))
                    .timeout(Await.PATIENCE)
                    .build();
            return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void awaitPage(String name, String text) {
        Await.until(name + " says: " + text, () -> {
            String body = page(name).body();
            if (!body.contains(text)) {
                throw new IOException(body);
            }
            return true;
        });
    }

    @Test
    @Order(1)
    void programsDoNotNoticeRedeploymentsAndNothingOfThemIsLeft() throws IOException {
        long container = ContainerIT.container().pid();
        long held = ContainerIT.ourClasses(container);
        deploy(FIRST);
        List<Object> before = awaitRunning();
        int pid = pid("nap");
        for (int round = 1; round <= ContainerIT.ROUNDS; round++) {
            String here = " in round " + round;
            undeploy(FIRST);
            assertTrue(lives(pid), "nap lives on" + here);
            assertTrue(Files.notExists(folder.socket()), "the socket file is gone" + here);
            assertEquals(List.of(), ContainerIT.openFiles(container, folder), "no descriptor of ours is open" + here);
            assertEquals(List.of(), ContainerIT.ourThreads(container), "no thread is left" + here);
            deploy(FIRST);
            assertEquals(before, facts(), "taken back" + here);
        }
        undeploy(FIRST);
        Keepers.assertNoGap(folder.text("count.log"));
        assertEquals(List.of(), folder.logLines("exited:"));
        assertEquals(List.of(), folder.logLines("stopped:"));
        ContainerIT.awaitNoClassLoader(container, held + ContainerIT.HELD);
        assertEquals(List.of(), ContainerIT.warnings());
    }

    @Test
    @Order(2)
    void aSecondOneStandsByAndTakesOverWhenTheFirstIsUndeployed() throws IOException {
        long container = ContainerIT.container().pid();
        deploy(FIRST);
        List<Object> before = awaitRunning();
        deploy(SECOND);
        HttpResponse<String> standby = page(SECOND);
        assertEquals(503, standby.statusCode());
        assertTrue(
                standby.body().contains("Another web application of this container (process " + container + ")"),
                standby.body());
        assertTrue(standby.body().contains("stands by"), standby.body());
        assertEquals(before, facts(), "it has touched nothing");

        undeploy(FIRST);
        awaitPage(SECOND, "Warden is running");
        assertEquals(before, facts(), "taken over");

        deploy(FIRST);
        awaitPage(FIRST, "stands by");
        undeploy(FIRST);
        assertEquals(before, facts(), "one that stands by leaves nothing behind");
        assertEquals(
                List.of(),
                ContainerIT.ourThreads(container).stream()
                        .filter(thread -> thread.contains("warden-standby"))
                        .toList());
        Keepers.assertNoGap(folder.text("count.log"));
    }

    @Test
    @Order(3)
    void oneBesideASupervisordStandsByUntilThatHasDied() throws IOException {
        Files.copy(folder.conf(), ContainerIT.CONF, StandardCopyOption.REPLACE_EXISTING);
        try (Daemon daemon = Daemon.start(folder)) {
            List<Object> before = awaitRunning();
            deploy(FIRST);
            awaitPage(FIRST, "Process " + daemon.pid() + " supervises");
            Keepers.killed(daemon.pid());
            awaitPage(FIRST, "Warden is running");
            assertEquals(before, facts(), "taken over");
            Keepers.assertNoGap(folder.text("count.log"));
            undeploy(FIRST);
            Commands.signal(
                    "TERM", Long.parseLong(folder.text("supervisord.pid").strip()));
            Await.until("its programs have ended, too", () -> Daemon.processesIn(folder.root())
                    .isEmpty());
            Files.delete(folder.pidfile());
        }
    }

    @Test
    @Order(4)
    void programsLiveOnWhenTheContainerIsKilled() throws IOException {
        deploy(FIRST);
        List<Object> before = awaitRunning();
        int pid = pid("nap");
        ProcessHandle container = ContainerIT.container();
        Commands.signal("KILL", container.pid());
        Await.until("the container is dead", () -> !container.isAlive());
        controller.stop(QUALIFIER);
        assertTrue(lives(pid), "nap lives on");
        controller.start(QUALIFIER);
        Await.until("nap is taken back", () -> pid("nap") == pid);
        assertEquals(before, facts(), "taken back");
        Keepers.assertNoGap(folder.text("count.log"));
    }
}
