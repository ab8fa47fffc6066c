package org.warden.core.loop;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.warden.core.config.GroupConfig;

/** An active group. Loop thread only. */
final class ManagedGroup {
    final GroupConfig config;

    /** In start order: ascending priority, ties in the order of the configuration. */
    final List<ManagedProcess> processes;

    ManagedGroup(GroupConfig config, List<ManagedProcess> processes) {
        this.config = config;
        List<ManagedProcess> sorted = new ArrayList<>(processes);
        sorted.sort(Comparator.comparingInt(p -> p.config().priority()));
        this.processes = List.copyOf(sorted);
    }

    String name() {
        return config.name();
    }

    List<ManagedProcess> unstopped() {
        return processes.stream().filter(p -> !p.state().isStopped()).toList();
    }
}
