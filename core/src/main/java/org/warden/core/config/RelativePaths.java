package org.warden.core.config;

import java.util.Locale;
import java.util.Set;

/** Finds paths that mean something else when the daemon is started from another directory. */
final class RelativePaths {
    private static final Set<String> KEYS =
            Set.of("logfile", "pidfile", "childlogdir", "directory", "stdout_logfile", "stderr_logfile", "file");

    /** What stands for no path in some of these keys. */
    private static final Set<String> WORDS = Set.of("", "none", "off", "auto", "syslog");

    private RelativePaths() {}

    static void remark(IniDocument document, Notices notices) {
        for (IniSection section : document.sections()) {
            for (IniEntry entry : section.entries()) {
                if (KEYS.contains(entry.key())
                        && KnownKeys.keysOf(section.name()).contains(entry.key())
                        && isRelative(entry.text())) {
                    notices.remark(
                            Notices.Place.of(section, entry),
                            "[" + section.name() + "] " + entry.key() + " is relative to the directory in which"
                                    + " supervisord is started",
                            "write an absolute path, or %(here)s/ for the directory of this file");
                }
            }
        }
    }

    /** Where an expansion comes first, it says where the path begins. */
    private static boolean isRelative(String text) {
        return !text.startsWith("/")
                && !text.startsWith("~")
                && !text.startsWith("%")
                && !WORDS.contains(text.toLowerCase(Locale.ROOT));
    }
}
