package org.warden.webapp.boot;

import com.sun.faces.application.ApplicationAssociate;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Has each request leave its thread as it was. Faces notes the application with the thread when a request begins, and forgets
 * it when a listener hears that the request has ended. For one that goes on without a thread, as a stream does, that is on
 * another thread; and a container that undeploys may have stopped its listeners before the last request is over, but not its
 * filters. Only for the Faces that we bring.
 */
final class FacesThreads extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } finally {
            ApplicationAssociate.setCurrentInstance(null);
        }
    }
}
