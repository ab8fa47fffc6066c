package org.warden.core.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.warden.core.model.Signal;
import org.warden.core.port.Host;

/**
 * One process of a {@code [program:x]}, {@code [fcgi-program:x]} or {@code [eventlistener:x]}, all expansions done.
 *
 * @param name the process's own name
 * @param section the section it comes from, header without brackets
 * @param command not yet split into words; may be empty, which fails at start
 * @param startsecs seconds
 * @param exitcodes in the order of the file
 * @param stopwaitsecs seconds
 * @param killescaped whether what has certainly descended from it and left its process group is killed after a stop
 * @param user whom to become
 * @param environment the daemon section's keys with the program's laid over them; without the daemon's own environment
 * @param umask 0 to 0777
 * @param serverurl what SUPERVISOR_SERVER_URL is: empty for AUTO, "" for not set at all
 */
public record ProcessConfig(
        String name,
        String section,
        String command,
        int priority,
        boolean autostart,
        AutoRestart autorestart,
        long startsecs,
        long startretries,
        List<Integer> exitcodes,
        Signal stopsignal,
        long stopwaitsecs,
        boolean stopasgroup,
        boolean killasgroup,
        boolean killescaped,
        Optional<Host.Account> user,
        boolean redirectStderr,
        ChannelConfig stdout,
        ChannelConfig stderr,
        Map<String, String> environment,
        Optional<String> directory,
        Optional<Integer> umask,
        Optional<String> serverurl) {

    public ProcessConfig {
        exitcodes = List.copyOf(exitcodes);
        environment = Map.copyOf(environment);
    }

    /** The same with other channels. */
    ProcessConfig withChannels(ChannelConfig otherStdout, ChannelConfig otherStderr) {
        return new ProcessConfig(
                name,
                section,
                command,
                priority,
                autostart,
                autorestart,
                startsecs,
                startretries,
                exitcodes,
                stopsignal,
                stopwaitsecs,
                stopasgroup,
                killasgroup,
                killescaped,
                user,
                redirectStderr,
                otherStdout,
                otherStderr,
                environment,
                directory,
                umask,
                serverurl);
    }
}
