package org.warden.core.config;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.warden.core.model.PythonText;

/**
 * The names that {@code %(name)s} can stand for at one place of a configuration. Immutable; each step adds to the one before,
 * and hides names of it that are given again.
 */
final class Names {
    static final Names NONE = new Names(null, Map.of());

    private final Names outer;
    private final Map<String, Object> own;

    private Names(Names outer, Map<String, Object> own) {
        this.outer = outer;
        this.own = own;
    }

    Names with(String name, String value) {
        return new Names(this, Map.of(name, value));
    }

    Names with(String name, long value) {
        return new Names(this, Map.of(name, value));
    }

    /** Adds {@code ENV_x} for each variable. */
    Names withEnvironment(Map<String, String> variables) {
        Map<String, Object> added = new HashMap<>();
        variables.forEach((key, value) -> added.put("ENV_" + key, value));
        return added.isEmpty() ? this : new Names(this, added);
    }

    private Object find(String name) {
        for (Names names = this; names != null; names = names.outer) {
            Object value = names.own.get(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /**
     * Expands a value.
     *
     * @param label what the value is called in stock's error texts: {@code section.key}, or the bare key where stock
     *     expands late
     */
    String expand(String text, String label) throws BadValue {
        try {
            return PercentFormat.expand(text, this::find);
        } catch (PercentFormat.Failure failure) {
            String start = "Format string " + PythonText.repr(text) + " for " + PythonText.repr(label);
            if (failure.missingName() == null) {
                BadValue bad = new BadValue(
                        start + " is badly formatted: " + failure.getMessage(),
                        "write %% for a percent sign and %(name)s for a name");
                throw failure.isPythons() ? bad : bad.unseenByStock();
            }
            throw new BadValue(
                    start + " contains names (" + failure.getMessage() + ") which cannot be expanded. Available names: "
                            + String.join(", ", all()),
                    remedyFor(failure.missingName()));
        }
    }

    private String remedyFor(String missing) {
        if (missing.startsWith("ENV_")) {
            return "set " + missing.substring(4)
                    + " in the environment of the daemon, or in environment= of [supervisord]";
        }
        String near = Nearness.closest(missing, all());
        return near == null ? "use one of the available names" : "write %(" + near + ")s";
    }

    private TreeSet<String> all() {
        TreeSet<String> names = new TreeSet<>();
        for (Names step = this; step != null; step = step.outer) {
            names.addAll(step.own.keySet());
        }
        return names;
    }
}
