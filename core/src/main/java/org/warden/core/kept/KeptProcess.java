package org.warden.core.kept;

import java.util.Optional;
import org.warden.core.config.ProcessConfig;
import org.warden.core.model.ProcessName;
import org.warden.core.model.ProcessState;
import org.warden.core.process.ProcessSnapshot;

/**
 * Where the life of one process stands; the components are those of {@link ProcessSnapshot}, and:
 *
 * @param child the engine's number for it, 0 for none
 * @param socket the engine's number of the listening socket of its section, 0 for none
 * @param listener its half of the conversation, when it is an event listener
 */
public record KeptProcess(
        ProcessName name,
        ProcessState state,
        int pid,
        boolean spawning,
        boolean stopAfterSpawn,
        boolean killing,
        long startSeconds,
        long stopSeconds,
        long startNanos,
        long backoff,
        long deadlineNanos,
        String spawnerr,
        int exitstatus,
        int child,
        int socket,
        Optional<KeptListener> listener) {

    /** What is to be kept of a process. */
    public static KeptProcess of(
            ProcessName name, ProcessSnapshot now, int child, int socket, Optional<KeptListener> listener) {
        return new KeptProcess(
                name,
                now.state(),
                now.pid(),
                now.spawning(),
                now.stopAfterSpawn(),
                now.killing(),
                now.startSeconds(),
                now.stopSeconds(),
                now.startNanos(),
                now.backoff(),
                now.deadlineNanos(),
                now.spawnerr(),
                now.exitstatus(),
                child,
                socket,
                listener);
    }

    /** The same process under the next supervisor, which is not on its way down. */
    public ProcessSnapshot snapshot(ProcessConfig config) {
        return new ProcessSnapshot(
                config,
                state,
                pid,
                spawning,
                stopAfterSpawn,
                killing,
                true,
                startSeconds,
                stopSeconds,
                startNanos,
                backoff,
                deadlineNanos,
                spawnerr,
                exitstatus);
    }
}
