package org.warden.core.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.warden.core.model.PythonText;
import org.warden.core.port.Host;

/**
 * The file that the first word of a command means, by stock's rules.
 *
 * <p>Touches the file system; any thread but the loop's.
 */
public final class CommandFile {
    private static final String DEFAULT_PATH = "/bin:/usr/bin:/usr/local/bin";

    private CommandFile() {}

    /**
     * Why a file can't be executed.
     *
     * @param isMissing whether it is not there at all
     * @param text stock's words
     */
    public record Obstacle(boolean isMissing, String text) {}

    /** Where a process's command without a slash is looked for: its own PATH, else the daemon's. */
    public static String path(ProcessConfig config, Map<String, String> daemonEnvironment) {
        String own = config.environment().get("PATH");
        return own != null ? own : daemonEnvironment.getOrDefault("PATH", DEFAULT_PATH);
    }

    /** The first directory that holds the name wins, even where it can't be executed. */
    public static String find(String program, String path) {
        if (program.contains("/")) {
            return program;
        }
        for (String directory : path.split(":", -1)) {
            String candidate =
                    directory.isEmpty() || directory.endsWith("/") ? directory + program : directory + "/" + program;
            if (exists(candidate)) {
                return candidate;
            }
        }
        return program;
    }

    /** What keeps this process from executing the file, if anything does. */
    public static Optional<Obstacle> obstacle(String file, Host host) {
        String quoted = PythonText.repr(file);
        if (!exists(file)) {
            return Optional.of(new Obstacle(true, "can't find command " + quoted));
        }
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
            return Optional.of(new Obstacle(false, "command at " + quoted + " is a directory"));
        }
        if (!hasExecuteBit(path)) {
            return Optional.of(new Obstacle(false, "command at " + quoted + " is not executable"));
        }
        return host.mayExecute(file)
                ? Optional.empty()
                : Optional.of(new Obstacle(false, "no permission to run command " + quoted));
    }

    private static boolean exists(String file) {
        try {
            return !file.isEmpty() && Files.exists(Path.of(file));
        } catch (InvalidPathException unthinkable) {
            return false;
        }
    }

    private static boolean hasExecuteBit(Path path) {
        try {
            Set<PosixFilePermission> bits = Files.getPosixFilePermissions(path);
            return bits.contains(PosixFilePermission.OWNER_EXECUTE)
                    || bits.contains(PosixFilePermission.GROUP_EXECUTE)
                    || bits.contains(PosixFilePermission.OTHERS_EXECUTE);
        } catch (IOException goneMeanwhile) {
            return false;
        }
    }
}
