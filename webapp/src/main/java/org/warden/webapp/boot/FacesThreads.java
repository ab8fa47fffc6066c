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
 * it when the request ends; one that goes on without a thread, as a stream does, ends on another. Only for the Faces that we
 * bring.
 */
final class FacesThreads extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } finally {
            if (request.isAsyncStarted()) {
                ApplicationAssociate.setCurrentInstance(null);
            }
        }
    }
}
