package org.warden.launcher;

import java.nio.file.Path;
import java.util.List;

/**
 * As what the daemon was started.
 *
 * @param home the distribution's folder; "" where no script has told it
 * @param directory where that was, absolute
 * @param arguments what followed {@code supervisord}
 */
record Origin(String home, Path directory, List<String> arguments) {
    Origin {
        arguments = List.copyOf(arguments);
    }
}
