package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code bin/warden} and {@code bin/echo_supervisord_conf} as people call them. */
class WardenCommandIT {
    private static final String STOCK_SAMPLE = "/usr/bin/echo_supervisord_conf";
    private static final String DEBIANS_FILE = "/etc/supervisor/supervisord.conf";

    private Folder folder;

    @BeforeEach
    void prepare() throws IOException {
        assumeFalse(Daemon.isStock(), "stock has no such command");
        folder = new Folder();
        folder.configure("[program:cat]", "command=/bin/cat");
    }

    @AfterEach
    void remove() throws IOException {
        if (folder != null) {
            folder.close();
        }
    }

    private static String program(String name) {
        return Path.of(System.getProperty("warden.bin"), name).normalize().toString();
    }

    private static Commands.Result warden(String... words) throws IOException {
        var command = new ArrayList<>(List.of(program("warden")));
        command.addAll(List.of(words));
        return Commands.run(command);
    }

    private Commands.Result check(String... more) throws IOException {
        var words = new ArrayList<>(List.of("check", "-c", folder.conf().toString()));
        words.addAll(List.of(more));
        return warden(words.toArray(String[]::new));
    }

    @Test
    void aGoodFileIsZeroEvenWithStrict() throws IOException {
        assertEquals(new Commands.Result(0, "0 errors, 0 warnings in 1 file\n"), check("--strict"));
    }

    @Test
    void warningsAreOneWithStrictOnly() throws IOException {
        folder.configure("[program:cat]", "command=/no/such/cat");
        assertEquals(1, check("--strict").exitCode());
        assertEquals(0, check().exitCode());
        assertTrue(check().output().contains("can't find command '/no/such/cat'"), check().output());
    }

    @Test
    void errorsAndBadCommandLinesAreTwo() throws IOException {
        assertEquals(2, check("--strcit").exitCode());
        assertEquals(2, warden("chek").exitCode());
        assertEquals(2, warden().exitCode());
        folder.configure("[program:cat]", "command=%(nothing)s");
        Commands.Result result = check();
        assertEquals(2, result.exitCode());
        assertTrue(result.output().contains("1 error, 0 warnings in 1 file"), result.output());
    }

    @Test
    void nothingIsStartedAndNothingWritten() throws IOException {
        var before = listing();
        check();
        warden("explain", "-c", folder.conf().toString());
        assertEquals(before, listing());
        assertEquals(List.of(), Daemon.processesIn(folder.root()));
    }

    private TreeSet<Path> listing() throws IOException {
        try (Stream<Path> files = Files.walk(folder.root())) {
            return files.collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void explainShowsValuesWithTheirLines() throws IOException {
        Commands.Result result = warden("explain", "-c", folder.conf().toString(), "cat");
        assertEquals(0, result.exitCode(), result.output());
        assertTrue(
                result.lines().stream()
                        .anyMatch(
                                line -> line.matches("program:cat\\.command += /bin/cat +; .*supervisord\\.conf:\\d+")),
                result.output());
        assertEquals(2, warden("explain", "-c", folder.conf().toString(), "dog").exitCode());
    }

    @Test
    void theEnvironmentIsTheCallersOwn() throws IOException {
        // A shell drops variables that have no shell name, adds others, and the start script sets some for the JVM.
        folder.configure("[program:cat]", "command=/bin/cat %(ENV_my.setting)s");
        Commands.Result result = Commands.run(List.of(
                "env",
                "my.setting=5",
                program("warden"),
                "explain",
                "-c",
                folder.conf().toString(),
                "cat"));
        assertTrue(result.output().contains("= /bin/cat 5 "), result.output());
        folder.configure("[program:cat]", "command=/bin/cat %(ENV_WARDEN_ENVIRON)s");
        assertEquals(2, check().exitCode());
    }

    @Test
    void itIsFoundThroughASymlinkAndFromAnotherDirectory() throws IOException {
        Path link = Files.createSymbolicLink(folder.path("warden"), Path.of(program("warden")));
        Commands.Result result =
                Commands.run(List.of("/bin/sh", "-c", "cd / && " + link + " check -c " + folder.conf()));
        assertEquals(0, result.exitCode(), result.output());
    }

    @Test
    void jsonIsUnderstoodByOthers() throws IOException {
        String reader = "import json,sys; print(json.load(sys.stdin)['%s'])";
        for (String[] each : new String[][] {{"check", "errors"}, {"explain", "file"}}) {
            Commands.Result result = Commands.run(List.of(
                    "/bin/sh",
                    "-c",
                    program("warden") + " " + each[0] + " --json -c " + folder.conf() + " | python3 -c \""
                            + reader.formatted(each[1]) + "\""));
            assertEquals(0, result.exitCode(), result.output());
            assertEquals(each[0].equals("check") ? "0\n" : folder.conf() + "\n", result.output());
        }
    }

    @Test
    void theUsualFilesOfOthersGiveNoWarning() throws IOException {
        assumeTrue(Commands.installed(STOCK_SAMPLE), "stock is not installed");
        Files.writeString(folder.conf(), Commands.succeed(STOCK_SAMPLE));
        assertEquals(new Commands.Result(0, "0 errors, 0 warnings in 1 file\n"), check("--strict"));
    }

    @Test
    void debiansFileGivesNoWarning() throws IOException {
        assumeTrue(Files.isReadable(Path.of(DEBIANS_FILE)), "no " + DEBIANS_FILE);
        String text = Files.readString(Path.of(DEBIANS_FILE)).replaceAll("(?m)^files.*", "files = conf.d/*.conf");
        Files.createDirectory(folder.path("conf.d"));
        Files.writeString(folder.conf(), text);
        Commands.Result result = check("--strict");
        assumeFalse(result.output().contains("does not exist"), "the directories of Debian's file are not there");
        assertEquals(new Commands.Result(0, "0 errors, 0 warnings in 1 file\n"), result);
    }

    private void writeSample() throws IOException {
        Commands.Result result = Commands.run(List.of(program("echo_supervisord_conf"), "--any", "argument"));
        assertEquals(0, result.exitCode());
        Files.writeString(folder.conf(), result.output());
    }

    @Test
    void ourSampleIsGoodForWarden() throws IOException {
        writeSample();
        assertEquals(new Commands.Result(0, "0 errors, 0 warnings in 1 file\n"), check("--strict"));
    }

    @Test
    void ourSampleIsGoodForStock() throws IOException {
        assumeTrue(Commands.installed(STOCK_SAMPLE), "stock is not installed");
        writeSample();
        assertEquals(
                "0 programs, /tmp/supervisord.log, 1 server\n",
                Commands.succeed(
                        // Debian's own, which stock's programs run on.
                        "/usr/bin/python3",
                        "-W",
                        "ignore",
                        "-c",
                        "import sys\n"
                                + "from supervisor.options import ServerOptions\n"
                                + "options = ServerOptions()\n"
                                + "options.realize(['-c', sys.argv[1]])\n"
                                + "read = options.configroot.supervisord\n"
                                + "print('%d programs, %s, %d server' % (len(read.process_group_configs),"
                                + " read.logfile, len(read.server_configs)))\n",
                        folder.conf().toString()));
    }

    @Test
    void aDaemonStartsFromOurSampleAndSupervisorctlFindsIt() throws IOException {
        assumeTrue(Commands.installed(Daemon.STOCK_CLIENT), "stock is not installed");
        writeSample();
        String text = Files.readString(folder.conf()).replace("/tmp/", folder.root() + "/");
        Files.writeString(folder.conf(), text + "\n[inet_http_server]\nport=127.0.0.1:" + folder.port() + "\n");
        try (Daemon daemon = Daemon.start(folder)) {
            Commands.Result pid = daemon.ctl("pid");
            assertEquals(0, pid.exitCode(), pid.output());
            assertEquals(
                    Files.readString(folder.pidfile()).strip(), pid.output().strip());
            assertEquals(0, daemon.ctl("shutdown").exitCode());
            assertEquals(0, daemon.awaitExit());
        }
    }

    @Test
    void theSupportBundleHoldsNoSecretWithADaemonOrWithout() throws IOException {
        folder.configure(
                "[program:cat]\ncommand=/bin/cat\nenvironment=CONN=\"seeCret-variable\"",
                "[program:none]\ncommand=/no/such --token=seeCret-in-a-command",
                "[inet_http_server:b]\nport=127.0.0.1:" + Folder.freePort()
                        + "\nusername=a\npassword=seeCret-of-a-door",
                "[supervisorctl]\npassword=seeCret-of-the-client");
        Map<String, String> alone = support("alone.zip");
        assertTrue(alone.get("configuration.txt").contains("program:cat.environment.CONN"), alone.toString());
        assertTrue(alone.get("programs.txt").startsWith("not known: "), alone.get("programs.txt"));
        assertTrue(alone.get("keeper.txt").contains("no keeper"), alone.get("keeper.txt"));
        try (Daemon daemon = Daemon.start(folder)) {
            daemon.awaitRunning("cat");
            Files.writeString(
                    folder.mainLog(), "seeCret-variable password=seeCret-in-the-log\n", StandardOpenOption.APPEND);
            Map<String, String> files = support("bundle.zip");
            assertTrue(files.get("programs.txt").contains("statename=RUNNING"), files.get("programs.txt"));
            assertTrue(files.get("keeper.txt").contains("supervisord  pid "), files.get("keeper.txt"));
            assertTrue(files.get("activity.log").contains("\n****** password=******\n"), files.get("activity.log"));
        }
        Commands.Result again = warden(
                "support",
                "-c",
                folder.conf().toString(),
                "-o",
                folder.path("alone.zip").toString());
        assertEquals(2, again.exitCode(), again.output());
        assertTrue(again.output().contains("is there already"), again.output());
    }

    private Map<String, String> support(String name) throws IOException {
        Path file = folder.path(name);
        Commands.Result result = warden("support", "-c", folder.conf().toString(), "-o", file.toString());
        assertEquals(new Commands.Result(0, file + "\n"), result);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Map<String, String> files = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        files.forEach((part, text) -> assertFalse(text.contains("seeCret"), () -> part + " has a secret:\n" + text));
        return files;
    }
}
