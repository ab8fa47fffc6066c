package org.warden.ctl;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.warden.core.config.ConfigWarning;
import org.warden.core.config.Configuration;
import org.warden.core.config.GroupConfig;
import org.warden.core.config.Inspection;
import org.warden.core.config.ProcessConfig;
import org.warden.core.port.Host;

/** Compares a configuration with the machine: what it says may be in order, and yet can't work here. */
final class Lint {
    private Lint() {}

    /** All warnings: those of the reading, and what comparing brings to light. */
    static Collection<ConfigWarning> all(Inspection inspection, Host host) {
        Set<ConfigWarning> all = new LinkedHashSet<>(inspection.warnings());
        inspection.configuration().ifPresent(c -> all.addAll(compare(c, inspection, host)));
        return all;
    }

    private static Collection<ConfigWarning> compare(Configuration configuration, Inspection inspection, Host host) {
        Warnings warnings = new Warnings(configuration.origins());
        CommandLint commands = new CommandLint(host, warnings);
        Set<String> seen = new LinkedHashSet<>();
        for (GroupConfig group : configuration.groups()) {
            for (ProcessConfig process : group.processes()) {
                // Many processes of one section say the same.
                if (seen.add(process.section() + "\n" + process.command())) {
                    commands.look(process);
                }
            }
        }
        new FileLint(daemon(configuration, host), warnings).look(configuration);
        new DoorLint(warnings).look(configuration, inspection);
        return warnings.all();
    }

    /**
     * Who the daemon is going to be: its {@code user}; else whoever asks, when that is root or the owner of the file. Others
     * check the files of a daemon that is not theirs.
     */
    private static Optional<Host.Account> daemon(Configuration configuration, Host host) {
        if (configuration.supervisord().user().isPresent()) {
            return configuration.supervisord().user();
        }
        try {
            Object owner = Files.getAttribute(Permissions.path(configuration.file()), "unix:uid");
            return host.uid() == 0 || owner.equals(host.uid()) ? host.userById(host.uid()) : Optional.empty();
        } catch (IOException unseen) {
            return Optional.empty();
        }
    }
}
