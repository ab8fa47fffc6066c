package org.warden.spawner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.warden.core.port.SpawnerCommand;
import org.warden.core.port.SpawnerEvent;

/** The keeper that these classes carry along, as a web application starts it. */
@Timeout(60)
class KeeperProgramIT {
    private static final String TEMPORARY = "java.io.tmpdir";
    private static final int ME = (int) ProcessHandle.current().pid();

    @TempDir
    Path directory;

    @TempDir
    Path temporary;

    private final BlockingQueue<SpawnerEvent> heard = new LinkedBlockingQueue<>();
    private String before;

    @BeforeEach
    void choosePlace() {
        NativeLibrary.load();
        before = System.setProperty(TEMPORARY, temporary.toString());
    }

    @AfterEach
    void restorePlace() {
        System.setProperty(TEMPORARY, before);
    }

    private KeeperSpawner open() throws KeeperException {
        return open(directory, false);
    }

    private KeeperSpawner open(Path state, boolean removes) throws KeeperException {
        return KeeperSpawner.open(state, removes, KeeperProgram.carried(), heard::add, Optional.empty());
    }

    private static void end(KeeperSpawner spawner) {
        spawner.send(new SpawnerCommand.End());
        spawner.close();
    }

    private static String file(KeeperSpawner spawner) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/" + spawner.process().orElseThrow() + "/exe"))
                .toString();
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void itRunsWithoutItsFile() throws Exception {
        KeeperSpawner spawner = open();
        String file = file(spawner);
        assertTrue(file.startsWith(temporary + "/warden") && file.endsWith("/keeper (deleted)"), file);
        assertEquals(List.of(), filesIn(temporary));
        end(spawner);
        assertEquals(List.of(), filesIn(directory));
    }

    @Test
    void whereThereIsNoPlaceForItTheStateDirectoryIsOne() throws Exception {
        System.setProperty(TEMPORARY, temporary.resolve("nowhere").toString());
        KeeperSpawner spawner = open();
        String file = file(spawner);
        assertTrue(file.startsWith(directory + "/warden") && file.endsWith("/keeper (deleted)"), file);
        end(spawner);
        assertEquals(List.of(), filesIn(directory));
    }

    @Test
    void aDirectoryOfItsOwnGoesWithItAndIsMadeAnew() throws Exception {
        Path state = directory.resolve("state");
        for (int round = 0; round < 3; round++) {
            KeeperSpawner spawner = open(state, true);
            assertEquals(PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(state));
            end(spawner);
            assertTrue(Files.notExists(state), "in round " + round);
        }
    }

    @Test
    void aDirectoryStaysWhenProgramsMayRun() throws Exception {
        KeeperSpawner first = open(directory, true);
        first.close();
        KeeperSpawner second = open(directory, true);
        assertEquals(first.process(), second.process());
        end(second);
    }

    @Test
    void anotherOneIsStartedWhenItIsKilled() throws Exception {
        KeeperSpawner spawner = open();
        int first = spawner.process().orElseThrow();
        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        assertTrue(heard.take() instanceof SpawnerEvent.Replaced);
        assertNotEquals(first, spawner.process().orElseThrow());
        spawner.goOn(0);
        end(spawner);
    }

    @Test
    void whoIsAttachedCanBeAskedAndIsNamedToASecondOne() throws Exception {
        assertEquals(OptionalInt.empty(), KeeperSpawner.holder(directory), "no keeper");
        KeeperSpawner first = open();
        assertEquals(OptionalInt.of(ME), KeeperSpawner.holder(directory));
        assertEquals(
                OptionalInt.of(ME),
                assertThrows(KeeperException.class, this::open).holder());
        first.close();
        while (KeeperSpawner.holder(directory).isPresent()) {
            Thread.onSpinWait();
        }
        KeeperSpawner second = open();
        assertEquals(OptionalInt.of(ME), KeeperSpawner.holder(directory));
        end(second);
    }
}
