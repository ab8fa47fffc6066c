package org.warden.ctl;

import java.nio.file.Path;
import org.warden.core.config.CommandLine;
import org.warden.core.config.ConfigException;
import org.warden.core.config.ConfigReader;
import org.warden.core.config.ConfigSearch;
import org.warden.core.config.Inspection;
import org.warden.core.config.RpcFactories;
import org.warden.core.port.Host;
import org.warden.rpc.PluginFolder;

/**
 * The configuration a command is about.
 *
 * @param file as given, or as searched for
 * @param wasSearched whether nobody named it
 * @param factories the plug-ins that supervisord would find
 */
record Source(String file, boolean wasSearched, CommandLine commandLine, Host host, Path here, RpcFactories factories) {

    /**
     * The file of {@code -c}, else the one supervisord would find.
     *
     * @param home the distribution's folder, or null where it is not known
     * @throws ConfigException when there is none at any place
     */
    static Source of(Arguments arguments, Host host, Path here, String home) throws ConfigException {
        RpcFactories factories = PluginFolder.under(home);
        if (arguments.configuration().isPresent()) {
            return new Source(arguments.configuration().get(), false, arguments.commandLine(), host, here, factories);
        }
        String supervisord = home == null ? "supervisord" : home + "/bin/supervisord";
        String found = ConfigSearch.find(supervisord, host, here).file();
        return new Source(found, true, arguments.commandLine(), host, here, factories);
    }

    Inspection inspect() {
        return ConfigReader.inspect(file, commandLine, host, here, factories);
    }
}
