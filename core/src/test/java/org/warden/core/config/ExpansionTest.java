package org.warden.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpansionTest {
    @TempDir
    Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void fixture() {
        fixture = new ConfigFixture(directory);
    }

    private String command(String command) {
        return fixture.program("command=" + command + "\n").command();
    }

    @Test
    void namesOfAProgramAreExpanded() {
        ProcessConfig process = fixture.read("""
                        [program:web]
                        command=/bin/echo %(program_name)s %(group_name)s %(process_num)02d %(numprocs)d %(host_node_name)s
                        numprocs=2
                        numprocs_start=7
                        process_name=%(program_name)s-%(process_num)03d
                        directory=/srv/%(process_num)d
                        [group:all]
                        programs=web
                        """).groups().get(0).processes().get(1);
        assertEquals("web-008", process.name());
        assertEquals("/bin/echo web all 08 2 testnode", process.command());
        assertEquals(Optional.of("/srv/8"), process.directory());
    }

    @Test
    void twoPercentSignsAreOne() {
        assertEquals("date +%Y", command("date +%%Y"));
    }

    @Test
    void flagsWidthsAndAllConversionsWork() {
        assertEquals("[x    ] [    x] [x]", command("[%(program_name)-5s] [%(program_name)5s] [%(program_name).1s]"));
        assertEquals(
                "007 7 +7 0x7 7.00 'x'",
                fixture.program(
                                "numprocs_start=7\ncommand=%(process_num)03d %(process_num)s %(process_num)+i %(process_num)#x"
                                        + " %(process_num).2f %(program_name)r\n")
                        .command());
    }

    @Test
    void anUnknownNameIsAnErrorThatListsTheNames() {
        fixture.host.withVariable("PATH", "/bin");
        assertEquals(
                "Format string '/bin/x %(nope)s' for 'program:x.command' contains names ('nope') which cannot be expanded."
                        + " Available names: ENV_PATH, group_name, here, host_node_name, numprocs, process_num, program_name",
                fixture.programError("command=/bin/x %(nope)s\n"));
    }

    @Test
    void aLonePercentSignIsAnErrorWithPythonsReason() {
        assertEquals(
                "Format string 'date +%Y' for 'program:x.command' is badly formatted: unsupported format character 'Y'"
                        + " (0x59) at index 7",
                fixture.programError("command=date +%Y\n"));
        assertEquals(
                "Format string '100%' for 'program:x.command' is badly formatted: incomplete format",
                fixture.programError("command=100%\n"));
        assertEquals(
                "Format string '%(x' for 'program:x.command' is badly formatted: incomplete format key",
                fixture.programError("command=%(x\n"));
    }

    @Test
    void aBareConversionIsAnErrorInsteadOfPrintingTheEnvironment() {
        assertEquals(
                "Format string 'x %s' for 'program:x.command' is badly formatted: %s has no name in parentheses",
                fixture.programError("command=x %s\n"));
    }

    @Test
    void theEnvironmentOfTheDaemonIsKnownEverywhere() {
        fixture.host.withVariable("PORT", "9005");
        Configuration read = fixture.read("[inet_http_server]\nport=127.0.0.1:%(ENV_PORT)s\n");
        assertEquals(9005, read.inetServers().get(0).port());
    }

    @Test
    void environmentOfTheDaemonSectionIsKnownInEverythingReadLater() {
        Configuration read = fixture.read("""
                environment=NAME="n%%x",HOST="%(host_node_name)s"
                [program:x]
                command=%(ENV_NAME)s %(ENV_HOST)s
                [unix_http_server]
                file=/tmp/%(ENV_HOST)s
                """);
        assertEquals("n%x testnode", read.groups().get(0).processes().get(0).command());
        assertEquals("/tmp/testnode", read.unixServers().get(0).file());
        assertEquals("n%x", read.supervisord().environment().get("NAME"));
    }

    @Test
    void theDaemonsEnvironmentIsNotKnownInItsOwnSection() {
        assertTrue(fixture.error("environment=A=1\nidentifier=%(ENV_A)s\n").contains("('ENV_A')"));
    }

    @Test
    void aProgramsOwnEnvironmentIsKnownInItsKeysPerProcessAndHidesTheDaemons() {
        fixture.host.withVariable("A", "daemon");
        ProcessConfig process =
                fixture.program("environment=A=\"own-%(ENV_A)s\"\ncommand=%(ENV_A)s\nstdout_logfile=/tmp/%(ENV_A)s\n");
        assertEquals("own-daemon", process.command());
        assertEquals(
                new ChannelConfig.LogTarget.File("/tmp/own-daemon"),
                process.stdout().logfile());
    }

    @Test
    void keysReadOnceForAllProcessesKnowNoProcessNumber() {
        assertTrue(fixture.programError("startsecs=%(process_num)d\n").contains("('process_num')"));
        assertTrue(fixture.programError("user=%(numprocs)d\n").contains("('numprocs')"));
    }

    @Test
    void priorityIsReadForTheGroupFirstAndKnowsNoProgramName() {
        assertTrue(fixture.errors("[program:7]\ncommand=a\npriority=%(program_name)s\n")
                .get(0)
                .text()
                .endsWith("contains names ('program_name') which cannot be expanded. Available names: here"));
    }

    @Test
    void hereIsTheDirectoryOfTheFileInEveryKey() {
        Configuration read = fixture.read("""
                pidfile=%(here)s/p
                [unix_http_server]
                file=%(here)s/s
                username=%(here)s
                password=p
                [inet_http_server]
                port=1
                username=%(here)s
                password=p
                """);
        String here = directory.toString();
        assertEquals(here + "/p", read.supervisord().pidfile());
        assertEquals(here + "/s", read.unixServers().get(0).file());
        assertEquals(here, read.unixServers().get(0).credentials().orElseThrow().username());
        assertEquals(here, read.inetServers().get(0).credentials().orElseThrow().username());
    }

    @Test
    void hereInAnIncludedFileIsThatFilesDirectory() {
        fixture.file("sub/a.conf", "[program:a]\ncommand=%(here)s/run\n[program:m]\npriority=5\n");
        Configuration read = fixture.read("[include]\nfiles=%(here)s/sub/*.conf\n[program:m]\ncommand=%(here)s/run\n");
        assertEquals(
                directory + "/sub/run",
                read.group("a").orElseThrow().processes().get(0).command());
        assertEquals(
                directory + "/run",
                read.group("m").orElseThrow().processes().get(0).command());
    }

    @Test
    void childLogsTakeTwoOrFourPercentSignsForOne() {
        ProcessConfig process = fixture.program("stdout_logfile=/tmp/a%%%%b\nstderr_logfile=/tmp/a%%b\n");
        assertEquals(
                new ChannelConfig.LogTarget.File("/tmp/a%b"), process.stdout().logfile());
        assertEquals(
                new ChannelConfig.LogTarget.File("/tmp/a%b"), process.stderr().logfile());
    }

    @Test
    void keysThatStockExpandsLateAreCalledByTheirBareNameInErrors() {
        assertTrue(fixture.programError("environment=A=\"%(nope)s\"\n").contains(" for 'environment' contains names"));
        assertTrue(fixture.programError("process_name=%(nope)s\n").contains(" for 'process_name' contains names"));
        assertTrue(fixture.error("environment=A=\"%(nope)s\"\n").contains(" for 'environment' contains names"));
    }

    @Test
    void theSocketOfAnFcgiProgramKnowsItsNameButNoGroup() {
        Configuration read = fixture.read("[fcgi-program:php]\ncommand=a\nsocket=unix:///run/%(program_name)s.sock\n");
        assertEquals(
                "unix:///run/php.sock",
                read.groups().get(0).sockets().get("fcgi-program:php").url());
        assertTrue(fixture.error("[fcgi-program:php]\ncommand=a\nsocket=unix:///run/%(group_name)s\n")
                .contains("('group_name')"));
    }

    @Test
    void hostNodeNameIsKnownInIncludePatterns() {
        fixture.file("testnode.conf", "[program:a]\ncommand=a\n");
        assertEquals(
                1,
                fixture.read("[include]\nfiles=%(host_node_name)s.conf\n")
                        .groups()
                        .size());
    }

    @Test
    void homeDirectoriesAreExpandedForDaemonFilesAndChildLogsOnly() {
        fixture.host.withVariable("HOME", directory.toString());
        Configuration read = fixture.read("""
                logfile=~/l
                pidfile=~/p
                childlogdir=~
                directory=~/
                [unix_http_server]
                file=~/s
                [program:x]
                command=~/c $HOME
                directory=~/d
                stdout_logfile=~/o
                """);
        String home = directory.toString();
        SupervisordConfig daemon = read.supervisord();
        assertEquals(
                List.of(home + "/l", home + "/p", home, home + "/"),
                List.of(
                        daemon.logfile(),
                        daemon.pidfile(),
                        daemon.childlogdir(),
                        daemon.directory().orElseThrow()));
        assertEquals(home + "/s", read.unixServers().get(0).file());
        ProcessConfig process = read.groups().get(0).processes().get(0);
        assertEquals("~/c $HOME", process.command());
        assertEquals(Optional.of("~/d"), process.directory());
        assertEquals(
                new ChannelConfig.LogTarget.File(home + "/o"), process.stdout().logfile());
    }

    @Test
    void theHomeOfANamedUserComesFromTheHost() {
        fixture.host.withUser("kim", 7, 7, directory.toString());
        assertEquals(directory + "/l", fixture.daemon("logfile=~kim/l\n").logfile());
        assertEquals(directory + "/~nosuch", fixture.daemon("logfile=~nosuch\n").logfile());
    }

    @Test
    void environmentEntriesOfAnEarlierReadingAreForgotten() {
        fixture.read("environment=A=1\n[program:x]\ncommand=%(ENV_A)s\n");
        assertTrue(fixture.error("[program:x]\ncommand=%(ENV_A)s\n").contains("('ENV_A')"));
        assertEquals(Map.of(), fixture.daemon("").environment());
    }

    @Test
    void namesAndLogsOfProcessesKnowAllVariables() {
        fixture.host.withVariable("SITE", "north");
        ProcessConfig process = fixture.program("numprocs=2\nprocess_name=%(ENV_SITE)s-%(numprocs)d-%(process_num)d\n"
                + "stdout_logfile=/tmp/%(ENV_SITE)s-%(program_name)s-%(numprocs)d.log\n");
        assertEquals("north-2-0", process.name());
        assertEquals(
                new ChannelConfig.LogTarget.File("/tmp/north-x-2.log"),
                process.stdout().logfile());
    }
}
