package org.warden.webapp.boot;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.warden.boot.Running;

/**
 * Starts and ends what the web application stands for. A start that fails does not fail the deployment: the page at the
 * root then says what is wrong, which is easier to find than a stack trace in a container's log.
 */
public final class Boot implements ServletContextListener {

    private static final String PROPERTY = "warden.config";
    private static final String VARIABLE = "WARDEN_CONFIG";

    private final Composition composition;
    private final Duration period;
    private Deployment deployment;

    /** What the container calls. */
    public Boot() {
        this(SupervisorGraph::start);
    }

    /** @param composition how the graph is built */
    Boot(Composition composition) {
        this(composition, Deployment.PERIOD);
    }

    /** @param period how often a web application that stands by looks whether it can take over */
    Boot(Composition composition, Duration period) {
        this.composition = composition;
        this.period = period;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        Optional<Running> running = running(context);
        Composition whole = running.isPresent() ? file -> new RunningGraph(running.get()) : composition;
        deployment = new Deployment(context, whole, period);
        deployment.start();
    }

    /** What standalone supervisord gives the application: itself. */
    private static Optional<Running> running(ServletContext context) {
        return context.getAttribute(Running.class.getName()) instanceof Running running
                ? Optional.of(running)
                : Optional.empty();
    }

    /** The file that this deployment is about. */
    static Path configuration(ServletContext context) throws BootException {
        Optional<Running> running = running(context);
        if (running.isPresent()) {
            return running.get().configuration();
        }
        return new DeployedConfig()
                .find(System.getProperty(PROPERTY), System.getenv(VARIABLE), context.getInitParameter(PROPERTY));
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (deployment != null) {
            deployment.close();
        }
    }
}
