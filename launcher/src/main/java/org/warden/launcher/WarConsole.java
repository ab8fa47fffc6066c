package org.warden.launcher;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.warden.boot.Running;
import org.warden.core.config.LogLevel;
import org.warden.doors.Console;
import org.warden.doors.DoorLog;
import org.warden.doors.ServletContainer;

/**
 * The web application of the distribution on a supervisor that runs already. It has a class loader of its own below the
 * launcher's, with a servlet container in it; nothing of both is opened before, and all is let go of with it.
 */
final class WarConsole implements Console {
    private static final String JARS = "*.jar";

    private final Path folder;
    private final Running running;

    /**
     * The console of one life.
     *
     * @param folder holds the container's jars, and the application in {@code war}
     * @param running what it shows
     */
    WarConsole(Path folder, Running running) {
        this.folder = folder;
        this.running = running;
    }

    @Override
    public Open open(Server server, DoorLog log) throws Exception {
        // Java would keep each jar open of which a resource was read, also when the loader is closed.
        URLConnection.setDefaultUseCaches("jar", false);
        Path application = folder.resolve("war");
        URLClassLoader loader =
                new URLClassLoader("console", classPath(application), WarConsole.class.getClassLoader());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            ServletContainer container = ServiceLoader.load(ServletContainer.class, loader)
                    .findFirst()
                    .orElseThrow(() -> new NoSuchFileException(folder + " has no servlet container"));
            Map<String, Object> attributes = Map.of(Running.class.getName(), running);
            return new Opened(container.open(server, application, attributes, log), loader, log);
        } catch (Exception | LinkageError e) {
            loader.close();
            throw e;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private URL[] classPath(Path application) throws IOException {
        List<URL> path = new ArrayList<>();
        addJars(path, folder);
        // The slash of a folder that is there is what tells a folder from a jar.
        path.add(application.resolve("WEB-INF/classes").toUri().toURL());
        addJars(path, application.resolve("WEB-INF/lib"));
        return path.toArray(URL[]::new);
    }

    private static void addJars(List<URL> path, Path folder) throws IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, JARS)) {
            for (Path jar : jars) {
                path.add(jar.toUri().toURL());
            }
        }
    }

    private record Opened(Open inner, URLClassLoader loader, DoorLog log) implements Open {
        @Override
        public Handler handler() {
            return inner.handler();
        }

        @Override
        public void close() {
            inner.close();
            try {
                loader.close();
            } catch (IOException e) {
                log.log(LogLevel.WARN, "a jar of the console can't be closed: " + e.getMessage());
            }
        }
    }
}
