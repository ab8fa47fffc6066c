package org.warden.webapp.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.warden.access.Access;
import org.warden.access.ListenerPassword;
import org.warden.access.Visitor;
import org.warden.core.config.ConsoleUserConfig;
import org.warden.core.model.Role;

/**
 * What a session knows of somebody who logged in.
 *
 * @param role of a user who is no console user; that of a console user is looked up each time
 * @param password tells whether the password is still the one of the login, without giving it or its hash away; "" for who is
 *     no console user
 * @param listener the section of the listener whose password it was; "" for a user of the container's realm
 */
record LoginState(String user, Role role, String password, String listener, long sinceMillis) implements Serializable {
    private static final String IN_SESSION = LoginState.class.getName();

    static LoginState of(HttpServletRequest request, Visitor visitor, Access access, long nowMillis) {
        String password = access.user(visitor.user())
                .map(user -> digest(user.passwordHash()))
                .orElse("");
        return new LoginState(visitor.user(), visitor.role(), password, listener(request), nowMillis);
    }

    private static String listener(HttpServletRequest request) {
        return request.getAttribute(ListenerPassword.ATTRIBUTE) instanceof ListenerPassword listener
                ? listener.section()
                : "";
    }

    void keep(HttpSession session) {
        session.setAttribute(IN_SESSION, this);
    }

    /** The visitor of this request's session; a login that has lasted too long, or whose user is gone, ends here. */
    static Optional<Visitor> visitor(HttpServletRequest request, Access access, long nowMillis) {
        HttpSession session = request.getSession(false);
        if (session == null || !(session.getAttribute(IN_SESSION) instanceof LoginState login)) {
            return Optional.empty();
        }
        boolean over =
                nowMillis - login.sinceMillis() >= access.config().sessionMax().toMillis();
        Optional<Role> role = over ? Optional.empty() : login.role(request, access);
        if (role.isEmpty()) {
            session.invalidate();
        }
        return role.map(r -> new Visitor(login.user(), r, Visitor.Way.LOGIN, request.getRemoteAddr()));
    }

    private Optional<Role> role(HttpServletRequest request, Access access) {
        if (password.isEmpty()) {
            boolean there = listener.isEmpty() ? access.config().containerRealm() : listener.equals(listener(request));
            return there && access.user(user).isEmpty() ? Optional.of(role) : Optional.empty();
        }
        return access.user(user)
                .filter(u -> CsrfToken.isSame(password, digest(u.passwordHash())))
                .map(ConsoleUserConfig::role);
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
