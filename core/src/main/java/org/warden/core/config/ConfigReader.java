package org.warden.core.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.warden.core.port.Host;

/** Reads a whole configuration: the main file, what it includes, and the command line over it. */
public final class ConfigReader {
    private ConfigReader() {}

    /**
     * Reads and checks a configuration.
     *
     * <p>Touches files and name services, so it may block; any thread but the loop's. Nothing is kept from one call to the
     * next.
     *
     * @param file the main file as given; error texts name it in this form
     * @param workingDirectory from where relative paths are taken: {@code file} and those of its values
     * @throws ConfigException with everything that is wrong, in the order in which stock would come across it
     */
    public static Configuration read(String file, CommandLine commandLine, Host host, Path workingDirectory)
            throws ConfigException {
        Problems problems = new Problems();
        HostValues hostValues = new HostValues(host, workingDirectory);
        SupervisordReader.checkCommandLine(commandLine, hostValues, problems);
        Reading reading = new Reading(file, host, hostValues, problems, new Notices());
        new FilesReader(reading).read();
        if (hasFileErrors(reading)) {
            // What a broken file seems to say would only give wrong errors.
            throw new ConfigException(problems.errors());
        }
        IniSection supervisord = reading.document.find("supervisord").orElse(null);
        if (supervisord == null) {
            problems.add(new ConfigError(
                    ".ini file does not include supervisord section",
                    file,
                    0,
                    null,
                    null,
                    "add a [supervisord] section"));
            throw new ConfigException(problems.errors());
        }
        return sections(reading, supervisord, commandLine);
    }

    private static boolean hasFileErrors(Reading reading) {
        return reading.problems.errors().stream().anyMatch(e -> e.section() == null && e.file() != null);
    }

    private static Configuration sections(Reading reading, IniSection supervisord, CommandLine commandLine)
            throws ConfigException {
        SupervisordReader daemonReader = new SupervisordReader(reading, supervisord, commandLine);
        SupervisordConfig daemon = daemonReader.read();
        reading.addEnvironment(daemon.environment());
        List<RpcInterfaceConfig> interfaces = RpcInterfacesReader.read(reading);
        List<GroupConfig> groups = new GroupsReader(reading, daemon.environment()).read();
        ServersReader servers = new ServersReader(reading);
        List<InetServerConfig> inetServers = servers.inetServers();
        List<UnixServerConfig> unixServers = servers.unixServers();
        Optional<Host.Account> user = daemonReader.user();
        KnownKeys.warnOfUnknown(reading.document, reading.notices);
        reading.problems.throwIfAny();
        return new Configuration(
                reading.hostValues.absolute(reading.mainFile),
                daemon.withUser(user),
                inetServers,
                unixServers,
                interfaces,
                groups,
                reading.notices.inOrder());
    }
}
