package org.warden.core.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A section, merged over all places and files where it is written. */
final class IniSection {
    private final String name;
    private final SourceLine where;
    private final Map<String, IniEntry> entries = new LinkedHashMap<>();
    private final List<Repetition> repetitions = new ArrayList<>();

    /** @param where its first header */
    IniSection(String name, SourceLine where) {
        this.name = name;
        this.where = where;
    }

    /** The header without brackets. */
    String name() {
        return name;
    }

    SourceLine where() {
        return where;
    }

    /** The part of the header after the first colon, or "". */
    String tail() {
        int colon = name.indexOf(':');
        return colon < 0 ? "" : name.substring(colon + 1);
    }

    /** The last writer of a key wins; the key keeps its first place in the order. */
    void put(IniEntry entry) {
        IniEntry before = entries.put(entry.key(), entry);
        if (before != null) {
            repetitions.add(new Repetition(before, entry));
        }
    }

    /** A key that is written again: the earlier one counts no more. */
    record Repetition(IniEntry earlier, IniEntry later) {}

    List<Repetition> repetitions() {
        return List.copyOf(repetitions);
    }

    /** Its own entry for the key, or null. */
    IniEntry own(String key) {
        return entries.get(key);
    }

    Collection<IniEntry> entries() {
        return entries.values();
    }
}
