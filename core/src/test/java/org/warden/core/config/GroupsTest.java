package org.warden.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupsTest {
    @TempDir
    Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void fixture() {
        fixture = new ConfigFixture(directory);
    }

    private static String programs(String... names) {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            text.append("[program:")
                    .append(name)
                    .append("]\ncommand=")
                    .append(name)
                    .append('\n');
        }
        return text.toString();
    }

    private static List<String> names(GroupConfig group) {
        return group.processes().stream().map(ProcessConfig::name).toList();
    }

    private List<String> groups(String text) {
        return fixture.read(text).groups().stream().map(GroupConfig::name).toList();
    }

    @Test
    void aProgramOutsideAllGroupsIsAGroupOfItsOwn() {
        GroupConfig group =
                fixture.read("[program:x]\ncommand=a\npriority=5\n").groups().get(0);
        assertEquals("x", group.name());
        assertEquals(5, group.priority());
        assertEquals(List.of("x"), names(group));
    }

    @Test
    void listedProgramsLoseTheirOwnGroupAndKeepTheOrderOfTheList() {
        Configuration read = fixture.read(programs("a", "b", "c") + "[group:g]\nprograms=c, a\npriority=7\n");
        assertEquals(
                List.of("g", "b"), read.groups().stream().map(GroupConfig::name).toList());
        assertEquals(List.of("c", "a"), names(read.groups().get(0)));
        assertEquals(7, read.groups().get(0).priority());
    }

    @Test
    void aProgramMayBeInSeveralGroups() {
        Configuration read = fixture.read(programs("a") + "[group:g]\nprograms=a\n[group:h]\nprograms=a\n");
        assertEquals(2, read.groups().size());
        assertEquals(List.of("a"), names(read.groups().get(1)));
    }

    @Test
    void aGroupWithoutProgramsIsEmpty() {
        assertEquals(List.of(), names(fixture.read("[group:g]\n").groups().get(0)));
        assertEquals(
                List.of(), names(fixture.read("[group:g]\nprograms=\n").groups().get(0)));
    }

    @Test
    void unknownProgramsAreNamedWithTheirOwnGroupWhereverTheyStand() {
        assertEquals(
                "[group:g] names unknown program or fcgi-program nope",
                fixture.error(programs("a") + "[group:g]\nprograms=nope,a\n"));
        assertEquals(
                "[group:g] names unknown program or fcgi-program nope",
                fixture.error(programs("a") + "[group:g]\nprograms=a,nope\n"));
        assertEquals(
                "[group:g] names unknown program or fcgi-program ",
                fixture.error(programs("a") + "[group:g]\nprograms=a,\n"));
    }

    @Test
    void aNameOfBothKindsIsAmbiguous() {
        assertEquals(
                "[group:g] name a is ambiguous (exists as program and fcgi-program)",
                fixture.error(
                        programs("a") + "[fcgi-program:a]\ncommand=a\nsocket=tcp://a:1\n[group:g]\nprograms=a\n"));
    }

    @Test
    void eventListenersCannotBeListed() {
        assertEquals(
                "[group:g] names unknown program or fcgi-program l",
                fixture.error("[eventlistener:l]\ncommand=a\nevents=EVENT\n[group:g]\nprograms=l\n"));
    }

    @Test
    void anFcgiProgramKeepsItsSocketInAGroup() {
        GroupConfig group = fixture.read(
                        programs("a") + "[fcgi-program:f]\ncommand=f\nsocket=tcp://a:1\n[group:g]\nprograms=a,f\n")
                .groups()
                .get(0);
        assertEquals(Set.of("fcgi-program:f"), group.sockets().keySet());
        assertTrue(group.socketOf(group.processes().get(0)).isEmpty());
        assertEquals(
                "tcp://a:1",
                group.socketOf(group.processes().get(1)).orElseThrow().url());
    }

    @Test
    void groupsAreSortedByPriorityAndThenName() {
        assertEquals(
                List.of("l", "z", "a", "b"),
                groups(programs("b", "a")
                        + "[program:z]\ncommand=a\npriority=1\n[eventlistener:l]\ncommand=a\nevents=EVENT\n"));
    }

    @Test
    void ofTwoGroupsOfOneNameTheFirstIsUsedAndTheOtherWarnedAbout() {
        String text = programs("a", "b") + "[group:a]\nprograms=b\n";
        Configuration read = fixture.read(text);
        assertEquals(1, read.groups().size());
        assertEquals(List.of("b"), names(read.groups().get(0)));
        assertEquals(
                List.of(fixture.main()
                        + ":2: [program:a] is not used: [group:a] is a group of the same name and comes first"),
                fixture.notices(LogLevel.WARN, text));
    }

    @Test
    void ofTwoProcessesOfOneNameTheLaterIsUsedAndTheOtherWarnedAbout() {
        String text = programs("a", "c") + "[program:b]\ncommand=b\nprocess_name=a\n[group:g]\nprograms=a,c,b\n";
        GroupConfig group = fixture.read(text).groups().get(0);
        assertEquals(List.of("a", "c"), names(group));
        assertEquals("b", group.processes().get(0).command());
        assertEquals(
                List.of(fixture.main()
                        + ":9: [group:g] has two processes named 'a'; only the later one, of [program:b], is used"),
                fixture.notices(LogLevel.WARN, text));
    }

    @Test
    void noticesComeWarningsFirst() {
        fixture.file("a.inc", "[program:a]\ncommand=a\nnosuchkey=1\n");
        assertEquals(
                List.of(LogLevel.WARN, LogLevel.WARN, LogLevel.INFO),
                fixture.read("[include]\nfiles=a.inc b.inc\n").notices().stream()
                        .map(Configuration.Notice::level)
                        .toList());
    }
}
