package org.warden.core.config;

import java.nio.file.Path;
import java.util.Optional;
import org.warden.core.port.Host;

/** Reads {@code [supervisorctl]}: for a client, and for the daemon, which has no use for it, so that its values can be shown. */
public final class SupervisorctlReader {
    private static final String UNIX = "unix://";

    private SupervisorctlReader() {}

    /**
     * Reads the section out of a configuration and what it includes; everything else in there is passed over. Touches files.
     *
     * @param file the main file as given
     * @throws ConfigException when a file can't be read, or there is no such section
     */
    public static SupervisorctlConfig read(String file, Host host, Path workingDirectory) throws ConfigException {
        Reading reading = new Reading(
                file,
                host,
                new HostValues(host, workingDirectory),
                new Problems(),
                new Notices(),
                RpcFactories.NONE,
                null);
        new FilesReader(reading).read();
        reading.problems.throwIfAny();
        if (reading.document.find("supervisorctl").isEmpty()) {
            reading.problems.add(new ConfigError(
                    ".ini file does not include supervisorctl section",
                    file,
                    0,
                    null,
                    null,
                    "add a [supervisorctl] section with serverurl="));
        }
        SupervisorctlConfig config = read(reading);
        reading.problems.throwIfAny();
        return config;
    }

    static SupervisorctlConfig read(Reading reading) {
        Optional<IniSection> found = reading.document.find("supervisorctl");
        if (found.isEmpty()) {
            return SupervisorctlConfig.DEFAULTS;
        }
        SectionReader reader = reading.section(found.get()).unseenByStock();
        String serverurl = reader.get("serverurl", SupervisorctlConfig.DEFAULTS.serverurl(), text -> text);
        return new SupervisorctlConfig(
                serverurl.startsWith(UNIX)
                        ? UNIX + reading.hostValues.normalized(serverurl.substring(UNIX.length()))
                        : serverurl,
                reader.text("username"),
                reader.text("password"),
                reader.get("prompt", SupervisorctlConfig.DEFAULTS.prompt(), text -> text),
                reader.text("history_file").map(reading.hostValues::normalized));
    }
}
