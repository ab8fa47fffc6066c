package org.warden.boot;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.warden.core.config.Configuration;
import org.warden.core.config.StatePath;

/**
 * The directory that makes an instance: its keeper's socket, records and lock lie there. Two supervisors of one
 * configuration have the same.
 *
 * <p>Touches files: not for the loop thread.
 */
public final class StateDirectory {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final int OTHERS = 077;

    /** What nobody else may do with the directory above it, where others' things may lie too. */
    private static final int OTHERS_WRITE = 022;

    private StateDirectory() {}

    /**
     * Makes the directory if it is not there.
     *
     * @param uid of this process
     * @param runtimeDirectory what XDG_RUNTIME_DIR says, or null
     * @throws IOException when it can't be made, or is a link, another user's, or open to others
     */
    public static Path of(Configuration configuration, int uid, String runtimeDirectory) throws IOException {
        Path directory = StatePath.of(configuration, uid, runtimeDirectory);
        if (isOurs(configuration)) {
            mine(directory.getParent(), uid, OTHERS_WRITE);
        }
        return mine(directory, uid, OTHERS);
    }

    /** Whether nobody has asked for this very directory: then it is there only as long as a keeper is. */
    public static boolean isOurs(Configuration configuration) {
        return configuration.supervisord().statedir().isEmpty();
    }

    private static Path mine(Path directory, int uid, int forbidden) throws IOException {
        try {
            Files.createDirectory(directory, PRIVATE);
        } catch (FileAlreadyExistsException there) {
            check(directory, uid, forbidden);
        } catch (IOException e) {
            throw new IOException("the state directory " + directory + " can't be made: " + e.getMessage()
                    + "; name another by statedir= in [supervisord], or keeper=false");
        }
        return directory;
    }

    private static void check(Path directory, int uid, int forbidden) throws IOException {
        Map<String, Object> about = Files.readAttributes(directory, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
        boolean isDirectory = Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS);
        int mode = (int) about.get("mode");
        if (isDirectory && (int) about.get("uid") == 0 && (mode & OTHERS_WRITE) == 0 && uid != 0) {
            return; // a root keeper's; whether it lives, and is root's, is seen when it answers
        }
        if (!isDirectory || (int) about.get("uid") != uid || (mode & forbidden) != 0) {
            throw new IOException("the state directory " + directory + " must be a directory of this user's own "
                    + (forbidden == OTHERS ? "with mode 0700" : "that nobody else may write")
                    + ", and no link; remove it, or name another by statedir= in [supervisord]");
        }
    }
}
