package org.warden.webapp.edge;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.warden.access.BasicCredentials;
import org.warden.core.model.Role;

/** The users that the servlet container knows. */
final class Realm {
    private static final String PREFIX = "warden-";

    private Realm() {}

    /** The highest role that the container gives to whoever it has authenticated. */
    static Optional<Role> role(HttpServletRequest request) {
        Role[] roles = Role.values();
        for (int i = roles.length - 1; i >= 0; i--) {
            String word = roles[i].word();
            if (request.isUserInRole(PREFIX + word) || request.isUserInRole(word)) {
                return Optional.of(roles[i]);
            }
        }
        return Optional.empty();
    }

    /** Asks the container about a name and a password; leaves nothing of that in the request. */
    static Optional<Role> login(HttpServletRequest request, BasicCredentials credentials) {
        try {
            request.login(credentials.user(), credentials.password());
            Optional<Role> role = role(request);
            request.logout();
            return role;
        } catch (ServletException wrong) {
            return Optional.empty();
        }
    }
}
