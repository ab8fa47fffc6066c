package org.warden.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.warden.core.port.Host;

class ThisMachineTest {
    private final ThisMachine machine = new ThisMachine();

    @Test
    void rootIsFoundByNameAndByNumber() {
        Host.Account root = machine.userByName("root").orElseThrow();
        assertEquals(0, root.uid());
        assertEquals("/root", root.home());
        assertEquals(0, root.groups().get(0));
        assertEquals(Optional.of(root), machine.userById(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-such-user", "", "0", "-s", "a\0b", "root:x"})
    void whatIsNoNameIsNotFound(String name) {
        assertEquals(Optional.empty(), machine.userByName(name));
        assertEquals(Optional.empty(), machine.groupByName(name));
    }

    @Test
    void groupsAreFoundByNameAndByNumber() {
        assertEquals(Optional.of(0), machine.groupByName("root"));
        assertTrue(machine.groupExists(0));
        assertFalse(machine.groupExists(64321));
    }

    @Test
    void thisProcessIsItself() throws IOException {
        assertEquals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"), machine.uid());
        assertEquals(Files.getAttribute(Path.of("/proc/self"), "unix:gid"), machine.gid());
        assertEquals(ProcessHandle.current().pid(), machine.pid());
        assertFalse(machine.nodeName().isBlank());
    }

    @Test
    void filesAreExecutableOrNot() {
        assertTrue(machine.mayExecute("/bin/sh"));
        assertFalse(machine.mayExecute("/etc/passwd"));
        assertFalse(machine.mayExecute("a\0b"));
    }
}
