package org.warden.core.loop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.warden.core.config.ChannelConfig;
import org.warden.core.config.ProcessConfig;
import org.warden.core.log.AutoLogs;
import org.warden.core.model.Channel;
import org.warden.core.model.ProcessName;
import org.warden.core.port.SpawnPlan;

/** Turns what the configuration says of a process into a plan for the engine. Worker threads only: it looks at files. */
final class Preparer {
    private final CommandLookup lookup;
    private final ChildEnvironment environment;
    private final boolean stripAnsi;
    private final boolean report;
    private final long openFiles;

    /**
     * @param report whether output is to be handed to Java as well (the activity log shows it at level debug)
     * @param openFiles soft RLIMIT_NOFILE of children, or -1
     */
    Preparer(CommandLookup lookup, ChildEnvironment environment, boolean stripAnsi, boolean report, long openFiles) {
        this.lookup = lookup;
        this.environment = environment;
        this.stripAnsi = stripAnsi;
        this.report = report;
        this.openFiles = openFiles;
    }

    /** The commands of many processes, looked up as of one moment. */
    List<CommandLookup.Found> findAll(List<ProcessConfig> configs) {
        Map<String, CommandLookup.Found> seen = new HashMap<>();
        return configs.stream().map(c -> lookup.find(c, seen)).toList();
    }

    CommandLookup.Found find(ProcessConfig config) {
        return lookup.find(config, new HashMap<>());
    }

    /** @param listener whether its stdout is the protocol of an event listener, which Java has to hear */
    SpawnPlan plan(
            ProcessName name,
            ProcessConfig config,
            AutoLogs.Paths logs,
            CommandLookup.Found command,
            boolean listener) {
        SpawnPlan.User user = config.user()
                .map(u -> new SpawnPlan.User(u.uid(), u.gid(), u.groups()))
                .orElse(null);
        return new SpawnPlan(
                command.file(),
                command.argv(),
                environment.of(name, config),
                config.directory().orElse(null),
                user,
                config.umask().orElse(-1),
                openFiles,
                config.redirectStderr(),
                output(config.name(), config.stdout(), logs.of(Channel.STDOUT), listener),
                config.redirectStderr()
                        ? SpawnPlan.Output.NONE
                        : output(config.name(), config.stderr(), logs.of(Channel.STDERR), false),
                config.killescaped());
    }

    private SpawnPlan.Output output(String process, ChannelConfig channel, String file, boolean listener) {
        boolean wanted = report || listener || channel.eventsEnabled();
        String syslog = channel.syslog() && !listener ? process : null;
        // What a listener says on its stdout is its protocol; stock captures nothing there either.
        long capture = listener ? 0 : Math.min(channel.captureMaxBytes(), SpawnPlan.Output.MOST_CAPTURED);
        return new SpawnPlan.Output(
                file, channel.maxBytes(), channel.backups(), Math.max(capture, 0), syslog, stripAnsi, wanted);
    }
}
