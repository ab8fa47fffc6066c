package org.warden.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.warden.core.config.ConfigPlan.Change;
import org.warden.core.config.ConfigPlan.GroupPlan;
import org.warden.core.config.ConfigPlan.KeyChange;
import org.warden.core.config.ConfigPlan.ProgramPlan;
import org.warden.core.config.ConfigPlan.SectionPlan;
import org.warden.core.config.ConfigPlan.When;
import org.warden.core.model.ProcessName;
import org.warden.core.port.Host;

class ConfigPlanTest {
    /** Lines of it begin with the third of the file: [supervisord] is the first. */
    private static final String CAT = "[program:cat]\ncommand=/bin/cat\n";

    @TempDir
    Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void fixture() {
        fixture = new ConfigFixture(directory);
    }

    private ConfigPlan plan(String before, String after, String... running) {
        Configuration inUse = fixture.read(before);
        return plan(inUse, inUse.groups(), fixture.read(after), running);
    }

    private static ConfigPlan plan(
            Configuration inUse, List<GroupConfig> active, Configuration fresh, String... running) {
        Secrets secrets = Secrets.of(Map.of(), List.of(inUse, fresh), active);
        Set<ProcessName> names =
                Set.copyOf(Arrays.stream(running).map(ConfigPlanTest::name).toList());
        return ConfigPlan.of(inUse, inUse, active, names, fresh, secrets);
    }

    private static ProcessName name(String namespec) {
        String[] parts = namespec.split(":");
        return new ProcessName(parts[0], parts[parts.length - 1]);
    }

    private Optional<Origin.Line> header(int line, String section) {
        return Optional.of(line(line, section));
    }

    private Origin.Line line(int line, String section) {
        return new Origin.Line(fixture.main(), line, section);
    }

    /** Each key that is new, of groups and of programs, as {@code key: before -> after at line}. */
    private static List<String> keys(ConfigPlan plan) {
        List<String> texts = new ArrayList<>();
        for (GroupPlan group : plan.groups()) {
            group.keys().forEach(key -> texts.add(text(key)));
            group.programs().forEach(program -> program.keys().forEach(key -> texts.add(text(key))));
        }
        return texts;
    }

    private static String text(KeyChange key) {
        String place = key.origin() instanceof Origin.Line line ? " at " + line.line() : "";
        return key.key() + ": " + key.before().orElse("-") + " -> "
                + key.after().orElse("-") + place;
    }

    @Test
    void sameConfigurationIsNoChange() {
        ConfigPlan plan = plan(CAT, "# a comment\n" + CAT + "autostart=true\n", "cat");
        assertTrue(plan.isEmpty());
        assertEquals(new ConfigPlan(fixture.main(), List.of(), List.of()), plan);
    }

    @Test
    void groupsComeInTheOrderOfAnUpdateWithTheirSections() {
        ConfigPlan plan = plan(
                "[program:a]\ncommand=a\n[program:b]\ncommand=b\n", "[program:b]\ncommand=B\n[program:c]\ncommand=c\n");
        assertEquals(
                List.of("REMOVED a", "CHANGED b", "ADDED c"),
                plan.groups().stream()
                        .map(group -> group.change() + " " + group.name())
                        .toList());
        assertEquals(
                List.of(Optional.empty(), header(2, "program:b"), header(4, "program:c")),
                plan.groups().stream().map(GroupPlan::where).toList());
        assertEquals(
                List.of(new ProgramPlan("program:a", Change.REMOVED, List.of("a"), Optional.empty(), List.of())),
                plan.groups().get(0).programs());
        assertEquals(
                List.of(new ProgramPlan("program:c", Change.ADDED, List.of("c"), header(4, "program:c"), List.of())),
                plan.groups().get(2).programs());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "command=/bin/cat -u | command: /bin/cat -> /bin/cat -u at 4",
                "autostart=no | autostart: true -> false at 4",
                "autorestart=yes | autorestart: unexpected -> true at 4",
                "startsecs=2 | startsecs: 1 -> 2 at 4",
                "exitcodes=0,2 | exitcodes: 0 -> 0,2 at 4",
                "stopsignal=HUP | stopsignal: TERM -> HUP at 4",
                "directory=/ | directory: - -> / at 4",
                "umask=027 | umask: - -> 027 at 4",
                "priority=7 | priority: 999 -> 7 at 4",
                "serverurl=http://a | serverurl: AUTO -> http://a at 4",
                "stdout_logfile=/tmp/x | stdout_logfile: NONE -> /tmp/x at 4",
                "stdout_logfile_maxbytes=1MB | stdout_logfile_maxbytes: 50MB -> 1MB at 4",
                "stderr_syslog=true | stderr_syslog: false -> true at 4",
                "environment=TZ=UTC | environment.TZ: - -> UTC at 4"
            })
    void eachKeyIsSaidWithBothValuesAndTheNewOnesPlace(String line, String expected) {
        String base = CAT + "stdout_logfile=NONE\n";
        String after = line.startsWith("command") ? "[program:cat]\nstdout_logfile=NONE\n" : CAT;
        String rest = line.startsWith("stdout_logfile=") || line.startsWith("command") ? "" : "stdout_logfile=NONE\n";
        assertEquals(List.of(expected), keys(plan(base, after + line + "\n" + rest)));
    }

    @Test
    void variablesOfTheDaemonAreFoundInItsSection() {
        String cat = "[program:cat]\ncommand=/bin/cat\nenvironment=B=\"own\"\n";
        assertEquals(
                List.of("environment.A: 1 -> 2 at 2", "environment.B: - -> own at 5"),
                keys(plan("environment=A=1\n" + CAT, "environment=A=2\n" + cat)));
        assertEquals(
                List.of("environment.B: own -> -"), keys(plan("environment=A=1\n" + cat, "environment=A=1\n" + CAT)));
    }

    @Test
    void secretsAreMaskedOnBothSides() {
        String before = "environment=API_TOKEN=\"hunter2\"\n[program:cat]\ncommand=/bin/cat hunter2 http://u:old@h/\n";
        String after = "environment=API_TOKEN=\"hunter3\"\n[program:cat]\ncommand=/bin/cat hunter3 http://u:new@h/\n";
        assertEquals(
                List.of(
                        "command: /bin/cat ****** http://u:******@h/ -> /bin/cat ****** http://u:******@h/ at 4",
                        "environment.API_TOKEN: ****** -> ****** at 2"),
                keys(plan(before, after)));
    }

    @Test
    void processesForWhichTheSameIsNewAreSaidOnce() {
        String before = "[program:p]\ncommand=/bin/cat %(process_num)d\nprocess_name=%(process_num)d\nnumprocs=3\n";
        String after = before.replace("numprocs=3", "numprocs=4") + "startsecs=5\n";
        GroupPlan group = plan(before, after, "p:0", "p:2").groups().get(0);
        assertEquals(
                List.of(
                        new ProgramPlan(
                                "program:p",
                                Change.CHANGED,
                                List.of("0", "1", "2"),
                                header(2, "program:p"),
                                List.of(new KeyChange(
                                        "startsecs", Optional.of("1"), Optional.of("5"), line(6, "program:p")))),
                        new ProgramPlan("program:p", Change.ADDED, List.of("3"), header(2, "program:p"), List.of())),
                group.programs());
        assertEquals(List.of(name("p:0"), name("p:2")), group.restarted());
        assertEquals(List.of(name("p:1"), name("p:3")), group.started());
        assertEquals(List.of(), group.stopped());
        assertEquals(
                List.of("command: /bin/cat 0 -> /bin/tac 0 at 3", "command: /bin/cat 1 -> /bin/tac 1 at 3"),
                keys(plan(before, before.replace("cat", "tac"))).subList(0, 2));
    }

    @Test
    void whatRunsAndDoesNotStartByItselfStaysDown() {
        GroupPlan group = plan(CAT, CAT + "autostart=false\n", "cat").groups().get(0);
        assertEquals(List.of(name("cat")), group.stopped());
        assertEquals(List.of(), group.restarted());
        assertEquals(List.of(), group.started());
        GroupPlan gone = plan(CAT, "", "cat").groups().get(0);
        assertEquals(List.of(name("cat")), gone.stopped());
        GroupPlan idle = plan(CAT, "").groups().get(0);
        assertEquals(List.of(), idle.stopped());
        GroupPlan fresh = plan("", CAT).groups().get(0);
        assertEquals(List.of(name("cat")), fresh.started());
    }

    @Test
    void groupSectionsHaveKeysOfTheirOwn() {
        String programs = "[program:a]\ncommand=a\n[program:b]\ncommand=b\n";
        ConfigPlan plan = plan(
                programs + "[group:g]\nprograms=a\n", programs + "[group:g]\nprograms=a,b\npriority=1\n", "g:a", "b");
        assertEquals(
                List.of("b", "g"), plan.groups().stream().map(GroupPlan::name).toList());
        GroupPlan group = plan.groups().get(1);
        assertEquals(header(6, "group:g"), group.where());
        assertEquals(
                List.of("priority: 999 -> 1 at 8", "programs: a -> a,b at 7"),
                group.keys().stream().map(ConfigPlanTest::text).toList());
        assertEquals(
                List.of(new ProgramPlan("program:b", Change.ADDED, List.of("b"), header(4, "program:b"), List.of())),
                group.programs());
        assertEquals(
                List.of("programs: a,b -> b,a at 7"),
                keys(plan(programs + "[group:g]\nprograms=a,b\n", programs + "[group:g]\nprograms=b,a\n")));
    }

    @Test
    void poolsAndSocketsHaveKeysOfTheirOwn() {
        String pool = "[eventlistener:l]\ncommand=l\nevents=TICK_5\n";
        assertEquals(
                List.of("events: TICK_5 -> PROCESS_STATE,TICK_60 at 4", "buffer_size: 10 -> 20 at 5"),
                keys(plan(pool, pool.replace("TICK_5", "TICK_60,PROCESS_STATE") + "buffer_size=20\n")));
        String fcgi = "[fcgi-program:f]\ncommand=f\nsocket=unix:///run/f\n";
        assertEquals(
                List.of("socket: unix:///run/f -> unix:///run/g at 4", "socket_mode: 0700 -> 0770 at 5"),
                keys(plan(fcgi, fcgi.replace("run/f", "run/g") + "socket_mode=0770\n")));
        assertEquals(
                List.of(
                        "section: program:f -> fcgi-program:f at 2",
                        "socket: - -> unix:///run/f at 4",
                        "socket_mode: - -> 0700"),
                keys(plan("[program:f]\ncommand=f\n", fcgi)));
    }

    @Test
    void anAutomaticLogIsNoChangeByItself() {
        String fixed = CAT + "stdout_logfile=/tmp/x\n";
        assertTrue(plan(CAT, fixed).isEmpty(), "an update does nothing, as in stock");
        assertEquals(
                List.of("startsecs: 1 -> 2 at 5", "stdout_logfile: AUTO -> /tmp/x at 4"),
                keys(plan(CAT, fixed + "startsecs=2\n")));
    }

    @Test
    void sectionsOfTheDaemonAreNotForAnUpdate() {
        String door = "[inet_http_server]\nport=127.0.0.1:9001\n";
        ConfigPlan plan = plan(
                CAT + door + "[unix_http_server]\nfile=/tmp/s\n",
                "loglevel=debug\n" + CAT + door + "username=a\npassword=b\n");
        assertTrue(plan.isEmpty());
        assertEquals(
                List.of(
                        new SectionPlan("supervisord", Change.CHANGED, header(1, "supervisord"), When.RESTART),
                        new SectionPlan(
                                "inet_http_server", Change.CHANGED, header(5, "inet_http_server"), When.RESTART),
                        new SectionPlan("unix_http_server", Change.REMOVED, Optional.empty(), When.RESTART)),
                plan.sections());
    }

    @Test
    void theConsoleCountsFromTheNextRereadOn() {
        Configuration started = fixture.read(CAT);
        Configuration fresh = fixture.read(CAT + "[console]\nsession_idle_secs=60\n");
        ConfigPlan plan = plan(started, started.groups(), fresh);
        assertFalse(plan.isEmpty());
        assertEquals(
                List.of(new SectionPlan("console", Change.CHANGED, header(4, "console"), When.UPDATE)),
                plan.sections());
        Secrets secrets = Secrets.of(Map.of(), List.of(), List.of());
        assertTrue(ConfigPlan.of(started, fresh, started.groups(), Set.of(), fresh, secrets)
                .isEmpty());
    }

    @Test
    void whatIsActiveCountsAndNotWhatTheDaemonWasStartedWith() {
        Configuration started = fixture.read(CAT);
        assertEquals(
                Change.ADDED, plan(started, List.of(), started).groups().get(0).change());
    }

    @Test
    void usersOfOneNameAreToldApart() {
        ProcessConfig cat = fixture.program("");
        assertEquals(
                List.of("user: web (uid 7, gid 7, groups [7], home /) -> web (uid 8, gid 7, groups [7], home /)"),
                difference(withUser(cat, 7), withUser(cat, 8)));
        assertEquals(List.of("user: web -> -"), difference(withUser(cat, 7), cat));
    }

    private List<String> difference(ProcessConfig before, ProcessConfig after) {
        KeyComparison comparison = new KeyComparison(fixture.read(""), Secrets.of(Map.of(), List.of(), List.of()));
        return comparison
                .compare(
                        "program:x",
                        KeyComparison.ofProcess(before, Optional.empty()),
                        KeyComparison.ofProcess(after, Optional.empty()))
                .stream()
                .map(ConfigPlanTest::text)
                .toList();
    }

    private static ProcessConfig withUser(ProcessConfig p, int uid) {
        return new ProcessConfig(
                p.name(),
                p.section(),
                p.command(),
                p.priority(),
                p.autostart(),
                p.autorestart(),
                p.startsecs(),
                p.startretries(),
                p.exitcodes(),
                p.stopsignal(),
                p.stopwaitsecs(),
                p.stopasgroup(),
                p.killasgroup(),
                p.killescaped(),
                Optional.of(new Host.Account("web", uid, 7, List.of(7), "/")),
                p.redirectStderr(),
                p.stdout(),
                p.stderr(),
                p.environment(),
                p.directory(),
                p.umask(),
                p.serverurl());
    }

    /** A component that is added to a record and forgotten in the comparison would be a change without a reason. */
    @Test
    void everyComponentOfTheRecordsIsCompared() {
        ProcessConfig process = fixture.program("");
        // A name tells processes apart; the channels have their keys, the environment one for each variable.
        int own = ProcessConfig.class.getRecordComponents().length - 4;
        int channel = ChannelConfig.class.getRecordComponents().length;
        assertTrue(process.environment().isEmpty());
        assertEquals(
                own + 2 * channel,
                KeyComparison.ofProcess(process, Optional.empty()).size());
        FcgiSocketConfig socket = new FcgiSocketConfig("unix:///s", Optional.empty(), Optional.empty(), 0700);
        assertEquals(
                own + 2 * channel + FcgiSocketConfig.class.getRecordComponents().length,
                KeyComparison.ofProcess(process, Optional.of(socket)).size());
        Map<String, Object> pool = new java.util.HashMap<>();
        KeyComparison.putPool(new EventPoolConfig(1, Set.of(), "h"), pool);
        assertEquals(EventPoolConfig.class.getRecordComponents().length, pool.size());
        assertFalse(pool.containsValue(null));
    }
}
