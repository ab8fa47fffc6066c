package org.warden.core.loop;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.warden.core.api.Refusal;
import org.warden.core.config.CommandWords;
import org.warden.core.config.ProcessConfig;
import org.warden.core.model.PythonText;
import org.warden.core.port.Host;

/**
 * Finds the file a command means, by stock's rules, and says what is wrong with it in stock's words.
 *
 * <p>Touches the file system: worker threads only.
 */
final class CommandLookup {
    private static final String DEFAULT_PATH = "/bin:/usr/bin:/usr/local/bin";

    private final Host host;
    private final Map<String, String> daemonEnvironment;

    CommandLookup(Host host, Map<String, String> daemonEnvironment) {
        this.host = host;
        this.daemonEnvironment = daemonEnvironment;
    }

    /** What came of it: the file and the words, or a refusal with its text. */
    record Found(String file, List<String> argv, Refusal refusal, String text) {
        boolean isThere() {
            return refusal == null;
        }

        static Found bad(Refusal why, String text) {
            return new Found(null, List.of(), why, text);
        }
    }

    /** @param seen what was found out about files in this call already: programs of one fleet often share their file */
    Found find(ProcessConfig config, Map<String, Found> seen) {
        List<String> argv;
        try {
            argv = CommandWords.split(config.command());
        } catch (IllegalArgumentException unbalanced) {
            return Found.bad(
                    Refusal.NOT_EXECUTABLE,
                    "can't parse command " + PythonText.repr(config.command()) + ": " + unbalanced.getMessage());
        }
        if (argv.isEmpty()) {
            return Found.bad(Refusal.NOT_EXECUTABLE, "command is empty");
        }
        String program = argv.get(0);
        String file = program.contains("/") ? program : onPath(program, path(config));
        Found found = seen.computeIfAbsent(file, this::check);
        return found.isThere() ? new Found(file, argv, null, null) : found;
    }

    private String path(ProcessConfig config) {
        String own = config.environment().get("PATH");
        return own != null ? own : daemonEnvironment.getOrDefault("PATH", DEFAULT_PATH);
    }

    /** The first directory that holds the name wins, even where it can't be executed. */
    private static String onPath(String program, String path) {
        for (String directory : path.split(":", -1)) {
            String candidate =
                    directory.isEmpty() || directory.endsWith("/") ? directory + program : directory + "/" + program;
            if (exists(candidate)) {
                return candidate;
            }
        }
        return program;
    }

    private Found check(String file) {
        String quoted = PythonText.repr(file);
        if (!exists(file)) {
            return Found.bad(Refusal.NO_FILE, "can't find command " + quoted);
        }
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
            return Found.bad(Refusal.NOT_EXECUTABLE, "command at " + quoted + " is a directory");
        }
        if (!hasExecuteBit(path)) {
            return Found.bad(Refusal.NOT_EXECUTABLE, "command at " + quoted + " is not executable");
        }
        if (!host.mayExecute(file)) {
            return Found.bad(Refusal.NOT_EXECUTABLE, "no permission to run command " + quoted);
        }
        return new Found(file, List.of(), null, null);
    }

    private static boolean exists(String file) {
        try {
            return !file.isEmpty() && Files.exists(Path.of(file), new LinkOption[0]);
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
        } catch (java.io.IOException goneMeanwhile) {
            return false;
        }
    }
}
