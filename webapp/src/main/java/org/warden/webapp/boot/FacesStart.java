package org.warden.webapp.boot;

import com.sun.faces.config.FacesInitializer;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.faces.webapp.FacesServlet;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.EnumSet;
import java.util.Set;
import org.jboss.weld.environment.servlet.EnhancedListener;

/**
 * Starts the CDI and the Faces that lie in the WAR, where the container has none of its own. The two would start
 * themselves; the empty {@code absolute-ordering} of {@code web.xml} keeps them from it, because beside those of a container
 * they fail.
 */
public final class FacesStart implements ServletContainerInitializer {

    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) throws ServletException {
        // CDI first: Faces looks for it.
        if (isOurs(CDI.class)) {
            new EnhancedListener().onStartup(Set.of(), context);
        }
        if (isOurs(FacesServlet.class)) {
            new FacesInitializer().onStartup(Set.of(), context);
            FilterRegistration.Dynamic threads = context.addFilter("faces-threads", new FacesThreads());
            threads.setAsyncSupported(true);
            threads.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        }
    }

    /** A container's own classes win over those in WEB-INF/lib, and have another loader. */
    private static boolean isOurs(Class<?> type) {
        return type.getClassLoader() == FacesStart.class.getClassLoader();
    }
}
