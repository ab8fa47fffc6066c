package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A place for a keeper of root's that works for another user: a folder of root's, with nobody's above it, and a policy in it. */
final class RootKeeper implements AutoCloseable {
    /** Who may attach, user and group; of no name. */
    static final String PEER = "61234";

    /** As whom programs may run besides. */
    static final String OTHER = "www-data";

    /** For a shell: runs its arguments as who may attach. */
    static final String AS_PEER = "exec setpriv --reuid=" + PEER + " --regid=" + PEER + " --clear-groups \"$@\"";

    private final Path folder;

    /** @param lines of the policy, besides who may attach and as whom programs may run */
    RootKeeper(String... lines) throws IOException {
        folder = Files.createTempDirectory(Path.of("/run"), "warden-it-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(
                policy(), "peer = " + PEER + ":" + PEER + "\nuser = " + OTHER + "\n" + String.join("\n", lines) + "\n");
        Files.createDirectory(state());
        Files.setPosixFilePermissions(state(), PosixFilePermissions.fromString("rwx--x--x"));
    }

    Path policy() {
        return folder.resolve("policy");
    }

    Path state() {
        return folder.resolve("state");
    }

    /** The keeper's program with these words. */
    static Commands.Result keeper(String... words) throws IOException {
        String program = Path.of(System.getProperty("warden.bin"))
                .resolveSibling("lib")
                .resolve("keeper")
                .toString();
        var command = new ArrayList<>(List.of(program));
        command.addAll(List.of(words));
        return Commands.run(command);
    }

    /** Returns when it listens. */
    void start() throws IOException {
        Commands.Result started = keeper("--policy", policy().toString(), state().toString());
        assertEquals(0, started.exitCode(), started.output());
    }

    /** The keeper must have ended, and left nothing. */
    @Override
    public void close() throws IOException {
        Files.delete(policy());
        Files.delete(state());
        Files.delete(folder);
    }
}
