package org.warden.core.config;

import java.util.Optional;
import org.warden.core.model.PythonText;

/**
 * Reads the keys of one section: expands and converts each, and notes what is wrong with it instead of stopping. A value
 * that can't be used counts as not set from there on.
 */
final class SectionReader {
    private final Reading reading;
    private final IniSection section;
    private final Names names;
    private final String suffix;
    private final boolean seenByStock;
    private final ValueSink sink;

    SectionReader(Reading reading, IniSection section, Names names, ValueSink sink) {
        this(reading, section, names, "", true, sink);
    }

    /**
     * @param suffix what stock adds to error texts in this section, or ""
     * @param seenByStock whether stock reads these keys here
     * @param sink is told of the values
     */
    private SectionReader(
            Reading reading, IniSection section, Names names, String suffix, boolean seenByStock, ValueSink sink) {
        this.reading = reading;
        this.section = section;
        this.names = names;
        this.suffix = suffix;
        this.seenByStock = seenByStock;
        this.sink = sink;
    }

    /** The same section with other names to expand. */
    SectionReader with(Names other) {
        return new SectionReader(reading, section, other, suffix, seenByStock, sink);
    }

    /** The same section with the addition that stock makes to errors about processes. */
    SectionReader forProcesses(Names other) {
        // The file is where the section was first seen, even when the bad key stands in another one.
        String place = " in section " + PythonText.repr(section.name()) + " (file: "
                + PythonText.repr(section.where().file()) + ")";
        return new SectionReader(reading, section, other, place, seenByStock, sink);
    }

    /** The same section for keys that stock passes over here: their errors come after stock's. */
    SectionReader unseenByStock() {
        return new SectionReader(reading, section, names, suffix, false, sink);
    }

    /** The same section with its values told to another. */
    SectionReader telling(ValueSink other) {
        return new SectionReader(reading, section, names, suffix, seenByStock, other);
    }

    String header() {
        return section.name();
    }

    Names names() {
        return names;
    }

    IniEntry entry(String key) {
        return reading.document.entry(section, key);
    }

    boolean has(String key) {
        return entry(key) != null;
    }

    /** The text of a key, before expansion. */
    Optional<String> raw(String key) {
        return Optional.ofNullable(entry(key)).map(IniEntry::text);
    }

    /** Expands and converts a key. */
    <T> Optional<T> get(String key, Conversion<T> conversion) {
        return convert(key, section.name() + "." + key, conversion);
    }

    /** As {@link #get}, for keys that stock expands late and then calls by their bare name in errors. */
    <T> Optional<T> getLate(String key, Conversion<T> conversion) {
        return convert(key, key, conversion);
    }

    <T> T get(String key, T absent, Conversion<T> conversion) {
        if (!has(key)) {
            sink.found(key, null, absent);
            return absent;
        }
        return get(key, conversion).orElse(absent);
    }

    /** Notes what a key comes to in the end, where more than its own text decides. */
    <T> T settled(String key, T value) {
        sink.settled(key, value);
        return value;
    }

    Optional<String> text(String key) {
        return get(key, text -> text);
    }

    private <T> Optional<T> convert(String key, String label, Conversion<T> conversion) {
        IniEntry entry = entry(key);
        if (entry == null) {
            sink.found(key, null, null);
            return Optional.empty();
        }
        try {
            String text = namesAt(entry).expand(entry.text(), label);
            T value = conversion.of(text);
            sink.found(key, text, value);
            return Optional.of(value);
        } catch (BadValue bad) {
            fail(key, bad);
            return Optional.empty();
        }
    }

    /** {@code here} is the directory of the file in which this very key stands. */
    Names namesAt(IniEntry entry) {
        return names.with("here", entry.here());
    }

    /** @param key the key to blame, or null for the section as a whole */
    void fail(String key, BadValue bad) {
        BadValue ranked = seenByStock ? bad : bad.unseenByStock();
        reading.problems.add(section, key == null ? null : entry(key), key, suffix, ranked);
    }

    void warn(String key, String text) {
        reading.notices.warn(place(key), "[" + section.name() + "] " + text);
    }

    /** A warning in stock's words, which name no place in the log. */
    void warnAsStock(String key, String text) {
        reading.notices.warnAsStock(place(key), text);
    }

    private Notices.Place place(String key) {
        IniEntry entry = entry(key);
        return new Notices.Place(entry == null ? section.where() : entry.where(), section.name(), key);
    }
}
