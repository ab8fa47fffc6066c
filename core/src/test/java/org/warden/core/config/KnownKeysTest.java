package org.warden.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownKeysTest {
    private static final String OF_PROGRAM =
            "command process_name numprocs numprocs_start priority autostart autorestart startsecs startretries exitcodes"
                    + " stopsignal stopwaitsecs stopasgroup killasgroup killescaped user redirect_stderr stdout_logfile stderr_logfile"
                    + " stdout_logfile_maxbytes stderr_logfile_maxbytes stdout_logfile_backups stderr_logfile_backups"
                    + " stdout_capture_maxbytes stderr_capture_maxbytes stdout_events_enabled stderr_events_enabled"
                    + " stdout_syslog stderr_syslog environment directory umask serverurl";

    @TempDir
    Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void fixture() {
        fixture = new ConfigFixture(directory);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    supervisord, logfile logfile_maxbytes logfile_backups loglevel pidfile umask nodaemon silent minfds minprocs nocleanup childlogdir user directory strip_ansi environment identifier keeper statedir keeper_restarts undeploy history history_days history_maxbytes
                    unix_http_server, file chmod chown username password legacy_get_actions metrics
                    unix_http_server:two, file chmod chown username password legacy_get_actions metrics
                    inet_http_server, port username password tls_certificate tls_key tls_min_version allowed_hosts legacy_get_actions metrics
                    inet_http_server:two, port username password tls_certificate tls_key tls_min_version allowed_hosts legacy_get_actions metrics
                    console, container_realm trusted_proxies session_idle_secs session_max_secs metrics
                    console_user:x, password role
                    supervisorctl, serverurl username password prompt history_file
                    rpcinterface:x, supervisor.rpcinterface_factory
                    group:x, programs priority
                    include, files
                    """)
    void everyKeyOfTheContractIsKnown(String section, String keys) {
        assertEquals(Set.of(keys.split(" ")), KnownKeys.keysOf(section));
    }

    @Test
    void everyKeyOfAProgramIsKnownInItsThreeKinds() {
        Set<String> program = Set.of(OF_PROGRAM.split(" "));
        assertEquals(33, program.size());
        assertEquals(program, KnownKeys.keysOf("program:x"));
        assertEquals(
                Set.of((OF_PROGRAM + " socket socket_backlog socket_owner socket_mode").split(" ")),
                KnownKeys.keysOf("fcgi-program:x"));
        assertEquals(
                Set.of((OF_PROGRAM + " events buffer_size result_handler len_counts strict_results rejectwaitsecs")
                        .split(" ")),
                KnownKeys.keysOf("eventlistener:x"));
    }

    @Test
    void anUnknownKeyIsNamedWithItsLineAndTheNearestKey() {
        assertEquals(
                List.of(
                        fixture.main()
                                + ":4: unknown key 'autostrat' in [program:x] is ignored; did you mean 'autostart'?",
                        fixture.main() + ":5: unknown key 'colour' in [program:x] is ignored"),
                fixture.notices(LogLevel.WARN, "[program:x]\ncommand=/bin/cat\nautostrat=no\ncolour=blue\n"));
    }

    @Test
    void anUnknownSectionIsNamedWithItsLineAndTheNearestSection() {
        assertEquals(
                List.of(
                        fixture.main() + ":2: unknown section [programm:x] is ignored; did you mean [program:x]?",
                        fixture.main() + ":4: unknown section [program] is ignored; did you mean [program:NAME]?",
                        fixture.main() + ":5: unknown section [something.else] is ignored"),
                fixture.notices(LogLevel.WARN, "[programm:x]\ncommand=a\n[program]\n[something.else]\nk=v\n"));
    }

    @Test
    void sectionsOfSupervisorctlArePassedOverWithoutAWord() {
        assertEquals(
                List.of(),
                fixture.notices(
                        LogLevel.WARN,
                        "[supervisorctl]\nserverurl=unix:///s\n[ctlplugin:x]\nsupervisor.ctl_factory="
                                + "supervisor.supervisorctl:make_main_controllerplugin\nanything=1\n"));
    }

    @Test
    void keysOfSupervisorctlAreCheckedToo() {
        assertTrue(fixture.notices(LogLevel.WARN, "[supervisorctl]\nserver_url=unix:///s\n")
                .get(0)
                .endsWith("did you mean 'serverurl'?"));
    }

    @Test
    void aKeyOfDefaultThatNoSectionKnowsIsNamedOnce() {
        List<String> warnings = fixture.notices(
                LogLevel.WARN, "[DEFAULT]\nnonsense=1\n[program:a]\ncommand=a\n[program:b]\ncommand=b\n");
        assertEquals(List.of(fixture.main() + ":3: unknown key 'nonsense' in [DEFAULT] is ignored"), warnings);
    }

    @Test
    void argumentsOfTheMainInterfaceAreUnknownKeys() {
        assertEquals(
                List.of(fixture.main() + ":4: unknown key 'x' in [rpcinterface:supervisor] is ignored"),
                fixture.notices(
                        LogLevel.WARN,
                        "[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=" + RpcInterfaceConfig.MAIN
                                + "\nx=1\n"));
    }

    @Test
    void swappedNeighboursAreOneSlip() {
        assertEquals(1, Nearness.distance("autostrat", "autostart"));
        assertEquals(3, Nearness.distance("kitten", "sitting"));
    }
}
