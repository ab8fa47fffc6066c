package org.warden.console;

import jakarta.servlet.ServletContainerInitializer;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import org.eclipse.jetty.ee10.servlet.DefaultServlet;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.webapp.Configuration;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.ee10.webapp.WebXmlConfiguration;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.Environment;
import org.warden.core.config.LogLevel;
import org.warden.doors.Console;
import org.warden.doors.DoorLog;
import org.warden.doors.ServletContainer;

/**
 * Runs the web application in Jetty's servlet container. Nothing is searched for: {@code web.xml} names all there is, and of the
 * initializers only the application's own are called, which start the rest.
 */
public final class JettyContainer implements ServletContainer {
    private static final String OURS = "org.warden.";

    /** Names of a thousand programs, and more. */
    private static final int FORM_BYTES = 2 << 20;

    private static final int FORM_FIELDS = 4000;

    /** What a client without a login has begun is forgotten after that; it holds nothing but the token of forms. */
    private static final int IDLE_SECONDS = 30 * 60;

    @Override
    public Console.Open open(Server server, Path application, Map<String, Object> attributes, DoorLog log)
            throws Exception {
        ContainerLog words = ContainerLog.open(log);
        WebAppContext context = new Application(log);
        try {
            context.setServer(server);
            context.setContextPath("/");
            context.setBaseResourceAsPath(application);
            context.setClassLoader(JettyContainer.class.getClassLoader());
            context.setConfigurations(new Configuration[] {new WebXmlConfiguration()});
            context.setThrowUnavailableOnStartupException(true);
            // Jetty's own web.xml, which would come before ours, is for applications that want JSP and more.
            context.setDefaultsDescriptor(null);
            context.addServlet(files(), "/");
            context.setMaxFormContentSize(FORM_BYTES);
            context.setMaxFormKeys(FORM_FIELDS);
            context.getSessionHandler().setMaxInactiveInterval(IDLE_SECONDS);
            context.addEventListener(new FewSessions());
            attributes.forEach(context::setAttribute);
            ServiceLoader.load(ServletContainerInitializer.class, context.getClassLoader()).stream()
                    .filter(provider -> provider.type().getName().startsWith(OURS))
                    .forEach(provider -> context.addServletContainerInitializer(provider.get()));
            context.start();
        } catch (Exception | LinkageError e) {
            stop(context, log);
            words.close();
            throw e;
        }
        return new Opened(context, words, log);
    }

    private static ServletHolder files() {
        ServletHolder files = new ServletHolder("default", DefaultServlet.class);
        files.setInitParameter("dirAllowed", "false");
        return files;
    }

    private static void stop(WebAppContext context, DoorLog log) {
        try {
            context.stop();
        } catch (Exception e) {
            log.log(LogLevel.WARN, "the web console did not stop cleanly: " + e);
        }
        context.destroy();
        // The launcher's Jetty would keep this class loader under the name of its kind, and refuse the next one.
        Environment.removeAll();
    }

    private record Opened(WebAppContext context, ContainerLog words, DoorLog log) implements Console.Open {
        @Override
        public Handler handler() {
            return context;
        }

        @Override
        public void close() {
            stop(context, log);
            words.close();
        }
    }
}
