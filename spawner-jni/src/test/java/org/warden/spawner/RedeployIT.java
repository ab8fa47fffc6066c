package org.warden.spawner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A web application is loaded again into the same JVM, with classes and a library of its own. */
class RedeployIT {

    @Test
    void twoClassLoadersHaveAWorkingLibraryEach() throws Exception {
        try (URLClassLoader first = loader();
                URLClassLoader second = loader()) {
            assertNotSame(runIn(first), runIn(second));
        }
    }

    private static Class<?> runIn(ClassLoader loader) throws Exception {
        Class<?> probe = Class.forName(Probe.class.getName(), true, loader);
        assertEquals(
                42,
                ((java.util.concurrent.Callable<?>)
                                probe.getDeclaredConstructor().newInstance())
                        .call());
        return probe;
    }

    private static URLClassLoader loader() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(url(entry));
        }
        return new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
    }

    private static URL url(String entry) throws MalformedURLException {
        return Path.of(entry).toUri().toURL();
    }

    /** Spawns a program and gives its exit status; made by reflection in a loader of its own. */
    public static final class Probe implements java.util.concurrent.Callable<Integer> {
        @Override
        public Integer call() {
            try (Programs programs = new Programs()) {
                return programs.run(Programs.shell("exit 42")).status().code();
            }
        }
    }
}
