package org.warden.spawner;

import java.io.IOException;
import java.nio.file.Path;

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

    private static final String NAME = "libwarden.so";
    private static final String ADVICE = "; the system property " + PROPERTY + " can name another libwarden.so";
    private static final String NOEXEC =
            "; where that directory is mounted noexec, -Djava.io.tmpdir=DIRECTORY in the options"
                    + " of the JVM names another place for the copy that is loaded";

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
                    loadCopy();
                }
                return null;
            } catch (IOException | UnsatisfiedLinkError | IllegalStateException e) {
                return new IllegalStateException("libwarden.so can't be loaded: " + e.getMessage() + ADVICE, e);
            }
        }
    }

    private static void loadCopy() throws IOException {
        try (PrivateCopy copy = PrivateCopy.of(NAME, PrivateCopy.temporary())) {
            System.load(copy.file().toString());
        } catch (UnsatisfiedLinkError e) {
            throw new IOException(e.getMessage() + NOEXEC, e);
        }
    }
}
