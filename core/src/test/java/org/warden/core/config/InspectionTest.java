package org.warden.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InspectionTest {
    @TempDir
    Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void prepare() {
        fixture = new ConfigFixture(directory);
    }

    private SectionSettings section(String name, String text) {
        Inspection inspection = fixture.inspect(text);
        assertEquals(List.of(), inspection.errors());
        return inspection.sections().stream()
                .filter(section -> section.section().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Setting> byKey(List<Setting> settings) {
        return settings.stream().collect(Collectors.toMap(Setting::key, Function.identity()));
    }

    private Setting setting(String section, String key, String text) {
        return byKey(section(section, text).settings()).get(key);
    }

    private List<String> warnings(String text) {
        return fixture.inspect(text).warnings().stream()
                .map(warning -> warning.line() + " " + warning.key() + ": " + warning.text())
                .toList();
    }

    @Test
    void aWrittenValueComesFromItsLine() {
        Setting setting = setting("supervisord", "loglevel", "loglevel=DEBUG\n");
        assertEquals(
                new Setting("loglevel", Optional.of("debug"), new Origin.Line(fixture.main(), 2, "supervisord")),
                setting);
        assertEquals(fixture.main() + ":2", setting.origin().toString());
    }

    @Test
    void aValueThatNobodyWroteIsADefault() {
        assertEquals(
                new Setting("loglevel", Optional.of("info"), new Origin.Default()),
                setting("supervisord", "loglevel", ""));
        assertEquals(Optional.empty(), setting("supervisord", "user", "").value());
    }

    @Test
    void anOptionBeatsTheFile() {
        fixture.option("-e", "loglevel", "warn");
        Setting setting = setting("supervisord", "loglevel", "loglevel=debug\n");
        assertEquals(new Setting("loglevel", Optional.of("warn"), new Origin.Option("-e")), setting);
        assertEquals("option -e", setting.origin().toString());
    }

    @Test
    void theLastOfSeveralFilesIsNamed() {
        fixture.file("a.inc", "[program:x]\n\nautostart=no\n");
        Setting setting =
                setting("program:x", "autostart", "[include]\nfiles=a.inc\n[program:x]\ncommand=a\nautostart=yes\n");
        assertEquals(Optional.of("false"), setting.value());
        assertEquals(directory + "/a.inc:3", setting.origin().toString());
    }

    @Test
    void anInheritedValueTellsThatItIsOne() {
        Setting setting = setting("program:x", "startsecs", "[DEFAULT]\nstartsecs=7\n[program:x]\ncommand=a\n");
        assertEquals(new Origin.Line(fixture.main(), 3, "DEFAULT"), setting.origin());
        assertEquals(Optional.of("7"), setting.value());
    }

    @ParameterizedTest
    @CsvSource({
        "autostart,           ON,          true",
        "umask,               2,           02",
        "stopsignal,          sigquit,     QUIT",
        "exitcodes,           '0, 2',      '0,2'",
        "stdout_logfile_maxbytes, 1048576, 1MB",
        "stdout_logfile_maxbytes, 1500,    1500",
        "stdout_logfile,      none,        NONE",
        "autorestart,         1,           true",
        "user,                1000,        web",
        "command,             a %(process_num)d %%, a 0 %"
    })
    void valuesAreShownAsAFileWouldHaveThem(String key, String written, String shown) {
        assertEquals(
                Optional.of(shown),
                setting("program:x", key, "[program:x]\ncommand=a\n" + key + "=" + written + "\n")
                        .value());
    }

    @Test
    void pathsAreShownAsTheyAreUsed() {
        assertEquals(
                Optional.of(directory + "/x.log"),
                setting("supervisord", "logfile", "logfile=./x.log\n").value());
        assertEquals(
                Optional.of(directory + "/y.log"),
                setting("program:x", "stdout_logfile", "[program:x]\ncommand=a\nstdout_logfile=%(here)s/y.log\n")
                        .value());
    }

    @Test
    void whatOtherKeysDecideIsShownAsDecided() {
        String text = "[program:x]\ncommand=a\nredirect_stderr=true\nstderr_logfile=/tmp/e\nstopasgroup=true\n";
        assertEquals(
                Optional.of("NONE"),
                setting("program:x", "stderr_logfile", text).value());
        assertEquals(
                Optional.of("true"), setting("program:x", "killasgroup", text).value());
    }

    @Test
    void processesHaveOnlyWhatIsTheirOwn() {
        SectionSettings section = section(
                "program:x",
                "[program:x]\ncommand=a %(process_num)d\nnumprocs=2\nprocess_name=p%(process_num)d\n"
                        + "environment=A=\"same\",N=\"%(process_num)d\"\n");
        assertEquals(
                Optional.of("same"),
                byKey(section.settings()).get("environment.A").value());
        assertEquals(
                List.of("x:p0", "x:p1"),
                section.processes().stream()
                        .map(p -> p.group() + ":" + p.name())
                        .toList());
        Map<String, Setting> second = byKey(section.processes().get(1).settings());
        assertEquals(Optional.of("a 1"), second.get("command").value());
        assertEquals(Optional.of("1"), second.get("environment.N").value());
        assertEquals(3, second.size(), () -> second.toString());
    }

    @Test
    void aProgramOfTwoGroupsHasItsProcessesTwice() {
        SectionSettings section = section(
                "program:x", "[program:x]\ncommand=a %(group_name)s\n[group:g]\nprograms=x\n[group:h]\nprograms=x\n");
        assertEquals(
                List.of("g:x", "h:x"),
                section.processes().stream()
                        .map(p -> p.group() + ":" + p.name())
                        .toList());
    }

    @Test
    void variablesOfTheDaemonReachProgramsWithTheirOrigin() {
        Map<String, Setting> settings =
                byKey(section("program:x", "environment=A=\"1\",B=\"2\"\n[program:x]\ncommand=a\nenvironment=B=\"3\"\n")
                        .settings());
        assertEquals(
                new Origin.Line(fixture.main(), 2, "supervisord"),
                settings.get("environment.A").origin());
        assertEquals(
                new Setting("environment.B", Optional.of("3"), new Origin.Line(fixture.main(), 5, "program:x")),
                settings.get("environment.B"));
    }

    @Test
    void thePoolsOwnPriorityIsNotThatOfItsProcesses() {
        SectionSettings section = section("eventlistener:x", "[eventlistener:x]\ncommand=a\nevents=TICK_5\n");
        assertEquals(
                Optional.of("-1"), byKey(section.settings()).get("priority").value());
        assertEquals(
                Optional.of("999"),
                byKey(section.processes().get(0).settings()).get("priority").value());
    }

    @Test
    void theConfigurationOfTheDaemonKnowsTheOriginsToo() {
        fixture.option("-l", "logfile", "/tmp/l");
        Origins origins = fixture.read("[program:x]\ncommand=a\n").origins();
        assertEquals(new Origin.Line(fixture.main(), 3, "program:x"), origins.of("program:x", "command"));
        assertEquals(new Origin.Default(), origins.of("program:x", "priority"));
        assertEquals(new Origin.Option("-l"), origins.of("supervisord", "logfile"));
        assertEquals(Optional.of(new Origin.Line(fixture.main(), 2, "program:x")), origins.header("program:x"));
    }

    @Test
    void allFilesAreNamedInTheOrderOfReading() {
        fixture.file("b.inc", "").file("a.inc", "");
        assertEquals(
                List.of(fixture.main(), directory + "/a.inc", directory + "/b.inc"),
                fixture.inspect("[include]\nfiles=*.inc\n").files());
    }

    @Test
    void warningsAreToldBesideErrors() {
        Inspection inspection = fixture.inspect("colour=red\nloglevel=loud\n");
        assertEquals(1, inspection.errors().size());
        assertEquals(
                "unknown key 'colour' in [supervisord] is ignored",
                inspection.warnings().get(0).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh -c \"a ; b\"", "sh -c 'a #b'", "sh -c \"a\n  b ; c\""})
    void aCommentInsideQuotesIsWarnedAbout(String command) {
        assertEquals(
                1,
                warnings("[program:x]\ncommand=" + command + "\n").stream()
                        .filter(w -> w.contains("ends before the"))
                        .count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a ; it's a comment", "echo 'a;b' ; c", "echo it\\'s ; don't", "\"a\" ; \"b\""})
    void aCommentThatIsMeantIsNot(String command) {
        assertEquals(List.of(), warnings("[program:x]\ncommand=" + command + "\n"));
    }

    @Test
    void aKeyThatIsWrittenTwiceIsWarnedAbout() {
        assertEquals(
                List.of("5 command: [program:x] has command twice; this one counts, and not the one at "
                        + fixture.main() + ":3"),
                warnings("[program:x]\ncommand=a\n[program:x]\ncommand=b\n"));
    }

    @Test
    void anIncludedFileMayChangeTheDaemonsKeysAndNoProgramsUnnoticed() {
        fixture.file("a.inc", "[supervisord]\nloglevel=debug\n[program:x]\ncommand=b\n");
        assertEquals(
                List.of("4 command: [program:x] has command twice; this one counts, and not the one at "
                        + fixture.main() + ":6"),
                warnings("loglevel=info\n[include]\nfiles=a.inc\n[program:x]\ncommand=a\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"logs/a", "./a", "a"})
    void relativePathsAreWarnedAbout(String path) {
        fixture.file("logs/x", "");
        assertEquals(
                List.of(
                        "2 logfile: [supervisord] logfile is relative to the directory in which supervisord is started"),
                warnings("logfile=" + path + "\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tmp/a", "~/a", "%(here)s/a", "syslog"})
    void otherPathsAreNot(String path) {
        fixture.host.withVariable("HOME", "/tmp");
        assertEquals(List.of(), warnings("logfile=" + path + "\n"));
    }

    @Test
    void anEmptyDirectoryOfIncludesIsNoMistakeAndAMissingOneIs() {
        fixture.file("conf.d/README", "");
        assertEquals(List.of(), warnings("[include]\nfiles=conf.d/*.conf\n"));
        assertEquals(1, warnings("[include]\nfiles=conf.e/*.conf\n").size());
        assertEquals(1, warnings("[include]\nfiles=conf.d/web.conf\n").size());
    }

    @Test
    void withoutAFileThereIsOneErrorAndNothingElse() {
        Inspection inspection = fixture.inspect();
        assertEquals(
                "could not find config file " + fixture.main(),
                inspection.errors().get(0).text());
        assertTrue(inspection.configuration().isEmpty());
        assertEquals(List.of(), inspection.sections());
    }
}
