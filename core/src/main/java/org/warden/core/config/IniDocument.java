package org.warden.core.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All sections of the main file and its included files, in the order in which they first appear. */
final class IniDocument {

    /** The section whose keys the others inherit. */
    static final String DEFAULTS = "DEFAULT";

    private final Map<String, IniSection> sections = new LinkedHashMap<>();
    private IniSection defaults = new IniSection(DEFAULTS, new SourceLine(null, 0));

    /** The section of that name, made at this place if it is new. */
    IniSection section(String name, SourceLine where) {
        if (name.equals(DEFAULTS)) {
            if (defaults.where().file() == null) {
                defaults = new IniSection(DEFAULTS, where);
            }
            return defaults;
        }
        return sections.computeIfAbsent(name, n -> new IniSection(n, where));
    }

    Optional<IniSection> find(String name) {
        return Optional.ofNullable(sections.get(name));
    }

    Collection<IniSection> sections() {
        return sections.values();
    }

    List<IniSection> startingWith(String prefix) {
        List<IniSection> found = new ArrayList<>();
        for (IniSection section : sections.values()) {
            if (section.name().startsWith(prefix)) {
                found.add(section);
            }
        }
        return found;
    }

    IniSection defaults() {
        return defaults;
    }

    /**
     * The entry a section has or inherits, or null. Stock lets every section inherit every key of {@code [DEFAULT]}, which
     * hands unknown arguments to RPC interface factories; here a section inherits only keys that mean something in it.
     */
    IniEntry entry(IniSection section, String key) {
        IniEntry own = section.own(key);
        if (own != null) {
            return own;
        }
        return KnownKeys.inherits(section.name(), key) ? defaults.own(key) : null;
    }
}
