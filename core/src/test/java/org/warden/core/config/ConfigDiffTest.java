package org.warden.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigDiffTest {
    @TempDir
    Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void fixture() {
        fixture = new ConfigFixture(directory);
    }

    private ConfigDiff diff(String before, String after) {
        return ConfigDiff.compare(
                fixture.read(before).groups(), fixture.read(after).groups());
    }

    private static ConfigDiff changed(String... names) {
        return new ConfigDiff(List.of(), List.of(names), List.of());
    }

    @Test
    void groupsAreAddedChangedAndRemoved() {
        assertEquals(
                new ConfigDiff(List.of("d", "c"), List.of("b"), List.of("a")),
                diff(
                        "[program:a]\ncommand=a\n[program:b]\ncommand=b\n[program:s]\ncommand=s\n",
                        "[program:b]\ncommand=B\n[program:c]\ncommand=c\n[program:d]\ncommand=d\npriority=1\n[program:s]\ncommand=s\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "priority=1",
                "autostart=false",
                "autorestart=true",
                "startsecs=2",
                "startretries=4",
                "exitcodes=0,1",
                "stopsignal=INT",
                "stopwaitsecs=11",
                "stopasgroup=true",
                "killasgroup=true",
                "user=nobody",
                "redirect_stderr=true",
                "stdout_logfile_maxbytes=1MB",
                "stdout_logfile_backups=1",
                "stdout_capture_maxbytes=1MB",
                "stdout_events_enabled=true",
                "stdout_syslog=true",
                "stderr_logfile_maxbytes=1MB",
                "environment=A=1",
                "directory=/",
                "umask=077",
                "serverurl=http://a",
                "process_name=y",
                "numprocs=2\nprocess_name=%(process_num)d",
                "numprocs=0"
            })
    void everyValueOfAProcessCounts(String line) {
        assertEquals(changed("x"), diff("[program:x]\ncommand=a\n", "[program:x]\ncommand=a\n" + line + "\n"));
    }

    @Test
    void commentsOrderOfKeysAndSpelledOutDefaultsAreNoChange() {
        assertEquals(
                changed(),
                diff(
                        "[program:x]\ncommand=a\nautostart=no\n",
                        "[program:x]\npriority=999 ; words\nautostart=OFF\ncommand=a\n"));
    }

    @Test
    void aLogFileThatIsAutomaticOnEitherSideIsNotCompared() {
        String auto = "[program:x]\ncommand=a\n";
        String files = "[program:x]\ncommand=a\nstdout_logfile=/tmp/o\nstderr_logfile=NONE\n";
        assertEquals(changed(), diff(auto, files));
        assertEquals(changed(), diff(files, auto));
        assertEquals(changed("x"), diff(files, files.replace("/tmp/o", "/tmp/p")));
        assertEquals(changed("x"), diff(files, files.replace("NONE", "/tmp/e")));
    }

    @Test
    void theEnvironmentOfTheDaemonCountsInEveryGroup() {
        String program = "[program:x]\ncommand=a\n";
        assertEquals(changed("x"), diff("environment=A=1\n" + program, "environment=A=2\n" + program));
    }

    @Test
    void theOrderOfAGroupsProgramsCounts() {
        String programs = "[program:a]\ncommand=a\n[program:b]\ncommand=b\n";
        assertEquals(
                changed("g"), diff(programs + "[group:g]\nprograms=a,b\n", programs + "[group:g]\nprograms=b,a\n"));
    }

    @Test
    void eventsOfAPoolAreComparedAsASet() {
        String start = "[eventlistener:l]\ncommand=a\nevents=";
        assertEquals(changed(), diff(start + "TICK_5,EVENT\n", start + "EVENT,tick_5,EVENT\n"));
        assertEquals(changed("l"), diff(start + "TICK_5\n", start + "TICK_60\n"));
        assertEquals(changed("l"), diff(start + "TICK_5\n", start + "TICK_5\nbuffer_size=3\n"));
    }

    @Test
    void ownerModeAndBacklogOfASocketCountToo() {
        String start = "[fcgi-program:f]\ncommand=a\nsocket=unix:///tmp/s\n";
        assertEquals(changed("f"), diff(start, start.replace("/s", "/t")));
        assertEquals(changed("f"), diff(start, start + "socket_mode=0770\n"));
        assertEquals(changed("f"), diff(start, start + "socket_owner=nobody\n"));
        assertEquals(changed("f"), diff(start, start + "socket_backlog=7\n"));
        assertEquals(changed(), diff(start, start + "socket_mode=0700\n"));
    }

    @Test
    void anotherKindOfSectionIsAChange() {
        assertEquals(changed("x"), diff("[program:x]\ncommand=a\n", "[fcgi-program:x]\ncommand=a\nsocket=tcp://a:1\n"));
    }
}
