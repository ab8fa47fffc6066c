package org.warden.core.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A process group, of whichever section it was made.
 *
 * @param processes in start order: by priority and name for one program's processes, in the order of {@code programs}
 *     for a {@code [group:x]}
 * @param pool present for an event listener pool
 * @param sockets the listening sockets of the fcgi-programs in it, by {@link ProcessConfig#section()}: all processes of
 *     one section in one group share one socket
 */
public record GroupConfig(
        String name,
        int priority,
        List<ProcessConfig> processes,
        Optional<EventPoolConfig> pool,
        Map<String, FcgiSocketConfig> sockets) {

    public GroupConfig {
        processes = List.copyOf(processes);
        sockets = Map.copyOf(sockets);
    }

    /** The same with other processes. */
    public GroupConfig withProcesses(List<ProcessConfig> others) {
        return new GroupConfig(name, priority, others, pool, sockets);
    }

    /** The socket that a process of this group gets as descriptor 0. */
    public Optional<FcgiSocketConfig> socketOf(ProcessConfig process) {
        return Optional.ofNullable(sockets.get(process.section()));
    }
}
