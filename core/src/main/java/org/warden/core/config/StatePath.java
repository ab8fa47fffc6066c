package org.warden.core.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Which directory makes an instance, whether it is there or not: {@code statedir}, or one chosen by the path of the configuration. */
public final class StatePath {
    /** The variable that names a directory for files of a user that is logged in. */
    public static final String RUNTIME_DIRECTORY = "XDG_RUNTIME_DIR";

    private static final int NAME_BYTES = 8;

    private StatePath() {}

    /**
     * Two supervisors of one configuration have the same.
     *
     * @param uid of the daemon
     * @param runtimeDirectory what {@link #RUNTIME_DIRECTORY} says, or null
     * @throws IOException when the configuration's real path can't be told
     */
    public static Path of(Configuration configuration, int uid, String runtimeDirectory) throws IOException {
        Optional<String> given = configuration.supervisord().statedir();
        return given.isPresent()
                ? Path.of(given.get())
                : base(uid, runtimeDirectory).resolve(nameOf(configuration.file()));
    }

    private static Path base(int uid, String runtimeDirectory) {
        if (uid == 0) {
            return Path.of("/run/warden");
        }
        boolean usable = runtimeDirectory != null && Files.isDirectory(Path.of(runtimeDirectory));
        return usable ? Path.of(runtimeDirectory, "warden") : Path.of("/tmp/warden-" + Integer.toUnsignedString(uid));
    }

    /** By the file that is really read, however it was named. */
    private static String nameOf(String file) throws IOException {
        Path real = Path.of(file).toRealPath();
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(real.toString().getBytes(StandardCharsets.UTF_8));
            String name = real.getFileName().toString().replaceAll("[^A-Za-z0-9._-]", "_");
            return name + "-" + HexFormat.of().formatHex(digest, 0, NAME_BYTES);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
