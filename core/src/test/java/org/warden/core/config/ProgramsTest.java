package org.warden.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.warden.core.model.Signal;

class ProgramsTest {
    @TempDir
    Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void fixture() {
        fixture = new ConfigFixture(directory);
    }

    @Test
    void moreToCaptureThanAnEventCarriesIsWarnedAbout() {
        assertEquals(
                List.of(
                        "For [program:x], stderr_capture_maxbytes=1048577 is more than an event carries, the last 1048576"
                                + " bytes are kept"),
                fixture.notices(
                        LogLevel.WARN,
                        "[program:x]\ncommand=a\nstdout_capture_maxbytes=1MB\nstderr_capture_maxbytes=1048577\n"));
    }

    @Test
    void defaultsOfAProgram() {
        ChannelConfig channel = new ChannelConfig(new ChannelConfig.LogTarget.Auto(), 50L << 20, 10, 0, false, false);
        assertEquals(
                new ProcessConfig(
                        "x",
                        "program:x",
                        "/bin/cat",
                        999,
                        true,
                        AutoRestart.UNEXPECTED,
                        1,
                        3,
                        List.of(0),
                        Signal.TERM,
                        10,
                        false,
                        false,
                        false,
                        Optional.empty(),
                        false,
                        channel,
                        channel,
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                fixture.program(""));
    }

    @Test
    void allKeysOfAProgram() {
        ProcessConfig process = fixture.program("""
                process_name=proc-%(program_name)s
                priority=7
                autostart=no
                autorestart=false
                startsecs=0
                startretries=9
                exitcodes=0,2
                stopsignal=USR1
                stopwaitsecs=3
                stopasgroup=on
                user=nobody
                stdout_logfile=/tmp/o
                stdout_logfile_maxbytes=3KB
                stdout_logfile_backups=4
                stdout_capture_maxbytes=2MB
                stdout_events_enabled=1
                stdout_syslog=true
                stderr_logfile=/tmp/e
                stderr_logfile_maxbytes=0
                stderr_logfile_backups=0
                stderr_capture_maxbytes=10
                stderr_events_enabled=TRUE
                stderr_syslog=false
                environment=A="1"
                directory=/tmp
                umask=027
                serverurl=http://127.0.0.1:1
                """);
        assertEquals(
                new ProcessConfig(
                        "proc-x",
                        "program:x",
                        "/bin/cat",
                        7,
                        false,
                        AutoRestart.FALSE,
                        0,
                        9,
                        List.of(0, 2),
                        new Signal(10),
                        3,
                        true,
                        true,
                        true,
                        fixture.host.userByName("nobody"),
                        false,
                        new ChannelConfig(new ChannelConfig.LogTarget.File("/tmp/o"), 3072, 4, 2 << 20, true, true),
                        new ChannelConfig(new ChannelConfig.LogTarget.File("/tmp/e"), 0, 0, 10, true, false),
                        Map.of("A", "1"),
                        Optional.of("/tmp"),
                        Optional.of(027),
                        Optional.of("http://127.0.0.1:1")),
                process);
    }

    @Test
    void aCommandIsRequiredButMayBeEmpty() {
        assertEquals(
                "program section program:x does not specify a command in section 'program:x' (file: '" + fixture.main()
                        + "')",
                fixture.error("[program:x]\nautostart=no\n"));
        assertEquals("", fixture.program("command=\n").command());
    }

    @Test
    void severalProcessesNeedTheirNumberInTheName() {
        assertEquals(
                "%(process_num) must be present within process_name when numprocs > 1",
                fixture.programError("numprocs=2\n"));
    }

    @Test
    void noProcessesMakeAnEmptyGroup() {
        for (String none : List.of("0", "-3")) {
            Configuration read = fixture.read("[program:x]\ncommand=a\nnumprocs=" + none + "\n");
            assertEquals(List.of(), read.groups().get(0).processes());
        }
    }

    @Test
    void processesOfOneProgramAreSortedByName() {
        assertEquals(
                List.of("x10", "x8", "x9"),
                fixture
                        .read("[program:x]\ncommand=a\nnumprocs=3\nnumprocs_start=8\nprocess_name=x%(process_num)d\n")
                        .groups()
                        .get(0)
                        .processes()
                        .stream()
                        .map(ProcessConfig::name)
                        .toList());
    }

    @Test
    void anErrorOfAThousandProcessesIsReportedOnce() {
        assertEquals(
                1,
                fixture.errors(
                                "[program:x]\ncommand=a\nnumprocs=1000\nprocess_name=x%(process_num)d\nstdout_logfile=/no/%(process_num)d/l\n")
                        .size());
    }

    @Test
    void killasgroupFollowsStopasgroup() {
        assertTrue(fixture.program("stopasgroup=true\n").killasgroup());
        assertFalse(fixture.program("killasgroup=true\n").stopasgroup());
        assertEquals(
                "Cannot set stopasgroup=true and killasgroup=false",
                fixture.programError("stopasgroup=true\nkillasgroup=false\n"));
    }

    @Test
    void redirectedStderrHasNoLogOfItsOwn() {
        String text = "[program:x]\ncommand=a\nredirect_stderr=true\nstderr_logfile=/tmp/e\n";
        ProcessConfig process = fixture.read(text).groups().get(0).processes().get(0);
        assertTrue(process.redirectStderr());
        assertEquals(new ChannelConfig.LogTarget.None(), process.stderr().logfile());
        assertEquals(
                List.of("For [program:x], redirect_stderr=true but stderr_logfile has also been set to a filename, the"
                        + " filename has been ignored"),
                fixture.notices(LogLevel.WARN, text));
        assertEquals(List.of(), fixture.notices(LogLevel.WARN, "[program:x]\ncommand=a\nredirect_stderr=true\n"));
    }

    @Test
    void automaticLogsThatNeverRotateAreWarnedAbout() {
        assertEquals(
                List.of(
                        "For [program:x], AUTO logging used for stdout_logfile without rollover, set maxbytes > 0 to avoid"
                                + " filling up filesystem unintentionally"),
                fixture.notices(
                        LogLevel.WARN,
                        "[program:x]\ncommand=a\nstdout_logfile_maxbytes=0\nnumprocs=2\nprocess_name=%(process_num)d\n"));
    }

    @Test
    void environmentOfTheDaemonIsMergedAndTheProgramsWins() {
        assertEquals(
                Map.of("A", "global", "B", "program", "C", "program"),
                fixture.read("environment=A=global,B=global\n[program:x]\ncommand=a\nenvironment=B=program,C=program\n")
                        .groups()
                        .get(0)
                        .processes()
                        .get(0)
                        .environment());
    }

    @Test
    void serverurlIsAutomaticUnsetOrGiven() {
        assertEquals(Optional.empty(), fixture.program("").serverurl());
        assertEquals(Optional.empty(), fixture.program("serverurl= auto\n").serverurl());
        assertEquals(Optional.of(""), fixture.program("serverurl=\n").serverurl());
        assertEquals(
                Optional.of("http://a"), fixture.program("serverurl=http://a\n").serverurl());
    }

    @Test
    void aNameThatClientsCannotAddressIsWarnedAbout() {
        fixture.host.withVariable("X", "a b");
        assertTrue(fixture.notices(LogLevel.WARN, "[program:x]\ncommand=a\nprocess_name=%(ENV_X)s\n")
                .get(0)
                .contains("process name 'a b' holds a blank, colon or slash"));
    }

    private FcgiSocketConfig socket(String lines) {
        return fixture.read("[fcgi-program:f]\ncommand=a\n" + lines)
                .groups()
                .get(0)
                .sockets()
                .get("fcgi-program:f");
    }

    private String socketError(String lines) {
        return fixture.error("[fcgi-program:f]\ncommand=a\n" + lines);
    }

    @Test
    void anFcgiProgramHasASocket() {
        assertEquals(
                new FcgiSocketConfig("tcp://127.0.0.1:9000", Optional.empty(), Optional.empty(), 0700),
                socket("socket=tcp://127.0.0.1:9000\n"));
        assertEquals(
                new FcgiSocketConfig(
                        "unix:///tmp/s", Optional.of(7), Optional.of(new FcgiSocketConfig.Owner(65534, 0)), 0770),
                socket("socket=unix:///tmp/./s\nsocket_backlog=7\nsocket_owner=nobody:root\nsocket_mode=0770\n"));
    }

    @Test
    void aTcpSocketMayHaveAnIpv6AddressInBracketsAndItsHostIsLowerCase() {
        assertEquals(
                "tcp://[::ffff:1.2.3.4]:9",
                socket("socket=tcp://[::FFFF:1.2.3.4]:9\n").url());
        assertEquals("tcp://localhost:9", socket("socket=tcp://LocalHost:009\n").url());
    }

    @Test
    void twoSocketsOfOneAddressAreWarnedAbout() {
        String program = "\ncommand=a\nsocket=tcp://a:1\n";
        assertEquals(
                List.of(fixture.main() + ":5: [fcgi-program:b] of group b and [fcgi-program:a] of group a both have"
                        + " tcp://a:1; only one of them can run at a time"),
                fixture.notices(LogLevel.WARN, "[fcgi-program:a]" + program + "[fcgi-program:b]" + program));
    }

    @Test
    void theSocketsOwnerIsTheProgramsUserWhereThatIsAnother() {
        String unix = "socket=unix:///tmp/s\nuser=nobody\n";
        assertEquals(
                Optional.of(new FcgiSocketConfig.Owner(65534, 65534)),
                socket(unix).owner());
        fixture.host.runningAs(65534);
        assertEquals(Optional.empty(), socket(unix).owner());
        assertEquals(Optional.empty(), socket("socket=tcp://a:1\nuser=root\n").owner());
    }

    @Test
    void badSocketsAreRefusedInWordsAndNotAsATuple() {
        assertEquals("[fcgi-program:f] section requires a \"socket\" line", socketError(""));
        assertEquals("[fcgi-program:f] section requires a \"socket\" line", socketError("socket=\n"));
        assertEquals("Bad socket format smtp://x in [fcgi-program:f] socket", socketError("socket=smtp://x\n"));
        assertEquals("Bad socket format tcp://a in [fcgi-program:f] socket", socketError("socket=tcp://a\n"));
        assertEquals("Bad socket format tcp://::1:9 in [fcgi-program:f] socket", socketError("socket=tcp://::1:9\n"));
        assertEquals(
                "70000 is above upper bound (65535) in [fcgi-program:f] socket", socketError("socket=tcp://a:70000\n"));
        assertEquals("0 is below lower bound (1) in [fcgi-program:f] socket", socketError("socket=tcp://a:0\n"));
        assertEquals(
                "Unix socket path s is not an absolute path in [fcgi-program:f] socket",
                socketError("socket=unix://s\n"));
        assertEquals(
                "socket_owner and socket_mode params should only be used with a Unix domain socket in [fcgi-program:f]"
                        + " socket",
                socketError("socket=tcp://a:1\nsocket_mode=0700\n"));
        assertEquals("Invalid socket_backlog value 0", socketError("socket=tcp://a:1\nsocket_backlog=0\n"));
        assertEquals("Invalid socket_backlog value 65536", socketError("socket=tcp://a:1\nsocket_backlog=65536\n"));
        assertEquals("Invalid socket_owner value nosuch", socketError("socket=unix:///s\nsocket_owner=nosuch\n"));
        assertEquals("Invalid socket_mode value rwx", socketError("socket=unix:///s\nsocket_mode=rwx\n"));
    }

    private String listenerError(String lines) {
        return fixture.error("[eventlistener:l]\ncommand=a\n" + lines);
    }

    @Test
    void anEventListenerHasAPoolAndComesFirst() {
        Configuration read = fixture.read(
                "[program:a]\ncommand=a\n[eventlistener:l]\ncommand=a\nevents=tick_5, PROCESS_STATE,TICK_5\nbuffer_size=7\n");
        GroupConfig pool = read.groups().get(0);
        assertEquals("l", pool.name());
        assertEquals(-1, pool.priority());
        assertEquals(999, pool.processes().get(0).priority());
        assertEquals(
                Optional.of(new EventPoolConfig(
                        7, Set.of("TICK_5", "PROCESS_STATE"), "supervisor.dispatchers:default_handler")),
                pool.pool());
    }

    @Test
    void anEventListenerHasKeysThatStockPassesOver() {
        EventPoolConfig usual = pool("");
        assertFalse(usual.lengthInBytes());
        assertTrue(usual.strictResults());
        assertEquals(5, usual.rejectwaitsecs());
        EventPoolConfig stocks = pool("len_counts=Bytes\nstrict_results=no\nrejectwaitsecs=0\n");
        assertTrue(stocks.lengthInBytes());
        assertFalse(stocks.strictResults());
        assertEquals(0, stocks.rejectwaitsecs());
        assertEquals(
                "[eventlistener:l] section sets invalid len_counts (words)",
                listenerError("events=TICK_5\nlen_counts=words\n"));
        assertEquals(
                "[eventlistener:l] section sets invalid rejectwaitsecs (-1)",
                listenerError("events=TICK_5\nrejectwaitsecs=-1\n"));
    }

    private EventPoolConfig pool(String keys) {
        return fixture.read("[eventlistener:l]\ncommand=a\nevents=EVENT\n" + keys)
                .groups()
                .get(0)
                .pool()
                .orElseThrow();
    }

    @Test
    void thePriorityOfAnEventListenerIsThatOfPoolAndProcess() {
        GroupConfig pool = fixture.read("[eventlistener:l]\ncommand=a\nevents=EVENT\npriority=5\n")
                .groups()
                .get(0);
        assertEquals(5, pool.priority());
        assertEquals(5, pool.processes().get(0).priority());
    }

    @Test
    void badEventListenersAreRefused() {
        assertEquals("[eventlistener:l] section requires an \"events\" line", listenerError(""));
        assertEquals("[eventlistener:l] section requires an \"events\" line", listenerError("events=\n"));
        assertEquals(
                "Unknown event type NO_SUCH_EVENT in [eventlistener:l] events",
                listenerError("events=TICK_5,no_such_event\n"));
        assertEquals(
                "[eventlistener:l] section sets invalid buffer_size (0)",
                listenerError("events=TICK_5\nbuffer_size=0\n"));
        assertEquals(
                "no.such:handler cannot be resolved within [eventlistener:l]",
                listenerError("events=TICK_5\nresult_handler=no.such:handler\n"));
        assertEquals(
                "[eventlistener:l] section sets redirect_stderr=true but this is not allowed because it will interfere with"
                        + " the eventlistener protocol",
                listenerError("events=TICK_5\nredirect_stderr=true\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EVENT",
                "PROCESS_STATE",
                "PROCESS_STATE_STARTING",
                "PROCESS_STATE_RUNNING",
                "PROCESS_STATE_BACKOFF",
                "PROCESS_STATE_STOPPING",
                "PROCESS_STATE_EXITED",
                "PROCESS_STATE_STOPPED",
                "PROCESS_STATE_FATAL",
                "PROCESS_STATE_UNKNOWN",
                "PROCESS_LOG",
                "PROCESS_LOG_STDOUT",
                "PROCESS_LOG_STDERR",
                "PROCESS_COMMUNICATION",
                "PROCESS_COMMUNICATION_STDOUT",
                "PROCESS_COMMUNICATION_STDERR",
                "REMOTE_COMMUNICATION",
                "SUPERVISOR_STATE_CHANGE",
                "SUPERVISOR_STATE_CHANGE_RUNNING",
                "SUPERVISOR_STATE_CHANGE_STOPPING",
                "TICK",
                "TICK_5",
                "TICK_60",
                "TICK_3600",
                "PROCESS_GROUP",
                "PROCESS_GROUP_ADDED",
                "PROCESS_GROUP_REMOVED"
            })
    void everyEventTypeOfTheContractIsKnown(String type) {
        assertEquals(
                Set.of(type),
                fixture.read("[eventlistener:l]\ncommand=a\nevents=" + type + "\n")
                        .groups()
                        .get(0)
                        .pool()
                        .orElseThrow()
                        .events());
    }

    @Test
    void anEventListenerMayNameStocksHandlerAndHaveCaptureOptions() {
        EventPoolConfig pool =
                pool("result_handler=supervisor.dispatchers:default_handler\nstdout_capture_maxbytes=1KB\n"
                        + "stderr_capture_maxbytes=1KB\n");
        assertEquals("supervisor.dispatchers:default_handler", pool.resultHandler());
        assertEquals(
                "supervisord.dispatchers:default_handler cannot be resolved within [eventlistener:l]",
                listenerError("events=TICK_5\nresult_handler=supervisord.dispatchers:default_handler\n"));
    }
}
