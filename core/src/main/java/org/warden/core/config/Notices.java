package org.warden.core.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.warden.core.config.Configuration.Notice;

/** What was noticed while reading. The same line is kept once, however many processes of a program it is about. */
final class Notices {
    private final Set<Notice> notices = new LinkedHashSet<>();

    void critical(String text) {
        notices.add(new Notice(LogLevel.CRITICAL, text));
    }

    void warn(String text) {
        notices.add(new Notice(LogLevel.WARN, text));
    }

    void warn(SourceLine where, String text) {
        warn(where + ": " + text);
    }

    void info(String text) {
        notices.add(new Notice(LogLevel.INFO, text));
    }

    /** CRIT before WARN before INFO, each in the order of their coming. */
    List<Notice> inOrder() {
        List<Notice> sorted = new ArrayList<>(notices);
        sorted.sort(Comparator.comparing(n -> -n.level().weight()));
        return sorted;
    }
}
