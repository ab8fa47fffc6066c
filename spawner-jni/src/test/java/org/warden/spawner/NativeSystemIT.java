package org.warden.spawner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.warden.core.port.Host;

class NativeSystemIT {
    private final NativeSystem system = NativeSystem.open();

    @Test
    void environmentIsTheOneOfTheProcess() {
        Map<String, String> environment = system.environment();
        assertEquals(System.getenv("PATH"), environment.get("PATH"));
        assertTrue(environment.keySet().containsAll(System.getenv().keySet()));
    }

    @Test
    void ownNumbersAreThoseTheKernelShows() throws IOException {
        assertEquals(ProcessHandle.current().pid(), system.pid());
        assertEquals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"), system.uid());
        assertEquals(Files.getAttribute(Path.of("/proc/self"), "unix:gid"), system.gid());
        assertEquals(Files.readString(Path.of("/proc/sys/kernel/hostname")).strip(), system.nodeName());
    }

    @Test
    void usersAreFoundByNameAndByNumber() {
        Host.Account root = system.userByName("root").orElseThrow();
        assertEquals(0, root.uid());
        assertEquals("/root", root.home());
        assertEquals(0, root.groups().get(0));
        assertEquals(root, system.userById(0).orElseThrow());
        assertTrue(system.userByName("nobody-like-this").isEmpty());
        assertTrue(system.userByName("root\0x").isEmpty());
        assertTrue(system.userById(2_000_000_011).isEmpty());
    }

    @Test
    void groupsAreFoundByNameAndByNumber() {
        assertEquals(0, system.groupByName("root").orElseThrow());
        assertTrue(system.groupByName("no-group-like-this").isEmpty());
        assertTrue(system.groupExists(0));
        assertFalse(system.groupExists(2_000_000_011));
    }

    @Test
    void onlyWhatTheKernelWouldRunMayBeExecuted(@TempDir Path folder) throws IOException {
        assertTrue(system.mayExecute("/bin/sh"));
        assertFalse(system.mayExecute(Files.createFile(folder.resolve("plain")).toString()));
        assertFalse(system.mayExecute("/bin/sh\0"));
    }

    @Test
    void limitThatIsReachedAlreadyStaysAsItIs() {
        long soft = system.openFilesSoftLimit();
        NativeSystem.Limit limit = system.raiseOpenFiles(1);
        assertTrue(limit.reached());
        assertFalse(limit.changed());
        assertEquals(soft, system.openFilesSoftLimit());
        assertTrue(system.raiseProcesses(1).reached());
    }

    @Test
    void limitBeyondWhatTheKernelAllowsIsRefusedWithTheHardLimit() {
        NativeSystem.Limit limit = system.raiseOpenFiles(Long.MAX_VALUE);
        assertFalse(limit.reached());
        assertTrue(limit.hard() > 0);
    }

    @Test
    void umaskGivesTheOneBefore() {
        int before = system.umask(027);
        assertEquals(027, system.umask(before));
    }
}
