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
        return read(file, commandLine, host, workingDirectory, RpcFactories.NONE);
    }

    /**
     * The same where there are plug-ins.
     *
     * @param factories the XML-RPC interfaces that the file may name besides the main one
     */
    public static Configuration read(
            String file, CommandLine commandLine, Host host, Path workingDirectory, RpcFactories factories)
            throws ConfigException {
        Reading reading = reading(file, host, workingDirectory, factories, null);
        Optional<Configuration> configuration = assemble(reading, commandLine);
        reading.problems.throwIfAny();
        return configuration.orElseThrow();
    }

    /**
     * Reads as {@link #read} and tells everything about it: all errors, all warnings, and every value.
     *
     * <p>Touches files and name services, so it may block; any thread but the loop's. Changes nothing on the machine.
     */
    public static Inspection inspect(
            String file, CommandLine commandLine, Host host, Path workingDirectory, RpcFactories factories) {
        SettingsCollector collector = new SettingsCollector();
        Reading reading = reading(file, host, workingDirectory, factories, collector);
        Optional<Configuration> configuration = assemble(reading, commandLine);
        SupervisorctlReader.read(reading);
        Repetitions.remark(reading.document, reading.notices);
        RelativePaths.remark(reading.document, reading.notices);
        return new Inspection(
                configuration,
                reading.problems.errors(),
                reading.notices.warnings(),
                reading.files,
                collector.settings(reading.document, Origins.of(reading.document, commandLine)));
    }

    private static Reading reading(
            String file, Host host, Path workingDirectory, RpcFactories factories, SettingsCollector collector) {
        HostValues hostValues = new HostValues(host, workingDirectory);
        return new Reading(file, host, hostValues, new Problems(), new Notices(), factories, collector);
    }

    /** Whatever can be made of the files, though there be problems; empty where they can't be made out at all. */
    private static Optional<Configuration> assemble(Reading reading, CommandLine commandLine) {
        SupervisordReader.checkCommandLine(commandLine, reading.hostValues, reading.problems);
        new FilesReader(reading).read();
        if (hasFileErrors(reading)) {
            // What a broken file seems to say would only give wrong errors.
            return Optional.empty();
        }
        IniSection supervisord = reading.document.find("supervisord").orElse(null);
        if (supervisord == null) {
            reading.problems.add(new ConfigError(
                    ".ini file does not include supervisord section",
                    reading.mainFile,
                    0,
                    null,
                    null,
                    "add a [supervisord] section"));
            return Optional.empty();
        }
        return Optional.of(sections(reading, supervisord, commandLine));
    }

    private static boolean hasFileErrors(Reading reading) {
        return reading.problems.errors().stream().anyMatch(e -> e.section() == null && e.file() != null);
    }

    private static Configuration sections(Reading reading, IniSection supervisord, CommandLine commandLine) {
        SupervisordReader daemonReader = new SupervisordReader(reading, supervisord, commandLine);
        SupervisordConfig daemon = daemonReader.read();
        reading.addEnvironment(daemon.environment());
        List<RpcInterfaceConfig> interfaces = RpcInterfacesReader.read(reading);
        List<GroupConfig> groups = new GroupsReader(reading, daemon.environment()).read();
        ServersReader servers = new ServersReader(reading);
        List<InetServerConfig> inetServers = servers.inetServers();
        List<UnixServerConfig> unixServers = servers.unixServers();
        Optional<Host.Account> user = daemonReader.user();
        ConsoleConfig console = new ConsoleReader(reading).read();
        CtlPlugins.warnOfUnknown(reading);
        KnownKeys.warnOfUnknown(reading.document, reading.notices);
        return new Configuration(
                reading.hostValues.absolute(reading.mainFile),
                daemon.withUser(user),
                inetServers,
                unixServers,
                console,
                interfaces,
                groups,
                reading.notices.inOrder(),
                Origins.of(reading.document, commandLine, reading.variables));
    }
}
