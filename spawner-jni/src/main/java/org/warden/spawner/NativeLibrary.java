package org.warden.spawner;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/**
 * Loads {@code libwarden.so}, once for each class loader.
 *
 * <p>The library comes from the class path and is copied into a fresh directory that only this user can enter: a file
 * that one class loader has loaded can't be loaded by another, as after a redeployment, but a copy can; and a supervisor
 * that runs as root must not load from a place others can guess. The copy is deleted as soon as it is loaded. The system
 * property {@value #PROPERTY} names another file, which is loaded as it is.
 */
final class NativeLibrary {
    static final String PROPERTY = "warden.native.library";

    private static final String ADVICE = "; the system property " + PROPERTY + " can name another libwarden.so";

    private NativeLibrary() {}

    /**
     * Loads the library if this class loader has not done so yet. Any thread.
     *
     * @throws LibraryException when it can't be had, with what to do about it; at each call again
     */
    static void load() {
        if (Loaded.FAILURE != null) {
            throw new LibraryException(Loaded.FAILURE.getMessage(), Loaded.FAILURE);
        }
    }

    /** Initialised once, at the first call of {@link NativeLibrary#load}. */
    private static final class Loaded {
        static final Throwable FAILURE = attempt();

        private static Throwable attempt() {
            try {
                String other = System.getProperty(PROPERTY);
                if (other != null) {
                    System.load(Path.of(other).toAbsolutePath().toString());
                } else {
                    loadCopy(resource(System.getProperty("os.name"), System.getProperty("os.arch")));
                }
                return null;
            } catch (IOException | UnsatisfiedLinkError | IllegalStateException e) {
                return new IllegalStateException("libwarden.so can't be loaded: " + e.getMessage() + ADVICE, e);
            }
        }
    }

    /** Where the class path has the library for a system and an architecture. */
    static String resource(String system, String architecture) {
        String machine =
                switch (architecture) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "aarch64";
                    default -> architecture;
                };
        return "/native/" + system.toLowerCase(Locale.ROOT) + "-" + machine + "/libwarden.so";
    }

    private static void loadCopy(String resource) throws IOException {
        try (InputStream in = NativeLibrary.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(
                        "there is none for this machine, no " + resource + " on the class path");
            }
            Path directory = Files.createTempDirectory(
                    "warden", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path copy = directory.resolve("libwarden.so");
            try {
                Files.copy(in, copy);
                System.load(copy.toString());
            } finally {
                Files.deleteIfExists(copy);
                Files.delete(directory);
            }
        }
    }
}
