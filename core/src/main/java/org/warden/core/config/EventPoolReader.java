package org.warden.core.config;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.warden.core.model.EventType;

/** Reads what an {@code [eventlistener:x]} has beyond a program. */
final class EventPoolReader {
    /** The only result handler there is: stock's own, by its name. */
    static final String DEFAULT_HANDLER = "supervisor.dispatchers:default_handler";

    /** All types that can be subscribed to, abstract ones included. */
    private static final Set<String> TYPES =
            Arrays.stream(EventType.values()).map(EventType::name).collect(Collectors.toUnmodifiableSet());

    private final SectionReader section;

    EventPoolReader(Reading reading, IniSection section) {
        this.section = reading.section(section);
    }

    EventPoolConfig read() {
        int bufferSize = section.get("buffer_size", 10, this::bufferSize);
        String handler = section.get("result_handler", DEFAULT_HANDLER, this::handler);
        Set<String> events = events();
        section.get("redirect_stderr", false, this::notRedirected);
        SectionReader own = section.unseenByStock();
        return new EventPoolConfig(
                bufferSize,
                events,
                handler,
                own.get("len_counts", "characters", this::counted).equals("bytes"),
                own.get("strict_results", true, Values::bool),
                own.get("rejectwaitsecs", EventPoolConfig.REJECTWAITSECS, this::rejectwaitsecs));
    }

    private String counted(String text) throws BadValue {
        String word = text.toLowerCase(Locale.ROOT);
        if (word.equals("characters") || word.equals("bytes")) {
            return word;
        }
        throw new BadValue(
                "[" + section.header() + "] section sets invalid len_counts (" + text + ")",
                "write characters or bytes");
    }

    private int rejectwaitsecs(String text) throws BadValue {
        int seconds = Values.smallInteger(text);
        if (seconds < 0) {
            throw new BadValue(
                    "[" + section.header() + "] section sets invalid rejectwaitsecs (" + seconds + ")",
                    "write how many seconds a rejected event waits at the most: 0 or more");
        }
        return seconds;
    }

    private int bufferSize(String text) throws BadValue {
        int size = Values.smallInteger(text);
        if (size < 1) {
            throw new BadValue(
                    "[" + section.header() + "] section sets invalid buffer_size (" + size + ")",
                    "write how many events may wait: at least 1");
        }
        return size;
    }

    private String handler(String text) throws BadValue {
        int colon = text.indexOf(':');
        String spec = colon < 0
                ? text
                : Blanks.strip(text.substring(0, colon)) + ":" + Blanks.strip(text.substring(colon + 1));
        if (!spec.equals(DEFAULT_HANDLER)) {
            throw new BadValue(
                    text + " cannot be resolved within [" + section.header() + "]",
                    "remove result_handler; handlers written in Python can't be loaded");
        }
        return spec;
    }

    private Set<String> events() {
        Set<String> events = new LinkedHashSet<>();
        Optional<List<String>> words = section.get("events", Values::words);
        if (!section.has("events") || words.filter(List::isEmpty).isPresent()) {
            section.fail(
                    section.has("events") ? "events" : null,
                    new BadValue(
                            "[" + section.header() + "] section requires an \"events\" line",
                            "add events= and the event types to be told of, such as PROCESS_STATE,TICK_60"));
        }
        for (String word : words.orElse(List.of())) {
            String type = word.toUpperCase(Locale.ROOT);
            if (TYPES.contains(type)) {
                events.add(type);
            } else {
                String near = Nearness.closest(type, TYPES);
                section.fail(
                        "events",
                        new BadValue(
                                "Unknown event type " + type + " in [" + section.header() + "] events",
                                near == null ? "remove it; the manual lists the event types" : "write " + near));
            }
        }
        return events;
    }

    private boolean notRedirected(String text) throws BadValue {
        if (Values.bool(text)) {
            throw new BadValue(
                    "[" + section.header() + "] section sets redirect_stderr=true but this is not allowed because it"
                            + " will interfere with the eventlistener protocol",
                    "remove redirect_stderr and set stderr_logfile");
        }
        return false;
    }
}
