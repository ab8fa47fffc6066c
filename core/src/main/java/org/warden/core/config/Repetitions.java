package org.warden.core.config;

import java.util.Set;

/**
 * Finds keys that are written twice. That is how an included file changes what the main file says; it is a slip within one
 * file, and in the section of a program or group, which a second file has most often by a forgotten change of its name.
 */
final class Repetitions {
    private static final Set<String> PROCESSES = Set.of("program", "fcgi-program", "eventlistener", "group");

    private Repetitions() {}

    static void remark(IniDocument document, Notices notices) {
        for (IniSection section : document.sections()) {
            for (IniSection.Repetition repetition : section.repetitions()) {
                SourceLine earlier = repetition.earlier().where();
                boolean oneFile =
                        earlier.file().equals(repetition.later().where().file());
                if (oneFile || PROCESSES.contains(KnownKeys.kindOf(section.name()))) {
                    notices.remark(
                            Notices.Place.of(section, repetition.later()),
                            "[" + section.name() + "] has " + repetition.later().key()
                                    + " twice; this one counts, and not" + " the one at " + earlier,
                            oneFile
                                    ? "remove one of them"
                                    : "remove one of them, or give one of the sections another name");
                }
            }
        }
    }
}
