package org.warden.core.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.warden.core.config.Configuration.Notice;

/** What was noticed while reading. The same line is kept once, however many processes of a program it is about. */
final class Notices {
    /** By level and text: the hash of a record is made by classes that a start would have to make first. */
    private final Map<String, Notice> notices = new LinkedHashMap<>();

    private final Set<ConfigWarning> warnings = new LinkedHashSet<>();

    /**
     * What a warning is about.
     *
     * @param section header without brackets, or null
     * @param key lower case, or null
     */
    record Place(SourceLine where, String section, String key) {
        static Place of(IniSection section) {
            return new Place(section.where(), section.name(), null);
        }

        static Place of(IniSection section, IniEntry entry) {
            return new Place(entry.where(), section.name(), entry.key());
        }
    }

    void critical(String text) {
        note(LogLevel.CRITICAL, text);
    }

    /** A line for the log alone: nothing is wrong with the file. */
    void log(String text) {
        note(LogLevel.WARN, text);
    }

    /** A warning in stock's words, which name no place in the log. */
    void warnAsStock(Place place, String text) {
        log(text);
        warnings.add(warning(place, text, null));
    }

    /** A warning that names its place in the log too. */
    void warn(Place place, String text) {
        warn(place, text, null);
    }

    /** @param remedy what to do about it, or null */
    void warn(Place place, String text, String remedy) {
        log(place.where() + ": " + text + (remedy == null ? "" : "; " + remedy));
        warnings.add(warning(place, text, remedy));
    }

    /** A warning for those who ask for all of them; the log stays silent about it. */
    void remark(Place place, String text, String remedy) {
        warnings.add(warning(place, text, remedy));
    }

    private static ConfigWarning warning(Place place, String text, String remedy) {
        return new ConfigWarning(
                text, place.where().file(), place.where().line(), place.section(), place.key(), remedy);
    }

    void info(String text) {
        note(LogLevel.INFO, text);
    }

    private void note(LogLevel level, String text) {
        notices.putIfAbsent(level + text, new Notice(level, text));
    }

    /** CRIT before WARN before INFO, each in the order of their coming. */
    List<Notice> inOrder() {
        List<Notice> sorted = new ArrayList<>(notices.values());
        sorted.sort(Comparator.comparing(n -> -n.level().weight()));
        return sorted;
    }

    /** In the order of their coming. */
    List<ConfigWarning> warnings() {
        return List.copyOf(warnings);
    }
}
