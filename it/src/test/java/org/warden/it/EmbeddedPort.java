package org.warden.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Gives the container that runs inside of the tests a port of its own in each of the JVMs that run tests side by side. */
public final class EmbeddedPort implements LauncherSessionListener {
    static final String PROPERTY = "warden.it.tomcat.port";

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        try {
            System.setProperty(PROPERTY, Integer.toString(Folder.freePort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
