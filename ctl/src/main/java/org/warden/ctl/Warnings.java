package org.warden.ctl;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.warden.core.config.ConfigWarning;
import org.warden.core.config.Origin;
import org.warden.core.config.Origins;

/** Collects warnings about a configuration and finds their places. The same one is kept once. */
final class Warnings {
    private final Origins origins;
    private final Set<ConfigWarning> warnings = new LinkedHashSet<>();

    Warnings(Origins origins) {
        this.origins = origins;
    }

    /**
     * Adds a warning.
     *
     * @param section header without brackets; it is put before the text
     * @param key the key to blame, or null for the section as a whole
     * @param remedy what to do about it
     */
    void add(String section, String key, String text, String remedy) {
        Optional<Origin.Line> place = key == null ? Optional.empty() : line(origins.of(section, key));
        Origin.Line where = place.or(() -> origins.header(section)).orElse(null);
        warnings.add(new ConfigWarning(
                "[" + section + "] " + text,
                where == null ? null : where.file(),
                where == null ? 0 : where.line(),
                section,
                key,
                remedy));
    }

    private static Optional<Origin.Line> line(Origin origin) {
        return origin instanceof Origin.Line line ? Optional.of(line) : Optional.empty();
    }

    /** Whether somebody wrote the key: a default is nobody's fault. */
    boolean isWritten(String section, String key) {
        return !(origins.of(section, key) instanceof Origin.Default);
    }

    Collection<ConfigWarning> all() {
        return warnings;
    }
}
