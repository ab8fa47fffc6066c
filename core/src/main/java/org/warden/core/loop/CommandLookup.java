package org.warden.core.loop;

import java.util.List;
import java.util.Map;
import org.warden.core.api.Refusal;
import org.warden.core.config.CommandFile;
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
        String file = CommandFile.find(argv.get(0), CommandFile.path(config, daemonEnvironment));
        Found found = seen.computeIfAbsent(file, this::check);
        return found.isThere() ? new Found(file, argv, null, null) : found;
    }

    private Found check(String file) {
        return CommandFile.obstacle(file, host)
                .map(o -> Found.bad(o.isMissing() ? Refusal.NO_FILE : Refusal.NOT_EXECUTABLE, o.text()))
                .orElseGet(() -> new Found(file, List.of(), null, null));
    }
}
