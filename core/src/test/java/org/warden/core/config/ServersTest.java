package org.warden.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServersTest {
    @TempDir
    Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void fixture() {
        fixture = new ConfigFixture(directory);
    }

    private static final String INCOMPLETE =
            " contains incomplete authentication: If a username or a password is specified, both the username and password"
                    + " must be specified";

    private UnixServerConfig unix(String lines) {
        return fixture.read("[unix_http_server]\nfile=/tmp/s\n" + lines)
                .unixServers()
                .get(0);
    }

    private String inetError(String lines) {
        return fixture.error("[inet_http_server]\nport=127.0.0.1:1\n" + lines);
    }

    @Test
    void defaultsOfTheDaemon() {
        fixture.host.withVariable("TMPDIR", directory.toString());
        assertEquals(
                new SupervisordConfig(
                        directory + "/supervisord.log",
                        50L << 20,
                        10,
                        LogLevel.INFO,
                        directory + "/supervisord.pid",
                        022,
                        false,
                        false,
                        1024,
                        200,
                        false,
                        directory.toString(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Map.of(),
                        "supervisor",
                        true,
                        Optional.empty(),
                        0,
                        false,
                        Optional.empty()),
                fixture.daemon(""));
    }

    @Test
    void allKeysOfTheDaemon() {
        SupervisordConfig daemon = fixture.daemon("""
                logfile=/tmp/../tmp/l
                logfile_maxbytes=1KB
                logfile_backups=0
                loglevel=debug
                pidfile=/tmp/p
                umask=077
                nodaemon=true
                silent=true
                minfds=2000
                minprocs=300
                nocleanup=true
                childlogdir=/tmp
                user=nobody
                directory=/
                strip_ansi=true
                environment=A=1,B="x,y"
                identifier=me
                keeper_restarts=4
                undeploy=Detach
                history=/tmp/h
                history_days=7
                history_maxbytes=2MB
                """);
        assertEquals(
                new SupervisordConfig(
                        "/tmp/l",
                        1024,
                        0,
                        LogLevel.DEBUG,
                        "/tmp/p",
                        077,
                        true,
                        true,
                        2000,
                        300,
                        true,
                        "/tmp",
                        fixture.host.userByName("nobody"),
                        Optional.of("/"),
                        true,
                        Map.of("A", "1", "B", "x,y"),
                        "me",
                        true,
                        Optional.empty(),
                        4,
                        true,
                        Optional.of(new HistoryConfig("/tmp/h", 7, 2 << 20))),
                daemon);
    }

    @Test
    void undeployIsOneOfTwoWords() {
        assertFalse(fixture.daemon("undeploy=stop\n").undeployDetaches());
        assertTrue(fixture.daemon("undeploy=detach\n").undeployDetaches());
        assertEquals(1, fixture.errors("undeploy=leave\n").size());
        assertTrue(fixture.notices(LogLevel.WARN, "keeper=false\nundeploy=detach\n")
                .toString()
                .contains("has no effect"));
    }

    @Test
    void historyIsKeptWhereThatIsWrittenAndWithinReason() {
        assertEquals(
                Optional.of(new HistoryConfig(directory + "/h", 30, 50 << 20)),
                fixture.daemon("history=h\n").history());
        assertEquals(Optional.empty(), fixture.daemon("history_days=3\n").history());
        for (String bad :
                List.of("history_days=0", "history_days=x", "history_maxbytes=1023KB", "history=/no/such/h")) {
            assertEquals(1, fixture.errors(bad + "\n").size(), bad);
        }
    }

    @Test
    void theLogfileCalledSyslogIsTheSystemLog() {
        assertEquals("syslog", fixture.daemon("logfile=syslog\n").logfile());
    }

    @Test
    void theLogfileCalledNoneIsAFileAndWarnedAbout() {
        assertEquals(directory + "/NONE", fixture.daemon("logfile=NONE\n").logfile());
        assertTrue(fixture.notices(LogLevel.WARN, "logfile=NONE\n").get(0).contains("names a file called that"));
    }

    @Test
    void anUnknownUserOfTheDaemonIsTheLastError() {
        List<ConfigError> errors = fixture.errors("user=nosuchuser\n[inet_http_server]\nport=x\n");
        assertEquals("Invalid user name nosuchuser", errors.get(1).text());
    }

    @Test
    void rootIsToldThatItStaysRoot() {
        assertEquals(List.of(), fixture.notices(LogLevel.CRITICAL, ""));
        fixture.host.runningAs(0);
        assertTrue(
                fixture.notices(LogLevel.CRITICAL, "").get(0).startsWith("Supervisor is running as root.  Privileges"));
        assertEquals(List.of(), fixture.notices(LogLevel.CRITICAL, "user=root\n"));
    }

    @Test
    void theCommandLineBeatsTheFile() {
        fixture.option("-e", "loglevel", "debug")
                .option("-n", "nodaemon", "true")
                .option("-u", "user", "nobody");
        fixture.option("--identifier", "identifier", "given").option("-l", "logfile", "x.log");
        SupervisordConfig daemon = fixture.daemon("loglevel=warn\nidentifier=written\n");
        assertEquals(LogLevel.DEBUG, daemon.loglevel());
        assertTrue(daemon.nodaemon());
        assertEquals("nobody", daemon.user().orElseThrow().name());
        assertEquals("given", daemon.identifier());
        assertEquals(directory + "/x.log", daemon.logfile());
    }

    @Test
    void aBadValueOnTheCommandLineIsTheFirstErrorAndNamesTheOption() {
        fixture.option("-e", "loglevel", "foo");
        assertEquals("invalid value for -e 'foo': bad logging level name 'foo'", fixture.error("minfds=x\n"));
    }

    @Test
    void aUnixServerNeedsAFile() {
        assertEquals("section [unix_http_server] has no file value", fixture.error("[unix_http_server]\nchmod=0700\n"));
        assertEquals("section [unix_http_server:two] has no file value", fixture.error("[unix_http_server:two]\n"));
        assertEquals(1, fixture.errors("[unix_http_server]\nfile=%(nope)s\n").size());
    }

    @Test
    void aUnixServerWithDefaultsAndWithAllKeys() {
        assertEquals(
                new UnixServerConfig("unix_http_server", "/tmp/s", 0700, -1, -1, Optional.empty(), false, false),
                unix(""));
        assertEquals(
                new UnixServerConfig(
                        "unix_http_server",
                        "/tmp/s",
                        0770,
                        65534,
                        0,
                        Optional.of(new DoorCredentials("u", "p")),
                        false,
                        false),
                unix("chmod=0770\nchown=nobody:root\nusername=u\npassword=p\n"));
        assertEquals(-1, unix("chown=nobody\n").gid());
        assertEquals(65534, unix("chown=65534:65534\n").gid());
    }

    @Test
    void badOwnersAndModesOfAUnixServer() {
        for (String owner : List.of("nosuchuser:x", "nobody:nosuchgroup", "nobody:4242", "")) {
            assertEquals(
                    "Invalid sockchown value " + owner,
                    fixture.error("[unix_http_server]\nfile=/tmp/s\nchown=" + owner + "\n"));
        }
        assertEquals("Invalid chmod value rwx", fixture.error("[unix_http_server]\nfile=/tmp/s\nchmod=rwx\n"));
    }

    @Test
    void anInetServerNeedsAPort() {
        assertEquals("section [inet_http_server:two] has no port value", fixture.error("[inet_http_server:two]\n"));
    }

    @Test
    void thereMayBeAnyNumberOfServers() {
        Configuration read = fixture.read(
                "[inet_http_server]\nport=1\n[inet_http_server:b]\nport=2\n[unix_http_server:c]\nfile=a\n[unix_http_server]\nfile=b\n");
        assertEquals(
                List.of("inet_http_server", "inet_http_server:b"),
                read.inetServers().stream().map(InetServerConfig::section).toList());
        assertEquals(
                List.of("unix_http_server:c", "unix_http_server"),
                read.unixServers().stream().map(UnixServerConfig::section).toList());
    }

    @Test
    void usernameAndPasswordComeTogetherOrNotAtAll() {
        assertEquals("Section [inet_http_server]" + INCOMPLETE, inetError("username=u\n"));
        assertEquals("Section [inet_http_server]" + INCOMPLETE, inetError("password=p\n"));
        assertEquals(
                "Section [unix_http_server]" + INCOMPLETE, fixture.error("[unix_http_server]\nfile=s\npassword=p\n"));
    }

    @Test
    void anEmptyUsernameDoesNotOpenADoorThatHasAPassword() {
        assertEquals("Section [inet_http_server]" + INCOMPLETE, inetError("username=\npassword=p\n"));
        assertEquals(Optional.empty(), unix("username=\npassword=\n").credentials());
    }

    @Test
    void aHashThatCanNeverMatchIsWarnedAbout() {
        String start = "[unix_http_server]\nfile=s\nusername=u\npassword=";
        String hash = "82ab876d1387bfafe46cc1c8a2ef074eae50cb1d";
        assertEquals(List.of(), fixture.notices(LogLevel.WARN, start + "{SHA}" + hash + "\n"));
        assertEquals(
                List.of(fixture.main() + ":5: [unix_http_server] password can never match: after {SHA} there must be 40"
                        + " lower-case hex digits"),
                fixture.notices(LogLevel.WARN, start + "{SHA}" + hash.toUpperCase(java.util.Locale.ROOT) + "\n"));
    }

    @Test
    void legacyGetActionsAreOffUnlessAskedForAndUselessWithoutAPassword() {
        String open = "[unix_http_server]\nfile=s\n";
        String locked = open + "username=u\npassword=p\n";
        assertFalse(unix("").legacyGetActions());
        assertTrue(unix("username=u\npassword=p\nlegacy_get_actions=true\n").legacyGetActions());
        assertTrue(fixture.read("[inet_http_server]\nport=1\nusername=u\npassword=p\nlegacy_get_actions=yes\n")
                .inetServers()
                .get(0)
                .legacyGetActions());
        assertEquals(List.of(), fixture.notices(LogLevel.WARN, locked + "legacy_get_actions=true\n"));
        assertEquals(
                List.of(fixture.main() + ":4: [unix_http_server] legacy_get_actions has no effect without a password;"
                        + " set username and password"),
                fixture.notices(LogLevel.WARN, open + "legacy_get_actions=true\n"));
        assertEquals(1, fixture.errors(locked + "legacy_get_actions=perhaps\n").size());
    }

    @Test
    void metricsAreOffUnlessASectionSaysOtherwise() {
        assertFalse(unix("").metrics());
        assertTrue(unix("metrics=true\n").metrics());
        assertTrue(fixture.read("[inet_http_server]\nport=1\nmetrics=on\n")
                .inetServers()
                .get(0)
                .metrics());
        assertEquals(
                1,
                fixture.errors("[inet_http_server]\nport=1\nmetrics=sometimes\n")
                        .size());
    }

    @Test
    void aPasswordIsNotInTheRecordsText() {
        assertFalse(unix("username=u\npassword=secret\n").toString().contains("secret"));
    }

    @Test
    void theMainInterfaceHasItsNameAsNamespace() {
        assertEquals(
                List.of(new RpcInterfaceConfig("other", RpcInterfaceConfig.MAIN, Map.of("key", "1%"))),
                fixture.read("[rpcinterface:other]\nsupervisor.rpcinterface_factory = supervisor.rpcinterface :"
                                + " make_main_rpcinterface\nKey=1%%\n")
                        .rpcInterfaces());
        assertEquals(List.of(), fixture.read("").rpcInterfaces());
    }

    @Test
    void twoSectionsCanBothBeTheMainInterface() {
        String factory = "supervisor.rpcinterface_factory=" + RpcInterfaceConfig.MAIN + "\n";
        assertEquals(
                List.of("supervisor", "other"),
                fixture
                        .read("[rpcinterface:supervisor]\n" + factory + "[rpcinterface:other]\n" + factory)
                        .rpcInterfaces()
                        .stream()
                        .map(RpcInterfaceConfig::name)
                        .toList());
    }

    @Test
    void ctlPluginsThatSupervisorctlWillNotFindAreWarnedAbout() {
        String section = "[ctlplugin:x]\nanything=1\n";
        assertEquals(
                List.of(),
                fixture.notices(
                        LogLevel.WARN,
                        section + "supervisor.ctl_factory=supervisor.supervisorctl:make_main_controllerplugin\n"));
        assertEquals(
                List.of(fixture.main() + ":4: [ctlplugin:x] my.module:make cannot be resolved and is ignored: only"
                        + " supervisor.supervisorctl:make_main_controllerplugin is there, plug-ins written in Python"
                        + " can't be loaded"),
                fixture.notices(LogLevel.WARN, section + "supervisor.ctl_factory = my.module:make\n"));
        assertEquals(
                List.of(fixture.main() + ":2: [ctlplugin:x] does not specify a supervisor.ctl_factory and is ignored"),
                fixture.notices(LogLevel.WARN, section));
    }

    @Test
    void otherInterfacesAreRefused() {
        assertEquals(
                "section [rpcinterface:x] does not specify a supervisor.rpcinterface_factory",
                fixture.error("[rpcinterface:x]\ny=1\n"));
        assertEquals(
                "no.such:thing cannot be resolved within [rpcinterface:x]: no plug-in of that name",
                fixture.error("[rpcinterface:x]\nsupervisor.rpcinterface_factory=no.such:thing\n"));
    }

    @Test
    void relativePathsAreMadeAbsoluteWhenRead() {
        SupervisordConfig daemon = fixture.daemon("logfile=a.log\npidfile=./b.pid\n");
        Path base = fixture.directory;
        assertEquals(base.resolve("a.log").toString(), daemon.logfile());
        assertEquals(base.resolve("b.pid").toString(), daemon.pidfile());
        Configuration read =
                fixture.read("[unix_http_server]\nfile=s.sock\n[program:x]\ncommand=a\nstdout_logfile=o\n");
        assertEquals(
                base.resolve("s.sock").toString(), read.unixServers().get(0).file());
        assertEquals(
                new ChannelConfig.LogTarget.File(base.resolve("o").toString()),
                read.groups().get(0).processes().get(0).stdout().logfile());
    }

    @Test
    void bothFilesOfTlsOrNeither() {
        InetServerConfig inet = fixture.read(
                        "[inet_http_server]\nport=1\ntls_certificate=c.pem\ntls_key=/k\nallowed_hosts=A.example, b\n")
                .inetServers()
                .get(0);
        assertEquals(Optional.of(new TlsConfig(directory + "/c.pem", "/k", "TLSv1.2")), inet.tls());
        assertEquals(List.of("a.example", "b"), inet.allowedHosts());
        assertEquals("section [inet_http_server] has no tls_key value", inetError("tls_certificate=/c\n"));
        assertEquals("section [inet_http_server] has no tls_certificate value", inetError("tls_key=/c\n"));
        assertTrue(inetError("tls_certificate=/c\ntls_key=/k\ntls_min_version=SSLv3\n")
                .contains("SSLv3"));
        assertTrue(inetError("allowed_hosts=http://x\n").contains("not the name of a host"));
    }
}
