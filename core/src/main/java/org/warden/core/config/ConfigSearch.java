package org.warden.core.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.warden.core.port.Host;

/** Finds the configuration file where {@code -c} names none. */
public final class ConfigSearch {
    /** The last places that are looked at, and the only ones for a process without a program of its own. */
    public static final List<String> OF_THE_MACHINE =
            List.of("/etc/supervisord.conf", "/etc/supervisor/supervisord.conf");

    private ConfigSearch() {}

    /**
     * What was found.
     *
     * @param file as searched for, so relative for the two places in the working directory
     * @param warning a line for stderr, where there is reason for one
     */
    public record Found(String file, Optional<String> warning) {}

    /** The places that are looked at, in that order; {@code program} is how the program was called. */
    public static List<String> places(String program) {
        String home = parent(parent(program));
        String prefix = home.isEmpty() || home.endsWith("/") ? home : home + "/";
        List<String> places = new ArrayList<>(List.of(
                prefix + "etc/supervisord.conf",
                prefix + "supervisord.conf",
                "supervisord.conf",
                "etc/supervisord.conf"));
        places.addAll(OF_THE_MACHINE);
        return List.copyOf(places);
    }

    /**
     * Looks for the file. Touches the file system; any thread.
     *
     * @param program how the program was called, {@code argv[0]}
     * @throws ConfigException when there is none at any place
     */
    public static Found find(String program, Host host, Path workingDirectory) throws ConfigException {
        return first(places(program), host, workingDirectory);
    }

    /** As {@link #find} for a client, which can do without a file and warns of nothing. */
    public static Optional<String> search(String program, Path workingDirectory) {
        for (String place : places(program)) {
            if (exists(workingDirectory, place)) {
                return Optional.of(place);
            }
        }
        return Optional.empty();
    }

    static Found first(List<String> places, Host host, Path workingDirectory) throws ConfigException {
        for (String place : places) {
            if (exists(workingDirectory, place)) {
                return new Found(place, warning(host, place));
            }
        }
        throw new ConfigException(List.of(new ConfigError(
                "No config file found at default paths (" + String.join(", ", places)
                        + "); use the -c option to specify a config file at a different path",
                null,
                0,
                null,
                null,
                "give the file with -c")));
    }

    private static boolean exists(Path workingDirectory, String place) {
        try {
            return Files.exists(workingDirectory.resolve(place));
        } catch (InvalidPathException noSuchName) {
            return false;
        }
    }

    private static Optional<String> warning(Host host, String place) {
        if (host.uid() != 0) {
            return Optional.empty();
        }
        return Optional.of("Running as root with " + place + ", which was found by searching, partly in the current"
                + " directory. Name the file with -c and an absolute path, so that nobody else can choose it.");
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        String head = path.substring(0, slash + 1);
        int end = head.length();
        while (end > 0 && head.charAt(end - 1) == '/') {
            end--;
        }
        return end == 0 ? head : head.substring(0, end);
    }
}
