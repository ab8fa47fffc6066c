package org.warden.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckTest {
    private static final String FINE = "0 errors, 0 warnings in 1 file";

    @TempDir
    Path directory;

    private Terminal terminal;

    @BeforeEach
    void prepare() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        terminal = new Terminal(directory);
    }

    private static String program(String lines) {
        return "[program:web]\ncommand=/bin/cat\n" + lines + "\n";
    }

    /** The only thing that is said of this text. */
    private String only(String text) {
        List<String> lines = terminal.check(text);
        assertEquals("0 errors, 1 warning in 1 file", lines.get(lines.size() - 1), () -> lines.toString());
        return lines.get(0);
    }

    private int strict() {
        return terminal.warden("check", "--strict", "-c", terminal.conf());
    }

    @Test
    void nothingWrongIsZero() {
        terminal.with(program("user=root"));
        assertEquals(0, strict());
        assertEquals(FINE + "\n", terminal.out());
    }

    @Test
    void warningsAreZeroAndWithStrictOne() {
        terminal.with("colour=red\n");
        assertEquals(0, terminal.warden("check", "-c", terminal.conf()));
        assertEquals(1, strict());
    }

    @Test
    void errorsAreTwoWithOrWithoutStrict() {
        terminal.with("loglevel=loud\n");
        assertEquals(2, terminal.warden("check", "-c", terminal.conf()));
        assertEquals(2, strict());
    }

    @Test
    void errorsAndWarningsComeInTheOrderOfTheFilesWithTheirRemedies() {
        terminal.file("z.inc", "[program:web]\nautostart=ja\ncommand=/bin/cat\n");
        assertEquals(
                List.of(
                        "supervisord.conf:2: warning: unknown key 'logfiel' in [supervisord] is ignored",
                        "    did you mean 'logfile'?",
                        "supervisord.conf:3: error: [supervisord] loglevel: bad logging level name 'loud'",
                        "    write critical, error, warn, info, debug, trace or blather",
                        "z.inc:2: error: [program:web] autostart: not a valid boolean value: 'ja' in section"
                                + " 'program:web' (file: 'z.inc')",
                        "    write true or false (or yes, no, on, off, 1, 0)",
                        "2 errors, 1 warning in 2 files"),
                terminal.check("logfiel=/tmp/x\nloglevel=loud\n[include]\nfiles=z.inc\n"));
    }

    @Test
    void nothingIsWritten() throws IOException {
        terminal.check("logfile=%(here)s/a.log\npidfile=%(here)s/a.pid\n[unix_http_server]\nfile=%(here)s/s\n"
                + program("stdout_logfile=%(here)s/out.log"));
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(directory.resolve("supervisord.conf")), files.toList());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/no/such/program | can't find command '/no/such/program'",
                "nosuchprogram | can't find command 'nosuchprogram' in /bin:/usr/bin:/usr/local/bin",
                "/tmp | command at '/tmp' is a directory",
                "/etc/passwd | command at '/etc/passwd' is not executable",
                "\"/bin/cat | command can't be split into words: No closing quotation",
                "'' | command is empty",
                "bin/run | bin/run is looked for from the directory in which supervisord was started",
                "~/run | ~ is not expanded in command",
                "/bin/cat && /bin/ls | there is no shell, so '&&' reaches the program as it is",
                "/bin/cat > /tmp/x | there is no shell, so '>' reaches the program as it is",
                "/bin/cat $HOME/x | there is no shell, so '$HOME/x' reaches the program as it is",
                "/bin/cat --port=${PORT} | there is no shell, so '--port=${PORT}' reaches the program as it is"
            })
    void aCommandThatCannotWorkIsWarnedAbout(String command, String text) {
        String written = command.equals("''") ? "" : command;
        assertEquals(
                "supervisord.conf:3: warning: [program:web] " + text, only("[program:web]\ncommand=" + written + "\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat",
                "/bin/sh -c 'a && b > $HOME/x'",
                "bash -lc \"exec a | b\"",
                "/bin/cat 'a > b' $1 cost$",
                "/usr/bin/env A=b cat"
            })
    void aCommandThatCanIsNot(String command) {
        assertEquals(List.of(FINE), terminal.check("[program:web]\ncommand=" + command + "\n"));
    }

    @Test
    void aPathOfTheProgramsOwnIsTheOneToLookIn() {
        terminal.file("bin/thing", "#!/bin/sh\n", "rwxr-xr-x");
        assertEquals(
                List.of(FINE),
                terminal.check("[program:web]\ncommand=thing\nenvironment=PATH=\"" + directory + "/bin\"\n"));
    }

    @Test
    void aScriptWithoutItsInterpreterIsWarnedAbout() {
        terminal.file("a.sh", "#!/no/such/shell -e\n", "rwxr-xr-x");
        assertTrue(only("[program:web]\ncommand=%(here)s/a.sh\n")
                .endsWith("a.sh begins with #!/no/such/shell, which is not" + " there"));
        terminal.file("a.sh", "#!/bin/sh\r\necho\r\n", "rwxr-xr-x");
        assertTrue(only("[program:web]\ncommand=%(here)s/a.sh\n").contains("line ends of another system"));
    }

    @Test
    void manyProcessesOfASectionSayItOnce() {
        assertTrue(only("[program:web]\ncommand=/no/such\nnumprocs=9\nprocess_name=w%(process_num)d\n")
                .contains("can't find command"));
    }

    @Test
    void whatTheUserOfAProgramMayNotDoIsWarnedAbout() throws IOException {
        Path hidden = Files.createDirectory(directory.resolve("hidden"));
        terminal.file("hidden/run", "", "rwxr-xr-x");
        Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rwx------"));
        assertTrue(only(program("user=stranger\ndirectory=%(here)s/hidden"))
                .contains("user stranger may not enter directory"));
        assertTrue(only("[program:web]\ncommand=%(here)s/hidden/run\nuser=stranger\n")
                .contains("user stranger may not execute"));
        assertEquals(List.of(FINE), terminal.check(program("user=root\ndirectory=%(here)s/hidden")));
    }

    @Test
    void aDirectoryThatIsNotThereIsWarnedAbout() {
        assertTrue(only(program("directory=/no/such")).contains("directory /no/such is not there"));
        assertTrue(only(program("directory=/etc/passwd")).contains("/etc/passwd is no directory"));
        assertTrue(only(program("directory=~/x")).contains("~ is not expanded in directory"));
    }

    @Test
    void logsThatTheDaemonMayNotWriteAreWarnedAbout() {
        String pidfile = "user=stranger\nchildlogdir=/tmp\nlogfile=/tmp/no-such-log-of-warden\npidfile=";
        assertTrue(only(pidfile + directory + "/p\n")
                .contains("[supervisord] user stranger, who supervisord is going to"));
        assertEquals(List.of(FINE), terminal.check(pidfile + "/tmp/p\n"));
        assertTrue(only(pidfile + "/tmp/p\n" + program("stdout_logfile=" + directory + "/o"))
                .contains("[program:web] user stranger, who supervisord is going to be, may not write"));
    }

    @Test
    void whoeverChecksSomebodyElsesFileIsNotTakenForTheDaemon() {
        terminal.host.runningAs(MadeUpHost.STRANGER.uid());
        assertEquals(List.of(FINE), terminal.check("pidfile=" + directory + "/p\n"));
        terminal.warden("check", "-c", terminal.conf(), "--user", "stranger", "--logfile", "/tmp/l");
        assertTrue(
                terminal.out().contains("user stranger, who supervisord is going to be, may not write"),
                terminal.out());
    }

    @Test
    void aLogThatIsADirectoryIsWarnedAbout() {
        assertTrue(only(program("stdout_logfile=/tmp")).contains("/tmp is a directory"));
    }

    @Test
    void twoWritersOfOneRotatedLogAreWarnedAbout() {
        String two = "numprocs=2\nprocess_name=w%(process_num)d\nstdout_logfile=/tmp/both.log\n";
        assertTrue(only(program(two)).contains("/tmp/both.log is also web:w0 stdout_logfile"));
        assertEquals(List.of(FINE), terminal.check(program(two + "stdout_logfile_maxbytes=0")));
        assertEquals(List.of(FINE), terminal.check(program(two.replace("/tmp/both.log", "/dev/stdout"))));
        assertTrue(only(program("stdout_logfile=/tmp/a\nstderr_logfile=/tmp/a")).contains("is also web:web stdout"));
    }

    @ParameterizedTest
    @CsvSource({
        "*:9001,          true",
        "0.0.0.0:9001,    true",
        "9001,            true",
        "127.0.0.1:9001,  false",
        "localhost:9001,  false"
    })
    void aPortWithoutAPasswordIsWarnedAboutWhereOthersReachIt(String port, boolean warned) {
        String server = "[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory ="
                + " supervisor.rpcinterface:make_main_rpcinterface\n[inet_http_server]\nport=" + port + "\n";
        assertEquals(warned, terminal.check(server).toString().contains("there is no password"));
        assertFalse(terminal.check(server + "username=u\npassword={SHA}" + "0".repeat(40) + "\n")
                .toString()
                .contains("there is no password"));
    }

    @Test
    void aSocketForEverybodyIsWarnedAbout() {
        String server = "[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory ="
                + " supervisor.rpcinterface:make_main_rpcinterface\n[unix_http_server]\nfile=/tmp/s\nchmod=";
        assertTrue(only(server + "0777\n").contains("every user of this machine can run programs"));
        assertEquals(List.of(FINE), terminal.check(server + "0770\n"));
    }

    @Test
    void certificatesThatCannotWorkAndRolesThatCountForNothingAreWarnedAbout() throws Exception {
        String main = "[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory ="
                + " supervisor.rpcinterface:make_main_rpcinterface\n[inet_http_server]\nport=127.0.0.1:1\n";
        Path file = Files.writeString(directory.resolve("t.pem"), "nothing");
        assertTrue(
                only(main + "tls_certificate=" + file + "\ntls_key=/no/key\n").contains("t.pem holds no certificate"));
        assertTrue(only(main
                        + "[console_user:anna]\nrole=viewer\npassword=$argon2id$v=19$m=19456,t=2,p=1"
                        + "$jLtYPIUvV3t3L3UKsYNmPg$EJ7pPWLbgLkxfOFuBDt3sdS491IEcKJxqzO52+ev0/o\n")
                .contains("whoever reaches this address is an administrator"));
    }

    @Test
    void doorsThatCannotWorkAreWarnedAbout() {
        String main = "[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory ="
                + " supervisor.rpcinterface:make_main_rpcinterface\n";
        assertTrue(only("[unix_http_server]\nfile=/tmp/s\n").contains("there is no [rpcinterface:supervisor]"));
        assertTrue(only(main + "[unix_http_server:a]\nfile=/tmp/s\n[unix_http_server:b]\nfile=/tmp/s\n")
                .contains("already the address of [unix_http_server:a]"));
        assertTrue(only(main + "[unix_http_server]\nfile=/tmp/" + "x".repeat(103) + "\n")
                .contains("the socket's path has 108 bytes"));
        assertTrue(only(main + "[unix_http_server]\nfile=/tmp/s\n[supervisorctl]\nserverurl=unix:///tmp/t\n")
                .contains("no [unix_http_server] has the file /tmp/t"));
    }

    @Test
    void aPasswordThatEverybodyCanReadIsWarnedAbout() throws IOException {
        String text = "[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory ="
                + " supervisor.rpcinterface:make_main_rpcinterface\n"
                + "[unix_http_server]\nfile=/tmp/s\nusername=u\npassword=hunter2\n";
        assertTrue(only(text).contains("every user of this machine can read this password"));
        Files.setPosixFilePermissions(Path.of(terminal.conf()), PosixFilePermissions.fromString("rw-------"));
        assertEquals(0, strict());
    }

    @Test
    void secretsAreNotRepeated() {
        terminal.check("[program:web]\ncommand=a\nenvironment=DB_PASSWORD=hunter2 B=c\n");
        assertTrue(terminal.out().contains("DB_PASSWORD=******"), terminal.out());
        assertFalse(terminal.out().contains("hunter2"), terminal.out());
    }

    @Test
    void theWholeEnvironmentIsNotListed() {
        terminal.host.withVariable("A", "1").withVariable("B", "2");
        assertTrue(
                terminal.check("[inet_http_server]\nport=%(x)s\n")
                        .get(0)
                        .endsWith("cannot be expanded. Available names: ENV_*, here"),
                terminal.out());
    }

    @Test
    void jsonHasTheSameFindings() {
        terminal.with("colour=red\nloglevel=loud\n");
        assertEquals(2, terminal.warden("check", "--json", "-c", terminal.conf()));
        JsonObject report;
        try (var reader = jakarta.json.Json.createReader(new StringReader(terminal.out()))) {
            report = reader.readObject();
        }
        assertEquals(1, report.getInt("errors"));
        assertEquals(1, report.getInt("warnings"));
        assertEquals(terminal.conf(), report.getJsonArray("files").getString(0));
        JsonObject error = report.getJsonArray("findings").getJsonObject(1);
        assertEquals("error", error.getString("severity"));
        assertEquals(3, error.getInt("line"));
        assertEquals("supervisord", error.getString("section"));
        assertEquals("loglevel", error.getString("key"));
        assertTrue(error.getString("remedy").startsWith("write critical"));
    }
}
