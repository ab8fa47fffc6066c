package org.warden.it;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A daemon whose native library is missing. */
class LibraryIT {

    @Test
    void libraryThatCannotBeLoadedIsNamedWithTheRemedy() throws IOException {
        assumeFalse(Daemon.isStock(), "stock has no native library");
        try (Folder folder = new Folder()) {
            folder.configure();
            String script = "JDK_JAVA_OPTIONS=-Dwarden.native.library=/no/such.so exec \"$@\"";
            IOException ended = assertThrows(IOException.class, () -> Daemon.startThrough(script, folder));
            assertTrue(ended.getMessage().startsWith("exit code 2: "), ended.getMessage());
            String text = folder.text("daemon.out");
            assertTrue(
                    text.contains("Error: libwarden.so can't be loaded: Can't load library: /no/such.so; the system"
                            + " property warden.native.library can name another libwarden.so\nFor help, use"
                            + " supervisord -h\n"),
                    text);
        }
    }
}
