package org.warden.webapp.boot;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.runtime.ObjectMethods;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What would keep the web application in memory after it was undeployed, though nothing of it runs any more.
 *
 * <p>One is a library's wish to do something at the end of the JVM: that of password hashes has one for each kind of hash (a
 * pool of threads that it never uses for hashes of one lane), and no way to withdraw it. The other is a memory of Java's own:
 * {@link ObjectMethods} keeps the types of the records that it made methods for last.
 */
final class Leftovers {
    private static final Logger LOG = Logger.getLogger(Leftovers.class.getName());

    private Leftovers() {}

    /** To be called last. */
    static void forget(ClassLoader application) {
        forgetHooks(application);
        forgetRecords();
    }

    /**
     * Removes the hooks that were made on threads of this web application. Needs {@code
     * --add-opens=java.base/java.lang=ALL-UNNAMED}, which Tomcat and WildFly give themselves; without, they stay.
     */
    private static void forgetHooks(ClassLoader application) {
        try {
            for (Thread hook : all()) {
                if (hook.getContextClassLoader() == application) {
                    Runtime.getRuntime().removeShutdownHook(hook);
                }
            }
        } catch (IllegalStateException ending) {
            // The JVM is ending: nothing is to be kept from memory any more.
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.FINE, "the hooks of this JVM can''t be seen: {0}", e.getMessage());
        }
    }

    /** Has it make methods for a class of Java's own, which it then remembers instead. */
    private static void forgetRecords() {
        try {
            for (String method : List.of("equals", "hashCode", "toString")) {
                ObjectMethods.bootstrap(
                        MethodHandles.lookup(),
                        method,
                        MethodHandle.class,
                        String.class,
                        "it",
                        MethodHandles.identity(String.class));
            }
        } catch (Throwable e) {
            LOG.log(Level.FINE, "Java''s memory of records can''t be changed", e);
        }
    }

    private static List<Thread> all() throws ReflectiveOperationException {
        Class<?> keeper = Class.forName("java.lang.ApplicationShutdownHooks");
        Field field = keeper.getDeclaredField("hooks");
        field.setAccessible(true);
        List<Thread> hooks = new ArrayList<>();
        synchronized (keeper) {
            if (field.get(null) instanceof Map<?, ?> map) {
                map.keySet().forEach(hook -> hooks.add((Thread) hook));
            }
        }
        return hooks;
    }
}
