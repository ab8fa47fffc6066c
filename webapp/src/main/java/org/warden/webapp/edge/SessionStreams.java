package org.warden.webapp.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.io.Serializable;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.warden.access.Visitor;

/**
 * The streams that one login has open: they end with it, whether somebody logs out or time does. What comes with its
 * credentials in the request itself has no login to end.
 */
final class SessionStreams implements HttpSessionBindingListener, Serializable {
    private static final long serialVersionUID = 1L;
    private static final String IN_SESSION = SessionStreams.class.getName();

    /** Those of this JVM; a session that is written to disk has none when it comes back. */
    private transient Set<Runnable> ends = ConcurrentHashMap.newKeySet();

    private SessionStreams() {}

    /**
     * Has a stream end with the login of its request.
     *
     * @param end called once at most, on any thread; must not wait
     * @return to be run when the stream has ended by itself
     */
    static Runnable register(HttpServletRequest request, Runnable end) {
        HttpSession session = request.getSession(false);
        boolean login = request.getAttribute(Visitor.ATTRIBUTE) instanceof Visitor visitor
                && visitor.way() == Visitor.Way.LOGIN;
        if (!login || session == null) {
            return () -> {};
        }
        SessionStreams streams = of(session);
        streams.ends.add(end);
        return () -> streams.ends.remove(end);
    }

    private static SessionStreams of(HttpSession session) {
        synchronized (SessionStreams.class) {
            if (session.getAttribute(IN_SESSION) instanceof SessionStreams streams && streams.ends != null) {
                return streams;
            }
            SessionStreams streams = new SessionStreams();
            session.setAttribute(IN_SESSION, streams);
            return streams;
        }
    }

    @Override
    public void valueUnbound(HttpSessionBindingEvent event) {
        if (ends != null) {
            ends.forEach(Runnable::run);
            ends.clear();
        }
    }
}
