package org.warden.ctl;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.warden.core.config.ChannelConfig;
import org.warden.core.config.ChannelConfig.LogTarget;
import org.warden.core.config.Configuration;
import org.warden.core.config.GroupConfig;
import org.warden.core.config.ProcessConfig;
import org.warden.core.port.Host;

/** Looks for files and directories that can't be used, or not by everybody who is to use them. */
final class FileLint {
    private final Warnings warnings;

    /** Who the daemon is going to be; empty where nobody can tell. */
    private final Optional<Host.Account> daemon;

    /** The first writer of each rotated log: section and key. */
    private final Map<String, String> writers = new HashMap<>();

    FileLint(Optional<Host.Account> daemon, Warnings warnings) {
        this.daemon = daemon;
        this.warnings = warnings;
    }

    void look(Configuration configuration) {
        String logfile = configuration.supervisord().logfile();
        if (!logfile.equals("syslog")) {
            written("supervisord", "logfile", logfile);
        }
        written("supervisord", "pidfile", configuration.supervisord().pidfile());
        automaticLogs(configuration.supervisord().childlogdir());
        for (GroupConfig group : configuration.groups()) {
            for (ProcessConfig process : group.processes()) {
                look(group, process, configuration.supervisord().user());
            }
        }
    }

    private void look(GroupConfig group, ProcessConfig process, Optional<Host.Account> daemonUser) {
        directory(process, daemonUser);
        String owner = group.name() + ":" + process.name();
        log(process, owner, "stdout_logfile", process.stdout());
        log(process, owner, "stderr_logfile", process.stderr());
    }

    private void directory(ProcessConfig process, Optional<Host.Account> daemonUser) {
        Path directory = process.directory().map(Permissions::path).orElse(null);
        if (directory == null || directory.toString().isEmpty()) {
            return;
        }
        if (directory.toString().startsWith("~")) {
            warnings.add(
                    process.section(),
                    "directory",
                    "~ is not expanded in directory",
                    "write the path in full, or %(ENV_HOME)s");
        } else if (!directory.isAbsolute()) {
            // From where it starts is not known here.
            return;
        } else if (Files.notExists(directory)) {
            warnings.add(
                    process.section(),
                    "directory",
                    "directory " + directory + " is not there, so the program can't start",
                    "create it before the start, or correct the path");
        } else if (Files.isRegularFile(directory)) {
            warnings.add(process.section(), "directory", directory + " is no directory", "name its directory");
        } else {
            process.user()
                    .or(() -> daemonUser)
                    .filter(user -> !Permissions.mayEnter(user, directory))
                    .ifPresent(user -> warnings.add(
                            process.section(),
                            "directory",
                            "user " + user.name() + " may not enter directory " + directory,
                            "let that user pass through it and the directories above it"));
        }
    }

    private void log(ProcessConfig process, String owner, String key, ChannelConfig channel) {
        if (!(channel.logfile() instanceof LogTarget.File file)) {
            return;
        }
        written(process.section(), key, file.path());
        Path path = Permissions.path(file.path());
        boolean rotated =
                channel.maxBytes() > 0 && path != null && (Files.isRegularFile(path) || Files.notExists(path));
        String writer = owner + " " + key;
        String first = rotated ? writers.putIfAbsent(file.path(), writer) : null;
        if (first != null) {
            warnings.add(
                    process.section(),
                    key,
                    file.path() + " is also " + first + ": each rotates it away from the other",
                    "give each its own file, with %(process_num)d where there are several processes;"
                            + " for stdout and stderr in one file set redirect_stderr=true");
        }
    }

    private void automaticLogs(String directory) {
        Path path = Permissions.path(directory);
        if (path != null && warnings.isWritten("supervisord", "childlogdir")) {
            daemon.filter(user -> !Permissions.mayMakeFilesIn(user, path))
                    .ifPresent(user -> mayNotWrite("supervisord", "childlogdir", user, path));
        }
    }

    private void written(String section, String key, String file) {
        Path path = Permissions.path(file);
        if (path == null) {
            return;
        }
        if (Files.isDirectory(path)) {
            warnings.add(section, key, path + " is a directory", "name a file in it");
        } else {
            daemon.filter(user -> !Permissions.mayWrite(user, path))
                    .ifPresent(user -> mayNotWrite(section, key, user, path));
        }
    }

    private void mayNotWrite(String section, String key, Host.Account user, Path path) {
        warnings.add(
                section,
                key,
                "user " + user.name() + ", who supervisord is going to be, may not write " + path,
                "let that user write there, or name another place");
    }
}
