package org.warden.spawner;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;

/**
 * A file of the class path in a fresh directory that only this user can enter, because a supervisor that runs as root must
 * not use what lies where others can guess it. Gone when it is closed.
 */
final class PrivateCopy implements AutoCloseable {
    /** Mode 0700. */
    static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path file;

    private PrivateCopy(Path file) {
        this.file = file;
    }

    /** The place of temporary files, as this JVM was told. */
    static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /**
     * Makes a copy that may be executed.
     *
     * @param name of a file that each system and architecture has its own of
     * @param place where the directory is made
     * @throws IllegalStateException when there is none for this machine
     */
    static PrivateCopy of(String name, Path place) throws IOException {
        String resource = resource(System.getProperty("os.name"), System.getProperty("os.arch"), name);
        try (InputStream in = PrivateCopy.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(
                        "there is none for this machine, no " + resource + " on the class path");
            }
            PrivateCopy copy = new PrivateCopy(
                    Files.createTempDirectory(place, "warden", PRIVATE).resolve(name));
            try {
                Files.copy(in, copy.file);
                Files.setPosixFilePermissions(copy.file, PosixFilePermissions.fromString("rwx------"));
            } catch (IOException e) {
                copy.close();
                throw e;
            }
            return copy;
        }
    }

    /** Where the class path has a file for a system and an architecture. */
    static String resource(String system, String architecture, String name) {
        String machine =
                switch (architecture) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "aarch64";
                    default -> architecture;
                };
        return "/native/" + system.toLowerCase(Locale.ROOT) + "-" + machine + "/" + name;
    }

    Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(file.getParent());
    }
}
