package org.warden.webapp.boot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.warden.core.config.ConfigSearch;

/**
 * The configuration of a deployed application: the first place that names one decides, then the machine's are looked at.
 * Unlike {@code supervisord} it has no working directory that means anything, and no program beside which to look.
 */
final class DeployedConfig {

    private static final List<Path> PLACES =
            ConfigSearch.OF_THE_MACHINE.stream().map(Path::of).toList();

    private final Predicate<Path> exists;

    DeployedConfig() {
        this(Files::isRegularFile);
    }

    DeployedConfig(Predicate<Path> exists) {
        this.exists = exists;
    }

    /**
     * @param named what the system property, the environment and the context parameter say, in this order; null for
     *     nothing
     * @throws BootException when there is no file; says what was looked at and what to do
     */
    Path find(String... named) throws BootException {
        for (String name : named) {
            if (name != null && !name.isBlank()) {
                Path file = Path.of(name.strip()).toAbsolutePath();
                if (!exists.test(file)) {
                    throw new BootException("The configuration file " + file + " does not exist.", null);
                }
                return file;
            }
        }
        return PLACES.stream()
                .filter(exists)
                .findFirst()
                .orElseThrow(() -> new BootException(
                        "No configuration file was found. Name one with the system property warden.config, the"
                                + " environment variable WARDEN_CONFIG or the context parameter warden.config, or"
                                + " put it at one of " + PLACES + ".",
                        null));
    }
}
