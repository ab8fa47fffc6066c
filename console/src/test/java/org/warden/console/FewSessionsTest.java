package org.warden.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FewSessionsTest {
    private final FewSessions few = new FewSessions();
    private final List<String> ended = new ArrayList<>();

    /** A session that was used last at a moment. */
    private HttpSessionEvent session(String id, long used) {
        HttpSession session = (HttpSession) Proxy.newProxyInstance(
                FewSessionsTest.class.getClassLoader(),
                new Class<?>[] {HttpSession.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getId", "toString" -> id;
                    case "getLastAccessedTime" -> used;
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> id.hashCode();
                    case "invalidate" -> {
                        ended.add(id);
                        yield null;
                    }
                    default -> throw new IllegalStateException(method.getName());
                });
        return new HttpSessionEvent(session);
    }

    @Test
    void theOneUsedLongestAgoEndsForTheOneThatIsTooMany() {
        for (int i = 0; i < FewSessions.MOST; i++) {
            few.sessionCreated(session("s" + i, i == 77 ? 5 : 100 + i));
        }
        assertEquals(List.of(), ended);
        few.sessionCreated(session("new", 1000));
        assertEquals(List.of("s77"), ended);
        few.sessionDestroyed(session("s0", 100));
        few.sessionCreated(session("newer", 1001));
        assertEquals(List.of("s77"), ended, "one had ended by itself");
        few.sessionCreated(session("newest", 1002));
        assertEquals(List.of("s77", "s1"), ended);
    }
}
