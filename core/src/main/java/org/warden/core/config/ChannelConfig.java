package org.warden.core.config;

/**
 * What becomes of one output channel of a process.
 *
 * @param logfile where it is logged
 * @param maxBytes rotate at this size; 0 never
 * @param backups rotated files to keep
 * @param captureMaxBytes size of the capture buffer; 0 means no capture mode
 * @param eventsEnabled whether reads make PROCESS_LOG events
 * @param syslog whether lines go to syslog too
 */
public record ChannelConfig(
        LogTarget logfile, long maxBytes, int backups, long captureMaxBytes, boolean eventsEnabled, boolean syslog) {

    /** The same with another log. */
    ChannelConfig withLogfile(LogTarget other) {
        return new ChannelConfig(other, maxBytes, backups, captureMaxBytes, eventsEnabled, syslog);
    }

    /** Where a log goes. */
    public sealed interface LogTarget {
        /** Nowhere. */
        record None() implements LogTarget {}

        /** To a file in childlogdir, named when the group is activated. */
        record Auto() implements LogTarget {}

        /** To this path. */
        record File(String path) implements LogTarget {}
    }
}
