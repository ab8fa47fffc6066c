package org.warden.core.port;

import java.util.List;
import org.warden.core.model.Channel;
import org.warden.core.model.ExitStatus;

/** What the engine tells the loop, in the order in which it happened. Times are CLOCK_MONOTONIC and CLOCK_REALTIME nanoseconds. */
public sealed interface SpawnerEvent {

    /** The program was executed, or has failed between fork and exec and will exit 127 having said so on its stderr. */
    record Spawned(int child, int pid, long nanos, long wallNanos) implements SpawnerEvent {}

    /**
     * No process came to be.
     *
     * @param errnoName of {@link Stage#POLICY}: what is refused, in words
     */
    record SpawnFailed(int child, Stage stage, int errno, String errnoName, long nanos, long wallNanos)
            implements SpawnerEvent {}

    /** Where a spawn failed in the parent. */
    enum Stage {
        /** Opening a log file. */
        LOG,
        /** Making pipes. */
        PIPE,
        /** The clone itself. */
        FORK,
        /** Its listening socket is not open. */
        SOCKET,
        /** The policy of a root keeper refuses it. */
        POLICY
    }

    /** A listening socket is open (errno 0), or could not be opened. */
    record Listening(int socket, Step step, int errno, String errnoName) implements SpawnerEvent {}

    /** Where opening a socket failed. */
    enum Step {
        /** Making, binding, listening. */
        BIND,
        /** What has its path is no socket. */
        OCCUPIED,
        /** Changing the owner of its path. */
        OWNER,
        /** Changing the permissions of its path. */
        MODE
    }

    /**
     * The child was reaped; all output that it wrote before is in its log files.
     *
     * @param userMicros user CPU time of the child, in microseconds
     * @param systemMicros system CPU time
     * @param maxRssKib its largest resident size, in KiB
     */
    record Exited(
            int child,
            int pid,
            ExitStatus status,
            long nanos,
            long wallNanos,
            long userMicros,
            long systemMicros,
            long maxRssKib)
            implements SpawnerEvent {}

    /** Something about one channel of a child. */
    sealed interface OfChannel extends SpawnerEvent {
        int child();

        Channel channel();
    }

    /** One read of a channel that is reported; at most 128 KiB. */
    record Output(int child, Channel channel, byte[] bytes) implements OfChannel {}

    /** An end token of capture mode was seen; the bytes are the last ones that stood before it. */
    record Captured(int child, Channel channel, byte[] bytes) implements OfChannel {}

    /** Bytes that were captured came to nothing: no end token came (errno 0), or there was no memory. */
    record CaptureDropped(int child, Channel channel, int errno, String errnoName, long bytes) implements OfChannel {}

    /** Syslog did not take lines; said once until it takes one again. {@code lost} messages went nowhere. */
    record SyslogTrouble(int child, Channel channel, int errno, String errnoName, long lost) implements OfChannel {}

    /**
     * What some of the living children use; a part of what {@link SpawnerCommand.Measure} has asked for.
     *
     * @param nanos when it was looked at
     */
    record Measured(long nanos, List<Usage> usages) implements SpawnerEvent {
        public Measured {
            usages = List.copyOf(usages);
        }
    }

    /** The answer to a command that carried a seq. errno 0 is success. */
    record Done(int child, int seq, int errno, String errnoName) implements SpawnerEvent {}

    /** A log file could not be opened, written or rotated; said once until it works again. {@code lost} bytes went nowhere. */
    record LogTrouble(int child, Channel channel, String operation, int errno, String errnoName, long lost)
            implements OfChannel {}

    /** A process that the engine did not start has ended and was collected: an orphan, handed to process 1 or a subreaper. */
    record Reaped(int pid, ExitStatus status) implements SpawnerEvent {}

    /**
     * The engine that outlives supervisors has ended, and there is another one. Until {@link Spawner#goOn} it gets no
     * commands.
     *
     * @param survey what it has from the one before
     */
    record Replaced(Survey survey) implements SpawnerEvent {}

    /**
     * The engine that outlives supervisors is this one's no more. No command reaches it.
     *
     * @param why a sentence for the log
     */
    record Dismissed(String why) implements SpawnerEvent {}

    /** The daemon itself received a signal (standalone only). */
    record SignalReceived(int signal) implements SpawnerEvent {}
}
