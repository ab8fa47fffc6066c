package org.warden.core.kept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.warden.core.config.Configuration;
import org.warden.core.config.ConsoleConfig;
import org.warden.core.config.GroupConfig;
import org.warden.core.config.Origins;
import org.warden.core.config.ProcessConfig;
import org.warden.core.log.AutoLogs;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;
import org.warden.core.process.ProcessSnapshot;
import org.warden.core.process.ProgramBuilder;

class TakeBackTest {
    private final Map<String, byte[]> notes = new HashMap<>();

    private static GroupConfig group(String name, String command) {
        return new GroupConfig(
                name,
                999,
                List.of(
                        ProgramBuilder.program("a").command(command).build(),
                        ProgramBuilder.program("b").command(command).build()),
                Optional.empty(),
                Map.of());
    }

    private static Configuration files(GroupConfig... groups) {
        return new Configuration(
                "/c",
                null,
                List.of(),
                List.of(),
                ConsoleConfig.DEFAULT,
                List.of(),
                List.of(groups),
                List.of(),
                Origins.NONE);
    }

    private void note(Note note) {
        notes.put(note.key(), note.bytes());
    }

    private void active(long order, GroupConfig group) {
        int place = 0;
        for (ProcessConfig process : group.processes()) {
            note(Note.of(new KeptConfig(
                    new ProcessName(group.name(), process.name()),
                    place++,
                    process,
                    new AutoLogs.Paths("/tmp/" + group.name() + process.name() + ".log", null))));
        }
        note(Note.of(new KeptGroup(order, group)));
    }

    private void process(String group, String process, ProcessState state, int child) {
        ProcessSnapshot fresh =
                ProcessSnapshot.fresh(ProgramBuilder.program(process).build());
        KeptProcess kept = KeptProcess.of(new ProcessName(group, process), fresh, child, 0, Optional.empty());
        note(Note.of(new KeptProcess(
                kept.name(),
                state,
                child == 0 ? 0 : 1000 + child,
                false,
                false,
                false,
                1,
                2,
                3,
                0,
                ProcessSnapshot.NO_DEADLINE,
                "",
                0,
                child,
                0,
                Optional.empty())));
    }

    private TakeBack with(Configuration files) {
        return TakeBack.of(files, Memory.of(notes));
    }

    @Test
    void withoutNotesEverythingIsNewInTheOrderOfTheFiles() {
        TakeBack from = with(files(group("y", "x"), group("x", "x")));
        assertEquals(
                List.of("y", "x"),
                from.groups().stream().map(g -> g.config().name()).toList());
        assertTrue(from.groups().stream().allMatch(g -> g.logs().isEmpty()));
    }

    @Test
    void anUnchangedGroupHasTheObjectOfTheFilesAndItsOldLogs() {
        active(0, group("g", "x"));
        process("g", "a", ProcessState.RUNNING, 7);
        GroupConfig fresh = group("g", "x");
        TakeBack.Group taken = with(files(fresh)).groups().get(0);
        assertSame(fresh, taken.config());
        assertEquals("/tmp/ga.log", taken.logs().orElseThrow().get(0).stdout());
        assertEquals(Set.of(new ProcessName("g", "a")), taken.processes().keySet());
        assertEquals(Set.of("/tmp/ga.log", "/tmp/gb.log"), with(files(fresh)).logsInUse());
    }

    @Test
    void aChangedGroupRunsOnUnderWhatItHad() {
        active(0, group("g", "old"));
        assertEquals(
                "old",
                with(files(group("g", "new")))
                        .groups()
                        .get(0)
                        .config()
                        .processes()
                        .get(1)
                        .command());
    }

    @Test
    void aGroupThatNoFileHasStaysAndANewOneComesAfterIt() {
        active(4, group("second", "x"));
        active(2, group("first", "x"));
        List<String> names = new ArrayList<>();
        with(files(group("new", "x"), group("first", "x")))
                .groups()
                .forEach(g -> names.add(g.config().name()));
        assertEquals(List.of("first", "second", "new"), names);
    }

    @Test
    void afterAShutdownThatWasCutShortOnlyWhatLivesIsTakenBack() {
        note(Note.of(new KeptDaemon(50, true)));
        active(0, group("g", "old"));
        active(1, group("h", "old"));
        process("g", "a", ProcessState.STOPPING, 7);
        process("g", "b", ProcessState.STOPPED, 0);
        process("h", "a", ProcessState.STOPPED, 0);
        TakeBack from = with(files(group("g", "new"), group("h", "new")));
        assertTrue(from.afterShutdown());
        assertEquals(50, from.nextSerial());
        assertEquals(
                Set.of(new ProcessName("g", "a")),
                from.groups().get(0).processes().keySet());
        assertEquals("old", from.groups().get(0).config().processes().get(0).command());
        assertEquals("new", from.groups().get(1).config().processes().get(0).command());
        assertTrue(from.groups().get(1).logs().isEmpty());
    }

    @Test
    void oneUnreadableNoteDoesNotSpoilTheOthers() {
        active(0, group("g", "x"));
        notes.put("process:1:g:a", new byte[] {1, 2, 3});
        Memory memory = Memory.of(notes);
        assertEquals(1, memory.unreadable().size());
        assertTrue(
                memory.unreadable().get(0).contains("process:1:g:a"),
                memory.unreadable().get(0));
        assertEquals(1, memory.groups().size());
    }

    @Test
    void aNoteThatWasNotCompletedDoesNotCount() {
        active(0, group("g", "x"));
        notes.remove(Note.keyOfGroup("g"));
        assertTrue(with(files()).groups().isEmpty());
    }
}
