package org.warden.core.kept;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.warden.core.config.GroupConfig;
import org.warden.core.log.AutoLogs;
import org.warden.core.model.ProcessName;

/**
 * What an earlier supervisor had noted.
 *
 * @param daemon empty when there is no such note: then nothing was supervised
 * @param groups in the order of their activation, each with its processes
 * @param unreadable what could not be read, for the log
 */
public record Memory(
        Optional<KeptDaemon> daemon,
        List<ActiveGroup> groups,
        Map<ProcessName, KeptProcess> processes,
        Map<String, KeptPool> pools,
        List<String> unreadable) {

    public Memory {
        groups = List.copyOf(groups);
        processes = Map.copyOf(processes);
        pools = Map.copyOf(pools);
        unreadable = List.copyOf(unreadable);
    }

    /**
     * A group that was active.
     *
     * @param logs where its processes log, in the order of {@code config.processes()}
     */
    public record ActiveGroup(long order, GroupConfig config, List<AutoLogs.Paths> logs) {
        public ActiveGroup {
            logs = List.copyOf(logs);
        }
    }

    /** Reads notes; one that can't be read does not spoil the others. */
    public static Memory of(Map<String, byte[]> notes) {
        Reader reader = new Reader();
        new TreeMap<>(notes).forEach(reader::read);
        return new Memory(reader.daemon, reader.activeGroups(), reader.processes, reader.pools, reader.unreadable);
    }

    /** The first number that no event has had, without reading all the rest; 0 when nothing is known. */
    public static long nextSerial(Map<String, byte[]> notes) {
        byte[] bytes = notes.get(Note.DAEMON);
        try {
            return bytes == null ? 0 : RecordBytes.read(KeptDaemon.class, bytes).nextSerial();
        } catch (UnreadableException toldByOf) {
            return 0;
        }
    }

    private static final class Reader {
        Optional<KeptDaemon> daemon = Optional.empty();
        final List<KeptConfig> configs = new ArrayList<>();
        final List<KeptGroup> groups = new ArrayList<>();
        final Map<ProcessName, KeptProcess> processes = new HashMap<>();
        final Map<String, KeptPool> pools = new HashMap<>();
        final List<String> unreadable = new ArrayList<>();

        List<ActiveGroup> activeGroups() {
            configs.sort(Comparator.comparingInt(KeptConfig::place));
            groups.sort(Comparator.comparingLong(KeptGroup::order));
            Map<String, List<KeptConfig>> byGroup =
                    configs.stream().collect(Collectors.groupingBy(c -> c.name().group()));
            return groups.stream()
                    .map(g -> withProcesses(g, byGroup.getOrDefault(g.config().name(), List.of())))
                    .toList();
        }

        private static ActiveGroup withProcesses(KeptGroup group, List<KeptConfig> processes) {
            return new ActiveGroup(
                    group.order(),
                    group.config()
                            .withProcesses(
                                    processes.stream().map(KeptConfig::config).toList()),
                    processes.stream().map(KeptConfig::logs).toList());
        }

        void read(String key, byte[] bytes) {
            try {
                if (key.equals(Note.DAEMON)) {
                    daemon = Optional.of(RecordBytes.read(KeptDaemon.class, bytes));
                } else if (key.startsWith(Note.GROUP)) {
                    groups.add(RecordBytes.read(KeptGroup.class, bytes));
                } else if (key.startsWith(Note.CONFIG)) {
                    configs.add(RecordBytes.read(KeptConfig.class, bytes));
                } else if (key.startsWith(Note.POOL)) {
                    KeptPool pool = RecordBytes.read(KeptPool.class, bytes);
                    pools.put(pool.group(), pool);
                } else if (key.startsWith(Note.PROCESS)) {
                    KeptProcess process = RecordBytes.read(KeptProcess.class, bytes);
                    processes.put(process.name(), process);
                }
            } catch (UnreadableException e) {
                unreadable.add(
                        "the note " + key + " of the supervisor before this one can't be read: " + e.getMessage());
            }
        }
    }
}
