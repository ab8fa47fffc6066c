package org.warden.spawner;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.warden.core.model.OsText;

/**
 * The keeper's program: a file, or the one that lies beside the library, of which a copy is made for each start. A keeper
 * that runs needs its file no more.
 */
public final class KeeperProgram {
    private static final String NAME = "keeper";
    private static final String REMEDY = "; keeper=false does without";
    private static final int TRIES_WHILE_BUSY = 100;
    private static final long BUSY_NANOS = 10_000_000L;

    private final Path file;

    private KeeperProgram(Path file) {
        this.file = file;
    }

    /** A program that was installed. */
    public static KeeperProgram at(Path file) {
        return new KeeperProgram(file.toAbsolutePath());
    }

    /** The one that comes with these classes. */
    public static KeeperProgram carried() {
        return new KeeperProgram(null);
    }

    /**
     * Starts a keeper and waits until it listens.
     *
     * @param directory the state directory
     * @return 0, or one of {@code Wire.KEEPER_*}, or another exit status
     * @throws KeeperException when the program can't be executed
     */
    int start(Path directory) throws KeeperException {
        if (file == null) {
            return startCopy(directory);
        }
        int result = execute(file, directory);
        if (result < 0) {
            throw new KeeperException("the keeper " + file + " can't be started: " + Errno.name(-result) + REMEDY);
        }
        return result;
    }

    /** In the place of temporary files nothing may be executed, on some machines; in the state directory, on others. */
    private static int startCopy(Path directory) throws KeeperException {
        String why = "";
        List<Path> places = List.of(PrivateCopy.temporary(), directory);
        for (Path place : places) {
            try (PrivateCopy copy = PrivateCopy.of(NAME, place)) {
                int result = execute(copy.file(), directory);
                if (result >= 0) {
                    return result;
                }
                why += ", in " + place + ": " + Errno.name(-result)
                        + (result == -Errno.EACCES ? ", as where a file system is mounted noexec" : "");
            } catch (IOException e) {
                why += ", in " + place + ": " + e;
            } catch (IllegalStateException e) {
                throw new KeeperException("the keeper can't be started: " + e.getMessage() + REMEDY);
            }
        }
        throw new KeeperException("the keeper can't be started" + why
                + "; -Djava.io.tmpdir=DIRECTORY in the options of the JVM names a place from which programs may be executed"
                + REMEDY);
    }

    private static int execute(Path program, Path directory) {
        byte[] file = OsText.encode(program.toString());
        byte[] state = OsText.encode(directory.toString());
        int result = NativeKeeper.start(file, state);
        // A child that another thread has just made holds the copy open for writing until it executes its own program.
        for (int i = 0; result == -Errno.ETXTBSY && i < TRIES_WHILE_BUSY; i++) {
            LockSupport.parkNanos(BUSY_NANOS);
            result = NativeKeeper.start(file, state);
        }
        return result;
    }
}
