package org.warden.core.config;

import java.util.Map;
import java.util.Optional;
import org.warden.core.port.Host;

/**
 * {@code [supervisord]}, command line already laid over it.
 *
 * @param logfile absolute path, or "syslog"
 * @param logfileMaxBytes rotate at this size; 0 never
 * @param logfileBackups rotated files to keep; 0 truncates instead
 * @param minfds open files the daemon shall be allowed at least
 * @param minprocs processes the daemon's user shall be allowed at least
 * @param childlogdir absolute path of an existing directory
 * @param pidfile absolute path
 * @param umask applied only when daemonizing
 * @param user whom to become at start
 * @param directory where to go when daemonizing
 * @param keeper whether programs are children of a process that outlives the daemon
 * @param statedir the directory of that process; empty: one is chosen by the configuration's path
 * @param keeperRestarts how often in a row that process starts a daemon again that has crashed; 0 never
 * @param undeployDetaches whether programs run on when the web application that supervises them is undeployed
 * @param history what is kept of what has happened; empty: nothing
 * @param environment given to all children; program keys override
 */
public record SupervisordConfig(
        String logfile,
        long logfileMaxBytes,
        int logfileBackups,
        LogLevel loglevel,
        String pidfile,
        int umask,
        boolean nodaemon,
        boolean silent,
        long minfds,
        long minprocs,
        boolean nocleanup,
        String childlogdir,
        Optional<Host.Account> user,
        Optional<String> directory,
        boolean stripAnsi,
        Map<String, String> environment,
        String identifier,
        boolean keeper,
        Optional<String> statedir,
        int keeperRestarts,
        boolean undeployDetaches,
        Optional<HistoryConfig> history) {

    public SupervisordConfig {
        environment = Map.copyOf(environment);
    }

    /** The same with another user: it is looked up after everything else. */
    SupervisordConfig withUser(Optional<Host.Account> other) {
        return new SupervisordConfig(
                logfile,
                logfileMaxBytes,
                logfileBackups,
                loglevel,
                pidfile,
                umask,
                nodaemon,
                silent,
                minfds,
                minprocs,
                nocleanup,
                childlogdir,
                other,
                directory,
                stripAnsi,
                environment,
                identifier,
                keeper,
                statedir,
                keeperRestarts,
                undeployDetaches,
                history);
    }
}
