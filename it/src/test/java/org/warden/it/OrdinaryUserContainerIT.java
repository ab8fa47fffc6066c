package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The WAR in a container that runs as an ordinary user, with a keeper that is root's and works under a policy: programs of other
 * users, and a port that only root may listen on.
 */
class OrdinaryUserContainerIT {
    private static final Path HOME = Path.of(System.getProperty("warden.it.container.home"));
    private static final String RUNNING = "RUNNING";
    private static final int LOWEST = 600;
    private static final int HIGHEST = 1023;

    private Folder folder;
    private XmlRpc door;
    private Process container;

    @BeforeEach
    void rootOnly() throws IOException {
        assumeTrue(Commands.isRoot(), "not root: cannot start a root keeper");
        folder = new Folder();
        door = new XmlRpc(folder.port());
    }

    @AfterEach
    void end() throws IOException {
        if (container != null) {
            // WildFly's Java is the child of its start script.
            container.descendants().forEach(ProcessHandle::destroyForcibly);
            container.destroyForcibly();
            assertTrue(Commands.waitFor(container));
        }
        if (folder != null) {
            folder.close();
        }
    }

    /** Of those that only root may listen on. */
    private static int freeLowPort() throws IOException {
        for (int port = LOWEST; port <= HIGHEST; port++) {
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IOException("no port from " + LOWEST + " to " + HIGHEST + " is free");
    }

    private void configure(Path state, int port) throws IOException {
        String log = "\nstdout_logfile=" + folder.path("%(program_name)s.log");
        folder.configure(
                "[supervisord]\nstatedir=" + state,
                "[program:own]\ncommand=/usr/bin/tail -f /dev/null",
                "[program:other]\ncommand=/usr/bin/tail -f /dev/null\nuser=" + RootKeeper.OTHER,
                "[program:shows]\ncommand=/usr/bin/id -un\nuser=" + RootKeeper.OTHER
                        + "\nautorestart=false\nstartsecs=0" + log,
                "[program:root]\ncommand=/usr/bin/id\nuser=root\nstartretries=0",
                "[fcgi-program:low]\ncommand=/usr/bin/tail -f /dev/null\nsocket=tcp://127.0.0.1:" + port);
    }

    /** The container's own folder, as its manual has it made for one of several instances. */
    private Path base() throws IOException {
        Path base = folder.path("base");
        Path deployments;
        if (ContainerIT.CONTAINER.equals("wildfly")) {
            Commands.succeed("cp", "-r", HOME.resolve("standalone").toString(), base.toString());
            // Where it logs it has written down when it was started from there.
            Commands.succeed(
                    "/bin/sh",
                    "-c",
                    "cd \"$0\" && rm -rf log data tmp deployments/* && sed -i \"s|=.*/standalone/log/|=$0/log/|\""
                            + " configuration/logging.properties",
                    base.toString());
            deployments = base.resolve("deployments");
            Files.createFile(deployments.resolve("ROOT.war.dodeploy"));
        } else {
            for (String name : List.of("logs", "temp", "work", "webapps")) {
                Files.createDirectories(base.resolve(name));
            }
            Commands.succeed("cp", "-r", HOME.resolve("conf").toString(), base.toString());
            deployments = base.resolve("webapps");
        }
        Files.copy(Path.of(System.getProperty("warden.war")), deployments.resolve("ROOT.war"));
        return base;
    }

    private void startContainer(Path base) throws IOException {
        int port = Folder.freePort();
        var words = new ArrayList<>(List.of("/bin/sh", "-c", RootKeeper.AS_PEER, "sh", "env", "HOME=" + base));
        words.add("JAVA_HOME=" + System.getProperty("java.home"));
        String config = "-Dwarden.config=" + folder.conf();
        if (ContainerIT.CONTAINER.equals("wildfly")) {
            words.addAll(List.of(
                    HOME.resolve("bin/standalone.sh").toString(),
                    config,
                    "-Djboss.server.base.dir=" + base,
                    "-Djboss.bind.address=127.0.0.1",
                    "-Djboss.http.port=" + port,
                    "-Djboss.https.port=" + Folder.freePort(),
                    "-Djboss.management.http.port=" + Folder.freePort()));
        } else {
            words.addAll(List.of(
                    "CATALINA_HOME=" + HOME,
                    "CATALINA_BASE=" + base,
                    "CATALINA_OPTS=-Dwarden.it.http.port=" + port + " " + config,
                    HOME.resolve("bin/catalina.sh").toString(),
                    "run"));
        }
        container = Commands.start(words, folder.path("container.out"));
        Await.within(Await.PATIENCE.multipliedBy(3), "the programs run", this::run);
        // The doors are open before the container is up; only then it hears of its end.
        URL page = new URL("http://127.0.0.1:" + port + "/");
        Await.until("the container is up", () -> ((HttpURLConnection) page.openConnection()).getResponseCode() != 404);
    }

    /** Whether they do; else with what the container and the supervisor have to say. */
    private boolean run() throws IOException {
        try {
            List<String> states = List.of(state("own"), state("other"), state("low"));
            if (states.equals(List.of(RUNNING, RUNNING, RUNNING))) {
                return true;
            }
            throw new IOException(states.toString());
        } catch (IOException e) {
            throw new IOException(folder.text("container.out") + folder.log(), e);
        }
    }

    private Map<?, ?> info(String name) throws IOException {
        return door.struct("supervisor.getProcessInfo", name.equals("low") ? "low:low" : name);
    }

    private String state(String name) throws IOException {
        return (String) info(name).get("statename");
    }

    private int pid(String name) throws IOException {
        return (Integer) info(name).get("pid");
    }

    private static String owner(long pid) throws IOException {
        return Files.getOwner(Path.of("/proc/" + pid)).getName();
    }

    @Test
    void programsOfOtherUsersAndLowPortsAreThereAndOutliveTheContainer() throws IOException {
        int port = freeLowPort();
        try (var root = new RootKeeper("command = /usr/bin/id", "command = /usr/bin/tail", "port = " + port)) {
            configure(root.state(), port);
            Path base = base();
            Commands.succeed(
                    "chown",
                    "-R",
                    RootKeeper.PEER + ":" + RootKeeper.PEER,
                    folder.root().toString());
            // As it is packed, only who unpacks it may start it.
            Commands.succeed("chmod", "-R", "a+rX", HOME.toString());
            root.start();
            startContainer(base);
            int supervisor = (Integer) door.call("supervisor.getPID");
            int own = pid("own");
            int other = pid("other");
            int low = pid("low");
            int keeper = (int) ProcessHandle.of(other)
                    .flatMap(ProcessHandle::parent)
                    .orElseThrow()
                    .pid();
            assertEquals(RootKeeper.PEER, owner(supervisor));
            assertEquals(RootKeeper.PEER, owner(own));
            assertEquals(RootKeeper.OTHER, owner(other));
            assertEquals("root", owner(keeper));
            Await.until("it has said who it is", () -> folder.text("shows.log").equals(RootKeeper.OTHER + "\n"));
            Await.until("what is not allowed is refused", () -> "FATAL".equals(state("root")));
            assertEquals(
                    "the keeper's policy does not allow 'root': its user",
                    info("root").get("spawnerr"));

            Keepers.killed(supervisor);
            assertTrue(Commands.waitFor(container));
            startContainer(base);
            assertEquals(List.of(own, other, low), List.of(pid("own"), pid("other"), pid("low")));
            Commands.signal("TERM", (Integer) door.call("supervisor.getPID"));
            assertTrue(Commands.waitFor(container));
            assertTrue(ProcessHandle.of(other).isEmpty(), "programs end in order with the container: " + folder.log());
            assertTrue(ProcessHandle.of(keeper).isPresent(), "the keeper waits for the next one");
            Commands.signal("TERM", keeper);
            Await.until("the keeper has ended", () -> ProcessHandle.of(keeper).isEmpty());
        }
    }
}
