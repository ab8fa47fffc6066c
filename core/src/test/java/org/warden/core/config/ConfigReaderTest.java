package org.warden.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    @TempDir
    Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void fixture() {
        fixture = new ConfigFixture(directory);
    }

    @Test
    void aSmallFileOfEveryKindOfSectionIsRead() {
        Configuration configuration = fixture.read("""
                identifier=test
                [unix_http_server]
                file=%(here)s/s.sock
                [inet_http_server]
                port=127.0.0.1:9001
                username=u
                password=p
                [rpcinterface:supervisor]
                supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
                [program:web]
                command=/bin/web
                [program:job]
                command=/bin/job
                numprocs=2
                process_name=%(program_name)s_%(process_num)02d
                [group:all]
                programs=job
                priority=5
                [eventlistener:watch]
                command=/bin/watch
                events=TICK_60
                [fcgi-program:php]
                command=/bin/php
                socket=tcp://127.0.0.1:9002
                """);

        assertEquals(fixture.main(), configuration.file());
        assertEquals("test", configuration.supervisord().identifier());
        assertEquals(
                List.of(new InetServerConfig(
                        "inet_http_server",
                        "127.0.0.1",
                        9001,
                        Optional.of(new DoorCredentials("u", "p")),
                        Optional.empty(),
                        List.of(),
                        false,
                        false)),
                configuration.inetServers());
        assertEquals(
                List.of(new UnixServerConfig(
                        "unix_http_server",
                        directory.resolve("s.sock").toString(),
                        0700,
                        -1,
                        -1,
                        Optional.empty(),
                        false,
                        false)),
                configuration.unixServers());
        assertEquals(
                List.of(new RpcInterfaceConfig("supervisor", RpcInterfaceConfig.MAIN, Map.of())),
                configuration.rpcInterfaces());
        assertEquals(
                List.of("watch", "all", "php", "web"),
                configuration.groups().stream().map(GroupConfig::name).toList());
        assertEquals(
                List.of("job_00", "job_01"),
                configuration.group("all").orElseThrow().processes().stream()
                        .map(ProcessConfig::name)
                        .toList());
        assertEquals(List.of(), configuration.notices());
    }

    @Test
    void allErrorsAreCollectedWithTheirPlaces() {
        List<ConfigError> errors = fixture.errors("""
                loglevel=loud
                [program:x]
                command=/bin/cat
                autostart=maybe
                stopsignal=NOSUCH
                """);

        assertEquals(3, errors.size());
        ConfigError second = errors.get(1);
        assertEquals(
                "not a valid boolean value: 'maybe' in section 'program:x' (file: '" + fixture.main() + "')",
                second.text());
        assertEquals(fixture.main(), second.file());
        assertEquals(5, second.line());
        assertEquals("program:x", second.section());
        assertEquals("autostart", second.key());
        assertTrue(second.remedy().startsWith("write true or false"), second.remedy());
    }

    @Test
    void aMissingFileIsNamedAsItWasGiven() {
        ConfigException missing = assertThrows(
                ConfigException.class,
                () -> ConfigReader.read("absent.conf", CommandLine.NONE, fixture.host, directory));
        assertEquals("could not find config file absent.conf", missing.getMessage());
    }

    @Test
    void aDirectoryIsNoConfigurationFile() {
        ConfigException refused = assertThrows(
                ConfigException.class, () -> ConfigReader.read("/", CommandLine.NONE, fixture.host, directory));
        assertEquals("could not read config file /", refused.getMessage());
    }

    @Test
    void theSupervisordSectionIsRequired() {
        assertEquals(
                ".ini file does not include supervisord section",
                fixture.errorsOfWhole("[program:x]\ncommand=/bin/cat\n").get(0).text());
    }

    @Test
    void whatOnlyWeRefuseComesAfterWhatStockWouldSay() {
        List<ConfigError> errors = fixture.errors("""
                umask=7777
                [fcgi-program:f]
                command=f
                socket=nonsense
                [group:g]
                programs=f
                [inet_http_server]
                port=http
                """);
        assertEquals(
                List.of(
                        "not a valid port number: 'http' ",
                        "7777 can not be converted to an octal type",
                        "Bad socket format nonsense in [fcgi-program:f] socket"),
                errors.stream().map(ConfigError::text).toList());
    }
}
