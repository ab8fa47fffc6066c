package org.warden.webapp.boot;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.nio.file.Path;
import java.time.Duration;

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
        deployment = new Deployment(context, composition, period);
        deployment.start();
    }

    /** The file that this deployment is about. */
    static Path configuration(ServletContext context) throws BootException {
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
