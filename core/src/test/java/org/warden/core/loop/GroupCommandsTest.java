package org.warden.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.warden.core.loop.FakeWorld.configuration;
import static org.warden.core.loop.FakeWorld.group;
import static org.warden.core.process.ProgramBuilder.program;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.Command.RereadResult;
import org.warden.core.api.Refusal;
import org.warden.core.api.SupervisorView;
import org.warden.core.config.ConfigError;
import org.warden.core.config.ConfigException;
import org.warden.core.config.ConfigPlan;
import org.warden.core.config.Configuration.Notice;
import org.warden.core.config.GroupConfig;
import org.warden.core.config.LogLevel;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;

class GroupCommandsTest {
    private static FakeWorld world() {
        return new FakeWorld(List.of(group("a", 1, program("a")), group("b", 2, program("b")))).begin();
    }

    private static Answer<RereadResult> reread(FakeWorld world) {
        return world.ask(new Command.Reread()).join();
    }

    private static Answer<RereadResult> differences(List<String> added, List<String> changed, List<String> removed) {
        return Answer.ok(new RereadResult(added, changed, removed));
    }

    private static Refusal refusal(Answer<Boolean> answer) {
        return ((Answer.Refused<Boolean>) answer).why();
    }

    @Test
    void unchangedFileHasNoDifferences() {
        FakeWorld world = world();
        assertEquals(differences(List.of(), List.of(), List.of()), reread(world));
    }

    @Test
    void rereadNamesWhatIsNewChangedAndGoneAndTouchesNothing() {
        FakeWorld world = world();
        world.spawnAll();
        GroupConfig changed = group("a", 1, program("a").command("/bin/other"));
        world.onDisk = configuration(List.of(changed, group("c", 3, program("c"))));
        int commands = world.engine.commands.size();
        assertEquals(differences(List.of("c"), List.of("a"), List.of("b")), reread(world));
        assertEquals(List.of("a", "b"), world.view().groups());
        assertEquals(commands, world.engine.commands.size());
        assertEquals(differences(List.of("c"), List.of("a"), List.of("b")), reread(world), "as often as one asks");
    }

    @Test
    void planSaysWhatAnUpdateWouldDoAndLeavesNoTrace() {
        FakeWorld world = world();
        world.spawnAll();
        GroupConfig changed = group("a", 1, program("a").command("/bin/other"));
        world.onDisk = configuration(List.of(changed, group("c", 3, program("c"))));
        int commands = world.engine.commands.size();
        SupervisorView before = world.view();
        ConfigPlan plan =
                ((Answer.Ok<ConfigPlan>) world.ask(new Command.PlanUpdate()).join()).value();
        assertEquals(
                List.of("b", "a", "c"),
                plan.groups().stream().map(ConfigPlan.GroupPlan::name).toList());
        assertEquals(List.of(new ProcessName("b", "b")), plan.groups().get(0).stopped());
        assertEquals(List.of(new ProcessName("a", "a")), plan.groups().get(1).restarted());
        assertEquals(List.of(new ProcessName("c", "c")), plan.groups().get(2).started());
        assertSame(before, world.view(), "nothing was published");
        assertEquals(commands, world.engine.commands.size());
        assertEquals(
                Answer.refused(Refusal.BAD_NAME, "c"),
                world.ask(new Command.AddGroup("c")).join(),
                "and it was read for nobody else");
    }

    @Test
    void planOfABrokenFileNamesEveryErrorWithItsPlaceAndNoSecret() {
        FakeWorld world = world();
        world.broken = new ConfigException(List.of(
                new ConfigError("bad 'A_TOKEN=hunter2'", "x.conf", 3, "program:x", "environment", "write it well"),
                new ConfigError("no such option", null, 0, null, null, null)));
        assertEquals(
                Answer.refused(
                        Refusal.CANT_REREAD,
                        "x.conf:3: [program:x] environment: bad 'A_TOKEN=******'; write it well\ncommand line: no such option"),
                world.ask(new Command.PlanUpdate()).join());
        assertEquals(List.of("a", "b"), world.view().groups());
    }

    @Test
    void groupIsAddedFromTheFileAsItWasLastRead() {
        FakeWorld world = world();
        world.onDisk = configuration(List.of(group("c", 3, program("c").command("/bin/cat first"))));
        assertEquals(
                Answer.refused(Refusal.BAD_NAME, "c"),
                world.ask(new Command.AddGroup("c")).join(),
                "nobody has read it yet");
        reread(world);
        world.onDisk = configuration(List.of(group("c", 3, program("c").command("/bin/cat second"))));
        assertEquals(Answer.ok(true), world.ask(new Command.AddGroup("c")).join());
        assertEquals(ProcessState.STARTING, world.process("c", "c").state());
        assertEquals(
                "/bin/cat first",
                world.conductor.groups.group("c").config.processes().get(0).command());
    }

    @Test
    void brokenFileIsRefusedAndWhatWasReadBeforeStays() {
        FakeWorld world = world();
        world.onDisk = configuration(List.of(group("c", 3, program("c"))));
        reread(world);
        world.broken = new ConfigException(List.of(new ConfigError("no good", null, 0, null, null, "")));
        assertEquals(Answer.refused(Refusal.CANT_REREAD, "no good"), reread(world));
        assertEquals(List.of("a", "b"), world.view().groups());
        assertEquals(Answer.ok(true), world.ask(new Command.AddGroup("c")).join());
    }

    @Test
    void warningsOfTheFileAreLoggedAtEachReadingAndOtherNoticesAreNot() {
        FakeWorld world = world();
        world.onDisk = TestConfigurations.withNotices(
                world.onDisk,
                List.of(new Notice(LogLevel.WARN, "odd"), new Notice(LogLevel.INFO, "Included extra file")));
        reread(world);
        reread(world);
        assertEquals(2, world.log.stream().filter("WARN odd"::equals).count());
        assertTrue(world.log.stream().noneMatch(line -> line.contains("Included")));
    }

    @Test
    void groupWhoseLogFilesCannotBeMadeIsRefusedAndNotThere() {
        FakeWorld world = world();
        world.onDisk = configuration(List.of(group("c", 3, program("c").autoLogs())));
        reread(world);
        assertEquals(
                Refusal.FAILED, refusal(world.ask(new Command.AddGroup("c")).join()));
        assertEquals(List.of("a", "b"), world.view().groups());
        assertEquals(
                Refusal.FAILED, refusal(world.ask(new Command.AddGroup("c")).join()), "not half added either");
    }

    @Test
    void groupOfUnknownNameCannotBeRemoved() {
        assertEquals(
                Answer.refused(Refusal.BAD_NAME, "z"),
                world().ask(new Command.RemoveGroup("z")).join());
    }
}
