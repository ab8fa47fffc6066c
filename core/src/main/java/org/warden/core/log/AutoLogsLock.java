package org.warden.core.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Says whose the automatic logs of one identifier in one directory are, while their daemon lives: without it a second
 * daemon of that identifier would take them for leftovers. It is the kernel's lock on an empty hidden file, so a killed
 * daemon leaves none behind.
 *
 * <p>Touches files: not for the loop thread.
 */
public final class AutoLogsLock implements AutoCloseable {
    private final FileChannel file;
    private final boolean takenByOther;

    private AutoLogsLock(FileChannel file, boolean takenByOther) {
        this.file = file;
        this.takenByOther = takenByOther;
    }

    /**
     * Takes the lock if it can be had. Where there can be no such file nothing is locked: who can't write to the directory
     * can't remove anything there either.
     *
     * @param uid of the daemon; daemons of different users have a lock each
     */
    public static AutoLogsLock take(Path directory, String identifier, int uid) {
        FileChannel file = null;
        try {
            Path path = directory.resolve(".supervisord-" + identifier.replace('/', '_') + "-" + uid + ".lock");
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                // Somebody else's doing, in a directory that everybody can write; opening a FIFO would hang.
                return new AutoLogsLock(null, false);
            }
            file = FileChannel.open(
                    path,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            FileLock lock = file.tryLock();
            return new AutoLogsLock(file, lock == null);
        } catch (OverlappingFileLockException anotherOfThisJvm) {
            return new AutoLogsLock(file, true);
        } catch (IOException | InvalidPathException noSuchFile) {
            return new AutoLogsLock(file, false);
        }
    }

    /** Whether another living daemon of the same user has these logs. */
    public boolean isTakenByOther() {
        return takenByOther;
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            // The descriptor, and with it the lock, is released in any case.
            return;
        }
    }
}
