package org.warden.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.warden.core.model.Signal;
import org.warden.core.port.Host;

class ValuesTest {
    @TempDir
    Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void fixture() {
        fixture = new ConfigFixture(directory);
    }

    @ParameterizedTest
    @CsvSource({"yes,true", "True,true", "ON,true", "1,true", "no,false", "FALSE,false", "off,false", "0,false"})
    void booleansAreEightWordsInAnyCase(String word, boolean value) {
        assertEquals(value, fixture.program("autostart=" + word + "\n").autostart());
    }

    @Test
    void anyOtherWordIsNoBoolean() {
        assertEquals("not a valid boolean value: 'maybe'", fixture.programError("autostart=maybe\n"));
        assertEquals("not a valid boolean value: ''", fixture.programError("autostart=\n"));
    }

    @ParameterizedTest
    @CsvSource({"5,5", "+5,5", "-5,-5", "1_000,1000", "007,7", "9223372036854775807,9223372036854775807"})
    void integersAreThoseOfPython(String text, long value) {
        assertEquals(value, fixture.program("stopwaitsecs=" + text + "\n").stopwaitsecs());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ten", "1.5", "1__0", "_1", "1_", "", "0x10", "1 0"})
    void anythingElseIsNoInteger(String text) {
        assertEquals(
                "invalid literal for int() with base 10: '" + text + "'",
                fixture.programError("stopwaitsecs=" + text + "\n"));
    }

    @Test
    void integersTooBigForUsAreRefusedAndNotCut() {
        assertEquals(
                "9223372036854775808 is above upper bound (9223372036854775807)",
                fixture.programError("startsecs=9223372036854775808\n"));
        assertEquals(
                "-3000000000 is below lower bound (-2147483648)",
                fixture.programError("stdout_logfile_backups=-3000000000\n"));
        assertTrue(fixture.programError("startsecs=" + "9".repeat(5000) + "\n").contains("... is above upper bound"));
        assertEquals("1000000 is above upper bound (100000)", fixture.programError("numprocs=1000000\n"));
    }

    @ParameterizedTest
    @CsvSource({"77,77", "1kb,1024", "2Mb,2097152", "1GB,1073741824", "10 KB,10240", "-1,-1", "3_0KB,30720"})
    void byteSizesMayHaveAUnit(String text, long bytes) {
        assertEquals(
                bytes,
                fixture.program("stdout_logfile_maxbytes=" + text + "\n")
                        .stdout()
                        .maxBytes());
    }

    @ParameterizedTest
    @CsvSource({"5XB,5xb", "5K,5k", "5B,5b", "1.5MB,1.5"})
    void otherUnitsAndFractionsAreRefused(String text, String quoted) {
        assertEquals(
                "invalid literal for int() with base 10: '" + quoted + "'",
                fixture.programError("stdout_logfile_maxbytes=" + text + "\n"));
    }

    @Test
    void aByteSizeThatOverflowsIsRefused() {
        assertEquals(
                "9223372036854775808 is above upper bound (9223372036854775807)",
                fixture.programError("stdout_capture_maxbytes=8589934592GB\n"));
    }

    @ParameterizedTest
    @CsvSource({"022,18", "0o22,18", "+22,18", "0,0", "777,511"})
    void octalNumbersMayHaveAPrefix(String text, int value) {
        assertEquals(Optional.of(value), fixture.program("umask=" + text + "\n").umask());
    }

    @ParameterizedTest
    @ValueSource(strings = {"9z", "8", "", "rwx", "-1", "1000"})
    void anythingElseIsNoOctalNumber(String text) {
        assertEquals(text + " can not be converted to an octal type", fixture.programError("umask=" + text + "\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "critical,CRITICAL",
        "Error,ERROR",
        "WARN,WARN",
        "info,INFO",
        "debug,DEBUG",
        "trace,TRACE",
        "blather,BLATHER"
    })
    void logLevelsAreSevenWords(String word, LogLevel level) {
        assertEquals(level, fixture.daemon("loglevel=" + word + "\n").loglevel());
    }

    @ParameterizedTest
    @ValueSource(strings = {"loud", "warning", "crit", ""})
    void anyOtherWordIsNoLogLevel(String word) {
        assertEquals("bad logging level name '" + word + "'", fixture.error("loglevel=" + word + "\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "TERM,15",
        "sigterm,15",
        "SIGUSR1,10",
        "9,9",
        "0,0",
        "SIG_DFL,0",
        "SIG_IGN,1",
        "RTMIN,34",
        "RTMAX,64",
        "1_0,10",
        "CLD,17"
    })
    void signalsAreNamesOrNumbers(String text, int number) {
        assertEquals(
                new Signal(number), fixture.program("stopsignal=" + text + "\n").stopsignal());
    }

    @ParameterizedTest
    @CsvSource({"NOSUCH,name", "RTMIN+1,name", "999,number", "-1,number", "32,number"})
    void signalsThePlatformDoesNotHaveAreRefused(String text, String kind) {
        assertEquals(
                "value '" + text + "' is not a valid signal " + kind,
                fixture.programError("stopsignal=" + text + "\n"));
    }

    @Test
    void exitcodesAreAListThatMayBeEmpty() {
        assertEquals(List.of(0, 2, 17), fixture.program("exitcodes=0, 2 ,17\n").exitcodes());
        assertEquals(List.of(), fixture.program("exitcodes=\n").exitcodes());
        assertEquals(List.of(0), fixture.program("").exitcodes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0,256", "-1", "a", "1,", "0;2"})
    void otherExitcodesAreRefused(String text) {
        assertEquals(
                "not a valid list of exit codes: '" + text + "'", fixture.programError("exitcodes=" + text + "\n"));
    }

    @ParameterizedTest
    @CsvSource({"unexpected,UNEXPECTED", "UnExpected,UNEXPECTED", "true,TRUE", "on,TRUE", "No,FALSE", "0,FALSE"})
    void autorestartIsABooleanOrUnexpected(String word, AutoRestart value) {
        assertEquals(value, fixture.program("autorestart=" + word + "\n").autorestart());
    }

    @Test
    void anotherAutorestartIsQuotedInLowerCase() {
        assertEquals("invalid 'autorestart' value 'sometimes'", fixture.programError("autorestart=SomeTimes\n"));
    }

    @Test
    void usersAreNamesOrNumbersThatExist() {
        Host.Account nobody = fixture.host.userByName("nobody").orElseThrow();
        assertEquals(Optional.of(nobody), fixture.program("user=nobody\n").user());
        assertEquals(Optional.of(nobody), fixture.program("user=65534\n").user());
        assertEquals(Optional.empty(), fixture.program("").user());
        assertEquals("Invalid user name nosuchuser", fixture.programError("user=nosuchuser\n"));
        assertEquals("Invalid user id 3999999", fixture.programError("user=3999999\n"));
        assertEquals("Invalid user id 99999999999", fixture.programError("user=99999999999\n"));
        assertEquals("Invalid user name ", fixture.programError("user=\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:9001,127.0.0.1,9001",
        "*:80,'',80",
        ":80,'',80",
        "9001,'',9001",
        "LocalHost:65535,localhost,65535",
        "::1:80,::1,80"
    })
    void inetAddressesAreSplitAtTheLastColon(String text, String host, int port) {
        InetServerConfig server = fixture.read("[inet_http_server]\nport=" + text + "\n")
                .inetServers()
                .get(0);
        assertEquals(host, server.host());
        assertEquals(port, server.port());
    }

    @ParameterizedTest
    @CsvSource({
        "http,'not a valid port number: ''http'' '",
        "0,'not a valid port number: ''0'' '",
        "70000,'not a valid port number: ''70000'' '",
        "a:0,0 is below lower bound (1)",
        "a:65536,65536 is above upper bound (65535)",
        "a:b,invalid literal for int() with base 10: 'b'"
    })
    void otherAddressesAreRefused(String text, String error) {
        assertEquals(error.replace("''", "'"), fixture.error("[inet_http_server]\nport=" + text + "\n"));
    }

    @Test
    void existingDirectoriesMustBeDirectories() {
        fixture.file("plain", "");
        assertEquals("/no/such/dir is not an existing directory", fixture.error("directory=/no/such/dir\n"));
        assertEquals(directory + "/plain is not an existing directory", fixture.error("childlogdir=%(here)s/plain\n"));
        assertEquals(
                directory.toString(), fixture.daemon("childlogdir=%(here)s\n").childlogdir());
    }

    @Test
    void theDirectoryOfALogFileMustExist() {
        assertEquals(
                "The directory named as part of the path /no/such/x.log does not exist",
                fixture.error("logfile=/no/such/x.log\n"));
        assertEquals(
                "The directory named as part of the path nosuch/x.pid does not exist",
                fixture.error("pidfile=nosuch/x.pid\n"));
        assertEquals(
                "The directory named as part of the path /no/such/x.log does not exist",
                fixture.programError("stdout_logfile=/no/such/x.log\n"));
        assertEquals(directory + "/x.log", fixture.daemon("logfile=x.log\n").logfile());
    }

    @ParameterizedTest
    @CsvSource({"a b,' '", "a:b,':'", "a/b,'/'"})
    void namesMayNotHoldBlankColonOrSlash(String name, String quoted) {
        assertEquals(
                "Invalid name: '" + name + "' because of character: '" + quoted + "'",
                fixture.error("[program:" + name + "]\ncommand=a\n"));
        assertEquals(
                "Invalid name: '" + name + "' because of character: '" + quoted + "'",
                fixture.error("[group:" + name + "]\n"));
        assertEquals(
                "Invalid name: '" + name + "' because of character: '" + quoted + "'",
                fixture.programError("process_name=" + name + "\n"));
    }

    @Test
    void namesMayHoldAlmostAnythingElse() {
        for (String name : List.of("a.b-c_d", "0", "\u00fcn\u00efcode", "a*,%b", "a\tb")) {
            assertEquals(
                    name,
                    fixture.read("[program:" + name + "]\ncommand=a\n")
                            .groups()
                            .get(0)
                            .name());
        }
        assertEquals(
                "x", fixture.read("[program: x ]\ncommand=a\n").groups().get(0).name());
    }

    @Test
    void emptyNamesAreRefused() {
        for (String section : List.of("program", "group", "eventlistener", "fcgi-program")) {
            assertTrue(fixture.errors("[" + section + ":]\ncommand=a\n").stream()
                    .anyMatch(e -> e.text().startsWith("Invalid name: '' because it is empty")));
        }
    }

    @Test
    void childLogsAreNoneAutomaticOrAPath() {
        for (String none : List.of("NONE", "off", "")) {
            assertEquals(
                    new ChannelConfig.LogTarget.None(),
                    fixture.program("stdout_logfile=" + none + "\n").stdout().logfile());
        }
        assertEquals(
                new ChannelConfig.LogTarget.Auto(),
                fixture.program("stdout_logfile=Auto\n").stdout().logfile());
        assertEquals(
                new ChannelConfig.LogTarget.Auto(), fixture.program("").stderr().logfile());
        assertEquals(
                new ChannelConfig.LogTarget.File(directory + "/o.log"),
                fixture.program("stdout_logfile=o.log\n").stdout().logfile());
    }

    @Test
    void theWordSyslogMeansSyslogAndNoFileAndIsDeprecated() {
        ChannelConfig stdout = fixture.program("stdout_logfile=SYSLOG\n").stdout();
        assertEquals(new ChannelConfig.LogTarget.None(), stdout.logfile());
        assertTrue(stdout.syslog());
        assertEquals(
                List.of("For [program:x], stdout_logfile=syslog but this is deprecated and will be removed.  Use"
                        + " stdout_syslog=true to enable syslog instead."),
                fixture.notices(LogLevel.WARN, "[program:x]\ncommand=a\nstdout_logfile=syslog\n"));
    }

    @Test
    void errorsOfProcessesSayTheSectionAndItsFileAndOthersDoNot() {
        assertEquals(
                "invalid literal for int() with base 10: 'x' in section 'program:x' (file: '" + fixture.main() + "')",
                fixture.error("[program:x]\ncommand=a\nstartsecs=x\n"));
        assertEquals(
                "invalid literal for int() with base 10: 'high'",
                fixture.error("[program:x]\ncommand=a\npriority=high\n"));
        assertEquals(
                1, fixture.errors("[program:x]\ncommand=a\npriority=high\n").size());
    }
}
