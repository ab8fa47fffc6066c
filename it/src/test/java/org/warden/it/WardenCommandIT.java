package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
}
