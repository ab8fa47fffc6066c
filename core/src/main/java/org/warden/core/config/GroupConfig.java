package org.warden.core.config;

import java.util.List;
import java.util.Optional;

/**
 * A process group, of whichever section it was made.
 *
 * @param processes in start order: by priority and name for one program's processes, in the order of {@code programs}
 *     for a {@code [group:x]}
 * @param pool present for an event listener pool
 * @param socket present for an fcgi-program
 */
public record GroupConfig(
        String name,
        int priority,
        List<ProcessConfig> processes,
        Optional<EventPoolConfig> pool,
        Optional<FcgiSocketConfig> socket) {

    public GroupConfig {
        processes = List.copyOf(processes);
    }
}
