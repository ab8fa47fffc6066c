package org.warden.ctl;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.warden.core.config.ConfigException;
import org.warden.core.config.ConfigSearch;
import org.warden.core.config.SupervisorctlConfig;
import org.warden.core.config.SupervisorctlReader;
import org.warden.core.port.Host;
import org.warden.rpc.client.RpcConnection;
import org.warden.rpc.client.ServerUrl;

/** The daemon that a command is about, found as supervisorctl finds it: by {@code [supervisorctl]} and {@code -s}. */
final class RunningDaemon {
    private RunningDaemon() {}

    /**
     * A connection to it, not yet open.
     *
     * @param home the distribution's folder, or null where it is not known
     * @throws ConfigException when the configuration can't be read
     */
    static RpcConnection of(Arguments arguments, Host host, Path here, String home)
            throws ConfigException, UsageException {
        SupervisorctlConfig config = config(arguments.configuration(), host, here, home);
        String url = arguments.serverurl().orElse(config.serverurl());
        try {
            return new RpcConnection(
                    ServerUrl.parse(url),
                    config.username().orElse(null),
                    config.password().orElse(null));
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(wrong.getMessage());
        }
    }

    private static SupervisorctlConfig config(Optional<String> given, Host host, Path here, String home)
            throws ConfigException {
        String client = home == null ? "supervisorctl" : home + "/bin/supervisorctl";
        Optional<String> file = given.isPresent() ? given : ConfigSearch.search(client, here);
        return file.isPresent() ? SupervisorctlReader.read(file.get(), host, here) : SupervisorctlConfig.DEFAULTS;
    }

    /** Why it can't be asked, for people. */
    static String trouble(RpcConnection connection, IOException why) {
        String text = connection.server().text() + ": ";
        if (why instanceof NoSuchFileException) {
            return text + "no such socket: supervisord does not run, or listens elsewhere";
        }
        return text + (why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage());
    }
}
