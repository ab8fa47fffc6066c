package org.warden.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.warden.core.config.ChannelConfig.LogTarget;

/**
 * What a configuration read anew would change about the active groups.
 *
 * @param added names of groups that are new, in the order of the new configuration
 * @param changed names of groups that are there in both but not alike, in the order of the new configuration
 * @param removed names of groups that are gone, in the order of activation
 */
public record ConfigDiff(List<String> added, List<String> changed, List<String> removed) {
    public ConfigDiff {
        added = List.copyOf(added);
        changed = List.copyOf(changed);
        removed = List.copyOf(removed);
    }

    /**
     * Compares groups by name, priority, processes (number and order count), event pool and sockets. A log file that is AUTO
     * on either side is not compared. Beyond stock, owner, mode and backlog of a socket count too.
     *
     * <p>Any thread.
     */
    public static ConfigDiff compare(List<GroupConfig> active, List<GroupConfig> fresh) {
        Map<String, GroupConfig> old = byName(active);
        Map<String, GroupConfig> now = byName(fresh);
        List<String> added = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        for (GroupConfig group : fresh) {
            GroupConfig before = old.get(group.name());
            if (before == null) {
                added.add(group.name());
            } else if (!alike(before, group)) {
                changed.add(group.name());
            }
        }
        List<String> removed = active.stream()
                .map(GroupConfig::name)
                .filter(name -> !now.containsKey(name))
                .toList();
        return new ConfigDiff(added, changed, removed);
    }

    static Map<String, GroupConfig> byName(List<GroupConfig> groups) {
        return groups.stream()
                .collect(Collectors.toMap(GroupConfig::name, Function.identity(), (first, second) -> first));
    }

    private static boolean alike(GroupConfig a, GroupConfig b) {
        if (a.priority() != b.priority()
                || a.processes().size() != b.processes().size()
                || !a.pool().equals(b.pool())
                || !a.sockets().equals(b.sockets())) {
            return false;
        }
        for (int i = 0; i < a.processes().size(); i++) {
            ProcessConfig left = a.processes().get(i);
            ProcessConfig right = b.processes().get(i);
            if (!left.equals(aligned(right, left))) {
                return false;
            }
        }
        return true;
    }

    /** The process with those log targets taken from the other that are AUTO in either. */
    private static ProcessConfig aligned(ProcessConfig process, ProcessConfig other) {
        return process.withChannels(
                aligned(process.stdout(), other.stdout()), aligned(process.stderr(), other.stderr()));
    }

    private static ChannelConfig aligned(ChannelConfig channel, ChannelConfig other) {
        boolean skipped = channel.logfile() instanceof LogTarget.Auto || other.logfile() instanceof LogTarget.Auto;
        return skipped ? channel.withLogfile(other.logfile()) : channel;
    }
}
