package org.warden.webapp.boot;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.SessionTrackingMode;
import java.util.Set;

/**
 * Settles name and flags of the cookie that holds a session together. Browsers tell cookies of one host apart by name and
 * path and not by port, so two daemons of one machine need two names. It is marked Secure by the container where the
 * connection is.
 */
public final class SessionCookie implements ServletContainerInitializer {

    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {
        context.setSessionTrackingModes(Set.of(SessionTrackingMode.COOKIE));
        SessionCookieConfig cookie = context.getSessionCookieConfig();
        cookie.setName("warden-" + Integer.toHexString(instance(context).hashCode()));
        cookie.setHttpOnly(true);
        // Lax: a link in a mail leads into the console; changes are POST, which it does not come along with.
        cookie.setAttribute("SameSite", "Lax");
    }

    private static String instance(ServletContext context) {
        try {
            return Boot.configuration(context).toString();
        } catch (BootException none) {
            return context.getContextPath();
        }
    }
}
