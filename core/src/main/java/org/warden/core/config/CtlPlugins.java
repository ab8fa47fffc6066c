package org.warden.core.config;

/**
 * The {@code [ctlplugin:x]} sections. They are supervisorctl's business; the daemon only says early what supervisorctl will
 * not be able to load.
 */
final class CtlPlugins {
    private static final String FACTORY = "supervisor.ctl_factory";

    /** Stock's own set of commands, which is there in any case. */
    private static final String MAIN = "supervisor.supervisorctl:make_main_controllerplugin";

    private CtlPlugins() {}

    static void warnOfUnknown(Reading reading) {
        for (IniSection section : reading.document.startingWith("ctlplugin:")) {
            SectionReader reader = reading.section(section);
            String factory = Blanks.strip(reader.raw(FACTORY).orElse(""));
            if (factory.isEmpty()) {
                reader.warn(FACTORY, "does not specify a " + FACTORY + " and is ignored");
            } else if (!factory.equals(MAIN)) {
                reader.warn(
                        FACTORY,
                        factory + " cannot be resolved and is ignored: only " + MAIN
                                + " is there, plug-ins written in Python can't be loaded");
            }
        }
    }
}
