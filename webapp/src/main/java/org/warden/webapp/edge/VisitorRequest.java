package org.warden.webapp.edge;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import java.util.Locale;
import org.warden.access.Forwarded;
import org.warden.access.Visitor;
import org.warden.core.model.Role;

/** A request as the rest of the application sees it: with the visitor as its user, and as the client called us. */
final class VisitorRequest extends HttpServletRequestWrapper {
    private final Visitor visitor;
    private final Forwarded forwarded;

    /** @param visitor null where nobody is known */
    VisitorRequest(HttpServletRequest request, Visitor visitor, Forwarded forwarded) {
        super(request);
        this.visitor = visitor;
        this.forwarded = forwarded;
    }

    /** What the container made of a request that came through the filter. */
    static HttpServletRequest byContainer(ServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper && !(inner instanceof VisitorRequest)) {
            inner = wrapper.getRequest();
        }
        return (HttpServletRequest) (inner instanceof VisitorRequest ours ? ours.getRequest() : request);
    }

    @Override
    public String getRemoteUser() {
        return visitor == null ? null : visitor.user();
    }

    @Override
    public Principal getUserPrincipal() {
        return visitor == null ? null : visitor::user;
    }

    /** Whether the visitor may do what that role may: an operator is a viewer too. */
    @Override
    public boolean isUserInRole(String role) {
        return visitor != null
                && Role.parse(role.toLowerCase(Locale.ROOT))
                        .filter(visitor.role()::includes)
                        .isPresent();
    }

    @Override
    public String getAuthType() {
        if (visitor == null) {
            return null;
        }
        return visitor.way() == Visitor.Way.LOGIN ? FORM_AUTH : BASIC_AUTH;
    }

    @Override
    public String getRemoteAddr() {
        return forwarded.address();
    }

    @Override
    public String getRemoteHost() {
        return forwarded.address();
    }

    @Override
    public String getScheme() {
        return forwarded.scheme();
    }

    @Override
    public boolean isSecure() {
        return "https".equals(forwarded.scheme());
    }

    @Override
    public String getContextPath() {
        return forwarded.prefix() + super.getContextPath();
    }

    @Override
    public String getRequestURI() {
        return forwarded.prefix() + super.getRequestURI();
    }
}
