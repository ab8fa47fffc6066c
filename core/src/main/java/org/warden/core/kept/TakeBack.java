package org.warden.core.kept;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.warden.core.config.Configuration;
import org.warden.core.config.GroupConfig;
import org.warden.core.config.ProcessConfig;
import org.warden.core.log.AutoLogs;
import org.warden.core.model.Channel;
import org.warden.core.model.ProcessName;

/**
 * Which groups a supervisor begins with when there was one before it: those that were active, under what they ran with,
 * and then those that only the files have. So a group that was changed or removed meanwhile stands as it does after a
 * {@code reread}, until somebody says {@code update}.
 *
 * @param groups in the order of their activation
 * @param nextSerial the first number for events
 * @param afterShutdown whether the supervisor before was stopping everything
 */
public record TakeBack(List<Group> groups, long nextSerial, boolean afterShutdown) {
    public TakeBack {
        groups = List.copyOf(groups);
    }

    /**
     * A group to begin with.
     *
     * @param order its place when it became active; -1 for a new one
     * @param config the object of the new configuration where the two are equal
     * @param logs where its processes log; empty for a new one: its files have still to be made
     * @param processes what was kept of its processes; one that is not there never ran
     * @param pool empty for a new group, and for one without a pool
     */
    public record Group(
            long order,
            GroupConfig config,
            Optional<List<AutoLogs.Paths>> logs,
            Map<ProcessName, KeptProcess> processes,
            Optional<KeptPool> pool) {
        public Group {
            processes = Map.copyOf(processes);
        }

        static Group fresh(GroupConfig config) {
            return new Group(-1, config, Optional.empty(), Map.of(), Optional.empty());
        }
    }

    /**
     * Decides. After a supervisor that was going down only what has a child is taken back: the rest begins as at any start.
     *
     * @param fresh what the files say now
     */
    public static TakeBack of(Configuration fresh, Memory memory) {
        boolean goingDown = memory.daemon().map(KeptDaemon::goingDown).orElse(false);
        List<Group> groups = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (Memory.ActiveGroup kept : memory.groups()) {
            Map<ProcessName, KeptProcess> processes = processesOf(kept.config(), memory, goingDown);
            if (goingDown && processes.isEmpty()) {
                continue;
            }
            known.add(kept.config().name());
            GroupConfig config = fresh.group(kept.config().name())
                    .filter(kept.config()::equals)
                    .orElse(kept.config());
            Optional<KeptPool> pool = Optional.ofNullable(memory.pools().get(config.name()));
            groups.add(new Group(kept.order(), config, Optional.of(kept.logs()), processes, pool));
        }
        for (GroupConfig config : fresh.groups()) {
            if (!known.contains(config.name())) {
                groups.add(Group.fresh(config));
            }
        }
        return new TakeBack(groups, memory.daemon().map(KeptDaemon::nextSerial).orElse(0L), goingDown);
    }

    private static Map<ProcessName, KeptProcess> processesOf(GroupConfig config, Memory memory, boolean goingDown) {
        Map<ProcessName, KeptProcess> processes = new HashMap<>();
        for (ProcessConfig process : config.processes()) {
            ProcessName name = new ProcessName(config.name(), process.name());
            KeptProcess kept = memory.processes().get(name);
            if (kept != null && (!goingDown || kept.child() != 0)) {
                processes.put(name, kept);
            }
        }
        return processes;
    }

    /** The logs of groups that are taken back: they are in use. */
    public Set<String> logsInUse() {
        Set<String> paths = new HashSet<>();
        for (Group group : groups) {
            group.logs().orElse(List.of()).forEach(logs -> {
                for (Channel channel : Channel.values()) {
                    Optional.ofNullable(logs.of(channel)).ifPresent(paths::add);
                }
            });
        }
        return paths;
    }
}
