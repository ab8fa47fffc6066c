package org.warden.core.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutoLogsLockTest {
    @TempDir
    Path dir;

    @Test
    void secondOneOfTheSameIdentifierFindsItTakenUntilTheFirstHasGone() {
        try (AutoLogsLock first = AutoLogsLock.take(dir, "kit", 7);
                AutoLogsLock second = AutoLogsLock.take(dir, "kit", 7)) {
            assertFalse(first.isTakenByOther());
            assertTrue(second.isTakenByOther());
        }
        try (AutoLogsLock third = AutoLogsLock.take(dir, "kit", 7)) {
            assertFalse(third.isTakenByOther());
        }
    }

    @Test
    void otherIdentifiersAndUsersHaveTheirOwn() {
        try (AutoLogsLock first = AutoLogsLock.take(dir, "kit", 7);
                AutoLogsLock other = AutoLogsLock.take(dir, "a/b", 7);
                AutoLogsLock user = AutoLogsLock.take(dir, "kit", 8)) {
            assertFalse(first.isTakenByOther() || other.isTakenByOther() || user.isTakenByOther());
        }
    }

    @Test
    void nothingButAFileOfOursIsOpenedUnderThatName() throws IOException {
        Path precious = Files.writeString(dir.resolve("precious"), "data");
        Files.createSymbolicLink(dir.resolve(".supervisord-kit-7.lock"), precious);
        try (AutoLogsLock lock = AutoLogsLock.take(dir, "kit", 7)) {
            assertFalse(lock.isTakenByOther());
        }
        assertEquals("data", Files.readString(precious));
        try (AutoLogsLock lock = AutoLogsLock.take(dir, "own", 7)) {
            assertFalse(lock.isTakenByOther());
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(dir.resolve(".supervisord-own-7.lock"))));
        }
    }

    @Test
    void whereNothingCanBeWrittenNothingIsLocked() {
        try (AutoLogsLock lock = AutoLogsLock.take(dir.resolve("missing"), "kit", 7)) {
            assertFalse(lock.isTakenByOther());
        }
    }
}
