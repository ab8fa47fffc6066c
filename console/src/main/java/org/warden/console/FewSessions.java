package org.warden.console;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps the sessions few: a client without cookies begins one with each page. At the limit the one whose last request is longest
 * ago ends.
 */
final class FewSessions implements HttpSessionListener {
    static final int MOST = 200;

    private final Map<String, HttpSession> sessions = new HashMap<>();

    @Override
    public void sessionCreated(HttpSessionEvent event) {
        HttpSession oldest = null;
        synchronized (sessions) {
            if (sessions.size() >= MOST) {
                oldest = oldest();
                sessions.values().remove(oldest);
            }
            sessions.put(event.getSession().getId(), event.getSession());
        }
        if (oldest != null) {
            end(oldest);
        }
    }

    private HttpSession oldest() {
        HttpSession oldest = null;
        long since = Long.MAX_VALUE;
        for (HttpSession session : sessions.values()) {
            long used = lastUse(session);
            if (used < since) {
                oldest = session;
                since = used;
            }
        }
        return oldest;
    }

    /** One that has just ended by itself counts as the oldest. */
    private static long lastUse(HttpSession session) {
        try {
            return session.getLastAccessedTime();
        } catch (IllegalStateException ended) {
            return Long.MIN_VALUE;
        }
    }

    private static void end(HttpSession session) {
        try {
            session.invalidate();
        } catch (IllegalStateException ended) {
            // By itself, which is just as well.
        }
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        synchronized (sessions) {
            sessions.remove(event.getSession().getId());
        }
    }
}
