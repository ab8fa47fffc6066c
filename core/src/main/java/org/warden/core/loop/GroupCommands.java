package org.warden.core.loop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.warden.core.api.Command;
import org.warden.core.api.Refusal;
import org.warden.core.config.ConfigDiff;
import org.warden.core.config.ConfigException;
import org.warden.core.config.ConfigPlan;
import org.warden.core.config.ConfigReport;
import org.warden.core.config.Configuration;
import org.warden.core.config.GroupConfig;
import org.warden.core.config.LogLevel;
import org.warden.core.config.ProcessConfig;
import org.warden.core.config.Secrets;
import org.warden.core.log.AutoLogs;
import org.warden.core.model.ProcessName;

/** Reading the configuration anew, and adding and removing groups. Loop thread only. */
final class GroupCommands {
    private final Conductor conductor;

    GroupCommands(Conductor conductor) {
        this.conductor = conductor;
    }

    void register(Commands commands) {
        commands.on(Command.Reread.class, this::reread);
        commands.on(Command.PlanUpdate.class, this::plan);
        commands.on(Command.AddGroup.class, this::addGroup);
        commands.on(Command.RemoveGroup.class, this::removeGroup);
    }

    /** What a worker brings back from reading the file. */
    record ReadResult(Configuration fresh, ConfigException problem) {
        static ReadResult of(ConfigSource source) {
            try {
                Configuration fresh = source.read();
                source.taken(fresh);
                return new ReadResult(fresh, null);
            } catch (ConfigException problem) {
                return new ReadResult(null, problem);
            }
        }
    }

    private void reread(Command.Reread command, Reply<Command.RereadResult> reply) {
        conductor.onWorker(reply, () -> ReadResult.of(conductor.parts.source()), result -> {
            if (result.problem() != null) {
                reply.refuse(Refusal.CANT_REREAD, result.problem().getMessage());
                return;
            }
            conductor.rereadDone(result.fresh());
            logWarnings(result.fresh());
            ConfigDiff diff = ConfigDiff.compare(active(), result.fresh().groups());
            reply.ok(new Command.RereadResult(diff.added(), diff.changed(), diff.removed()));
        });
    }

    private List<GroupConfig> active() {
        return conductor.groups.inOrderOfActivation().stream()
                .map(g -> g.config)
                .toList();
    }

    /** Unlike {@link #reread} this leaves no trace: what was read is forgotten. */
    private void plan(Command.PlanUpdate command, Reply<ConfigPlan> reply) {
        Configuration lastRead = conductor.lastRead;
        List<GroupConfig> active = active();
        Set<ProcessName> running = conductor.groups.allProcesses().stream()
                .filter(process -> process.state().isRunning())
                .map(process -> process.name)
                .collect(Collectors.toSet());
        conductor.onWorker(reply, () -> Planned.of(conductor.parts, lastRead, active, running), planned -> {
            if (planned.problem() == null) {
                reply.ok(planned.plan());
            } else {
                reply.refuse(Refusal.CANT_REREAD, planned.problem());
            }
        });
    }

    /** What a worker brings back from comparing the file with what is active. */
    record Planned(ConfigPlan plan, String problem) {
        static Planned of(Parts parts, Configuration lastRead, List<GroupConfig> active, Set<ProcessName> running) {
            Configuration inUse = parts.configuration();
            try {
                Configuration fresh = parts.source().read();
                Secrets secrets = Secrets.of(parts.environment(), List.of(inUse, lastRead, fresh), active);
                return new Planned(ConfigPlan.of(inUse, lastRead, active, running, fresh, secrets), null);
            } catch (ConfigException problem) {
                Secrets secrets = Secrets.of(parts.environment(), List.of(inUse, lastRead), active);
                return new Planned(null, ConfigReport.forClient(problem, secrets));
            }
        }
    }

    /** What is odd about the file is worth a line each time it is read; that it was read, and by whom, is not. */
    private void logWarnings(Configuration fresh) {
        fresh.notices().stream()
                .filter(n -> n.level() == LogLevel.WARN)
                .forEach(n -> conductor.log(n.level(), n.text()));
    }

    private void addGroup(Command.AddGroup command, Reply<Boolean> reply) {
        String name = command.group();
        GroupConfig config = conductor.lastRead.group(name).orElse(null);
        if (config == null) {
            reply.refuse(Refusal.BAD_NAME, name);
        } else if (conductor.groups.group(name) != null) {
            reply.refuse(Refusal.ALREADY_ADDED, name);
        } else {
            conductor.sockets.tryOut(
                    config.sockets().values(),
                    problem -> problem.ifPresentOrElse(
                            text -> reply.refuse(Refusal.FAILED, text), () -> activate(config, reply)));
        }
    }

    private void activate(GroupConfig config, Reply<Boolean> reply) {
        String name = config.name();
        conductor.onWorker(reply, () -> LogPaths.of(config, conductor.parts.autoLogs()), paths -> {
            if (conductor.groups.group(name) != null) {
                reply.refuse(Refusal.ALREADY_ADDED, name);
            } else if (paths.problem() != null) {
                conductor.log(LogLevel.ERROR, paths.problem());
                reply.refuse(Refusal.FAILED, paths.problem());
            } else {
                conductor.activate(config, paths.paths());
                conductor.autostart(conductor.groups.group(name));
                reply.ok(true);
            }
        });
    }

    private void removeGroup(Command.RemoveGroup command, Reply<Boolean> reply) {
        ManagedGroup group = conductor.groups.group(command.group());
        if (group == null) {
            reply.refuse(Refusal.BAD_NAME, command.group());
        } else if (!group.unstopped().isEmpty()) {
            reply.refuse(Refusal.STILL_RUNNING, command.group());
        } else {
            conductor.groups.remove(group);
            group.processes.forEach(conductor.sockets::settle);
            conductor.groupsChanged();
            conductor.sampler.retainKnown();
            conductor.notebook.groupRemoved(group);
            conductor.events.groupRemoved(group);
            reply.ok(true);
        }
    }

    /** Where the processes of a group log; made off the loop thread because AUTO files are created by it. */
    record LogPaths(List<AutoLogs.Paths> paths, String problem) {
        static LogPaths of(GroupConfig group, AutoLogs autoLogs) {
            List<AutoLogs.Paths> paths = new ArrayList<>();
            for (ProcessConfig process : group.processes()) {
                try {
                    paths.add(autoLogs.resolve(process));
                } catch (IOException e) {
                    return new LogPaths(
                            List.of(), "could not create a log file for '" + process.name() + "' in childlogdir: " + e);
                }
            }
            return new LogPaths(paths, null);
        }
    }
}
