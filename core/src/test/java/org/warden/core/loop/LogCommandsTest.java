package org.warden.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.warden.core.process.ProgramBuilder.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.Refusal;
import org.warden.core.log.AutoLogs;
import org.warden.core.model.ProcessName;
import org.warden.core.port.SpawnerCommand;

class LogCommandsTest {
    private static final ProcessName WEB = new ProcessName("web", "web");
    private static final ProcessName IDLE = new ProcessName("web", "idle");

    @TempDir
    Path folder;

    /** Two processes, of which one runs; the other has log files from an earlier run. */
    private FakeWorld world() throws IOException {
        FakeWorld world = new FakeWorld(List.of());
        world.conductor.activate(
                FakeWorld.group("web", 1, program("web"), program("idle").autostart(false)),
                List.of(paths("web"), paths("idle")));
        world.begin();
        world.spawnAll();
        return world;
    }

    private AutoLogs.Paths paths(String name) throws IOException {
        return new AutoLogs.Paths(
                Files.writeString(folder.resolve(name + ".out"), "old\n").toString(),
                Files.writeString(folder.resolve(name + ".err"), "old\n").toString());
    }

    @Test
    void logsOfARunningProcessAreClearedByTheEngine() throws IOException {
        FakeWorld world = world();
        assertEquals(Answer.ok(true), world.ask(new Command.ClearLogs(WEB)).join());
        assertTrue(world.engine.commands.stream()
                .anyMatch(c -> c instanceof SpawnerCommand.ClearLogs clear && clear.child() == 1));
        assertEquals("old\n", Files.readString(folder.resolve("web.out")), "the file is the engine's to touch");
    }

    @Test
    void logsOfAStoppedProcessAreEmptied() throws IOException {
        assertEquals(Answer.ok(true), world().ask(new Command.ClearLogs(IDLE)).join());
        assertEquals(0, Files.size(folder.resolve("idle.out")));
        assertEquals(0, Files.size(folder.resolve("idle.err")));
    }

    @Test
    void stoppedProcessWithoutFilesHasNothingToClear() throws IOException {
        FakeWorld world = world();
        Files.delete(folder.resolve("idle.out"));
        assertEquals(Answer.ok(true), world.ask(new Command.ClearLogs(IDLE)).join());
        assertEquals(0, Files.size(folder.resolve("idle.err")), "the other channel is cleared all the same");
    }

    @Test
    void whatIsNoRegularFileIsLeftAlone() throws IOException {
        FakeWorld world = world();
        Files.delete(folder.resolve("idle.out"));
        Files.createDirectory(folder.resolve("idle.out"));
        assertEquals(Answer.ok(true), world.ask(new Command.ClearLogs(IDLE)).join());
        assertTrue(Files.isDirectory(folder.resolve("idle.out")));
    }

    @Test
    void clearingAllAnswersInTheOrderOfTheProcesses() throws IOException {
        FakeWorld world = world();
        var answer = world.ask(new Command.ClearAllLogs()).join();
        assertEquals(
                Answer.ok(List.of(
                        new Command.ItemResult(WEB, Answer.ok(true)), new Command.ItemResult(IDLE, Answer.ok(true)))),
                answer);
        assertEquals(0, Files.size(folder.resolve("idle.out")));
    }

    @Test
    void clearingAllOfNoneAnswersAtOnce() {
        FakeWorld world = new FakeWorld(List.of()).begin();
        assertEquals(Answer.ok(List.of()), world.ask(new Command.ClearAllLogs()).join());
    }

    @Test
    void unknownProcessHasNoLogs() throws IOException {
        assertEquals(
                Answer.refused(Refusal.BAD_NAME, "web:nope"),
                world().ask(new Command.ClearLogs(new ProcessName("web", "nope")))
                        .join());
    }

    @Test
    void activityLogStartsAnewWithALineThatSaysSo() throws IOException {
        FakeWorld world = world();
        assertEquals(Answer.ok(true), world.ask(new Command.ClearMainLog()).join());
        assertEquals(List.of("INFO reopening log file"), world.log);
    }

    @Test
    void reopeningByCommandIsTheSameAsBySignal() throws IOException {
        FakeWorld world = world();
        assertEquals(Answer.ok(true), world.ask(new Command.ReopenLogs()).join());
        int n = world.log.size();
        assertEquals(List.of("INFO supervisord logreopen", "reopened"), world.log.subList(n - 2, n));
        assertTrue(world.engine.commands.contains(new SpawnerCommand.ReopenLogs(1, 0)));
    }
}
