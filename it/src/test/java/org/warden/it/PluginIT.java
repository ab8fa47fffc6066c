package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The manual's example of a plug-in, built as the manual says and put into an installation of its own. */
class PluginIT {
    private static final String SECTION = """
            [rpcinterface:rolling]
            supervisor.rpcinterface_factory = example.rolling:make
            Pause_Millis = 1
            """;

    private static final String PROGRAMS = """
            [program:web]
            command=/bin/sleep 1000
            process_name=%(program_name)s_%(process_num)d
            numprocs=2
            startsecs=0
            """;

    private Folder folder;
    private Path home;

    @BeforeEach
    void installInAFolder() throws IOException {
        assumeFalse(Daemon.isStock(), "stock loads no Java");
        folder = new Folder();
        Path dist = Path.of(Daemon.underTest().strip().split("\\s+")[0])
                .getParent()
                .getParent()
                .normalize();
        home = Files.createDirectories(folder.path("home"));
        Files.createSymbolicLink(home.resolve("lib"), dist.resolve("lib"));
        Files.createDirectories(home.resolve("bin"));
        try (Stream<Path> programs = Files.list(dist.resolve("bin"))) {
            for (Path program : programs.toList()) {
                Files.copy(program, home.resolve("bin").resolve(program.getFileName()));
            }
        }
        Files.createDirectories(home.resolve("plugins"));
    }

    @AfterEach
    void removeFolder() throws IOException {
        if (folder != null) {
            folder.close();
        }
    }

    private String command() {
        return home.resolve("bin/supervisord") + " -n -c {conf}";
    }

    /** The two commands of the manual's page. */
    private void buildExample() throws IOException {
        Path example = Path.of("../examples/plugin").toAbsolutePath().normalize();
        Path classes = Files.createDirectories(folder.path("classes"));
        List<String> javac = new ArrayList<>(List.of(
                javaHome("javac"),
                "--release",
                "17",
                "-cp",
                home.resolve("lib") + "/*",
                "-d",
                classes.toString(),
                example.resolve("com/example/rolling/RollingFactory.java").toString()));
        Commands.succeed(javac.toArray(String[]::new));
        Commands.succeed(
                javaHome("jar"),
                "--create",
                "--file",
                home.resolve("plugins/rolling.jar").toString(),
                "-C",
                classes.toString(),
                ".",
                "-C",
                example.toString(),
                "META-INF");
    }

    private static String javaHome(String tool) {
        return Path.of(System.getProperty("java.home"), "bin", tool).toString();
    }

    @Test
    void theExampleOfTheManualIsLoadedAndDoesWhatItSays() throws IOException {
        buildExample();
        folder.configure(SECTION, PROGRAMS);
        try (Daemon daemon = Daemon.start(folder, command())) {
            daemon.awaitRunning("web:web_0", "web:web_1");
            int before = daemon.pidOf("web:web_0");

            assertEquals(List.of("web:web_0", "web:web_1"), daemon.rpc().call("rolling.restart", "web"));
            assertNotEquals(before, daemon.pidOf("web:web_0"));
            XmlRpc.Fault fault =
                    assertThrows(XmlRpc.Fault.class, () -> daemon.rpc().call("rolling.restart", "nosuch"));
            assertTrue(fault.getMessage().contains("BAD_NAME: nosuch"), fault.getMessage());
            assertEquals(
                    1,
                    folder.logLines("rolling: restarted [web:web_0, web:web_1]").size());
            assertTrue(folder.log().contains("RPC interface 'rolling' initialized"));
        }
    }

    @Test
    void theManualShowsTheExampleAsItIs() throws IOException {
        String source = Files.readString(Path.of("../examples/plugin/com/example/rolling/RollingFactory.java"));
        assertTrue(Files.readString(Path.of("../docs/manual/plugins.md")).contains("```java\n" + source + "```\n"));
    }

    @Test
    void aPluginThatIsNotInstalledKeepsTheDaemonFromStarting() throws IOException {
        folder.configure(SECTION, PROGRAMS);
        refused("example.rolling:make cannot be resolved within [rpcinterface:rolling]: no plug-in of that name in "
                + home.resolve("plugins"));
    }

    @Test
    void anInterfaceWrittenInPythonIsRefusedWithARemedy() throws IOException {
        folder.configure(SECTION.replace("example.rolling:make", "supervisor_twiddler.rpcinterface:make_twiddler"));
        refused("those written in Python can't be loaded");
    }

    private void refused(String reason) throws IOException {
        Process process = Daemon.launch(folder, command());
        Await.until("the daemon gives up", () -> !process.isAlive());
        assertEquals(2, process.exitValue());
        assertTrue(folder.text("daemon.out").contains(reason), folder.text("daemon.out"));
        assertFalse(Files.exists(folder.pidfile()));
    }
}
