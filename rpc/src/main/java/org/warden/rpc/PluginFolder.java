package org.warden.rpc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder {@code plugins} beside {@code bin} and {@code lib}: each jar in it may hold plug-ins. */
public final class PluginFolder {

    private PluginFolder() {}

    /** @param home where the program is installed, or null when nobody said */
    public static Plugins under(String home) {
        if (home == null) {
            return Plugins.NONE;
        }
        Path folder = Path.of(home, "plugins").normalize();
        return Plugins.in(() -> loader(folder), folder.toString());
    }

    /** Lives as long as the daemon, since plug-ins load classes at any time. */
    private static ClassLoader loader(Path folder) {
        URL[] jars = jars(folder).stream().map(PluginFolder::url).toArray(URL[]::new);
        return new URLClassLoader("plugins", jars, PluginFolder.class.getClassLoader());
    }

    private static List<Path> jars(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
