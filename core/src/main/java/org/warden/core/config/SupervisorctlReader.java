package org.warden.core.config;

/** Reads {@code [supervisorctl]}, which the daemon has no use for, so that its values can be shown. */
final class SupervisorctlReader {
    private SupervisorctlReader() {}

    static void read(Reading reading) {
        reading.document.find("supervisorctl").ifPresent(section -> {
            SectionReader reader = reading.section(section).unseenByStock();
            reader.get("serverurl", "http://localhost:9001", text -> text);
            reader.text("username");
            reader.text("password");
            reader.get("prompt", "supervisor", text -> text);
            reader.text("history_file");
        });
    }
}
