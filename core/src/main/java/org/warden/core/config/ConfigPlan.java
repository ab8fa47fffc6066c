package org.warden.core.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.warden.core.model.ProcessName;

/**
 * What an update would do: the groups it would add, change and remove, key by key, and the processes it would stop and start.
 *
 * <p>Values are as they may be shown: secrets are masked ({@link Secrets}).
 *
 * @param file the main configuration file, absolute
 * @param groups in the order of an update: those that are removed, then those that are changed, then those that are added
 * @param sections those about the daemon itself that differ from what is in use
 */
public record ConfigPlan(String file, List<GroupPlan> groups, List<SectionPlan> sections) {
    public ConfigPlan {
        groups = List.copyOf(groups);
        sections = List.copyOf(sections);
    }

    /**
     * Compares what is active with what was read anew; which groups differ is {@link ConfigDiff}'s word.
     *
     * <p>Any thread; touches nothing.
     *
     * @param inUse what the daemon was started with
     * @param lastRead what it has read last
     * @param active the active groups, in the order of activation
     * @param running the processes that an update would have to stop
     * @param fresh what an update would find
     */
    public static ConfigPlan of(
            Configuration inUse,
            Configuration lastRead,
            List<GroupConfig> active,
            Set<ProcessName> running,
            Configuration fresh,
            Secrets secrets) {
        return new ConfigPlan(
                fresh.file(),
                new GroupPlanner(fresh, running, secrets).groups(active),
                SectionComparison.differing(inUse, lastRead, fresh));
    }

    /** Whether an update would do nothing at all. */
    public boolean isEmpty() {
        return groups.isEmpty() && sections.stream().noneMatch(section -> section.when() == When.UPDATE);
    }

    /** What happens to a group, or to a program within one. */
    public enum Change {
        ADDED,
        CHANGED,
        REMOVED
    }

    /**
     * One group.
     *
     * @param where the header of the section that makes it; empty where it is removed
     * @param keys what is new about the group itself: {@code priority} and {@code programs} of a {@code [group:x]}, and the keys
     *     of an event listener pool
     * @param programs what is new about its processes
     * @param stopped processes that run now and would not be started again
     * @param restarted processes that run now and would be stopped and started
     * @param started processes that do not run now and would be started
     */
    public record GroupPlan(
            String name,
            Change change,
            Optional<Origin.Line> where,
            List<KeyChange> keys,
            List<ProgramPlan> programs,
            List<ProcessName> stopped,
            List<ProcessName> restarted,
            List<ProcessName> started) {
        public GroupPlan {
            keys = List.copyOf(keys);
            programs = List.copyOf(programs);
            stopped = List.copyOf(stopped);
            restarted = List.copyOf(restarted);
            started = List.copyOf(started);
        }
    }

    /**
     * Processes of one section for which the same is new.
     *
     * @param section its header without brackets
     * @param processes their names, without the group's
     * @param where the header; empty where they are removed
     * @param keys none unless they are changed
     */
    public record ProgramPlan(
            String section, Change change, List<String> processes, Optional<Origin.Line> where, List<KeyChange> keys) {
        public ProgramPlan {
            processes = List.copyOf(processes);
            keys = List.copyOf(keys);
        }
    }

    /**
     * One key.
     *
     * @param key as in the file; {@code environment.NAME} for a variable; {@code section} where the processes come from a
     *     section of another kind or name
     * @param before the value that is in use; empty where nothing is set
     * @param after the value that an update would bring
     * @param origin where the latter comes from
     */
    public record KeyChange(String key, Optional<String> before, Optional<String> after, Origin origin) {}

    /** What has to be done for a section about the daemon itself to count. */
    public enum When {
        /** An update, or a reread alone: console users and what else is about the console. */
        UPDATE,
        /** A restart of the daemon. */
        RESTART
    }

    /**
     * A section about the daemon itself.
     *
     * @param section its header without brackets
     * @param where it begins; empty where it is gone
     */
    public record SectionPlan(String section, Change change, Optional<Origin.Line> where, When when) {}
}
