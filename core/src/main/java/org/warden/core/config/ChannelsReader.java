package org.warden.core.config;

import java.util.Optional;
import org.warden.core.config.ChannelConfig.LogTarget;
import org.warden.core.port.SpawnPlan;

/** Reads the keys of a process's two output channels. */
final class ChannelsReader {
    private static final long FIFTY_MEGABYTES = 50L << 20;

    private final Reading reading;
    private final SectionReader section;

    /** @param section with the names of one process */
    ChannelsReader(Reading reading, SectionReader section) {
        this.reading = reading;
        this.section = section;
    }

    /** Stock reads these keys once for all processes of a section, before the others of a channel. */
    static void checkCommon(SectionReader section) {
        for (String channel : new String[] {"stdout", "stderr"}) {
            section.get(channel + "_capture_maxbytes", 0L, Values::byteSize);
            section.get(channel + "_events_enabled", false, Values::bool);
        }
    }

    ChannelConfig read(String channel) {
        String logKey = channel + "_logfile";
        Optional<String> text = logText(logKey);
        boolean magicWord = text.isPresent() && text.get().equalsIgnoreCase("syslog");
        LogTarget target = magicWord ? new LogTarget.None() : target(logKey, text);
        int backups = section.get(logKey + "_backups", 10, Values::smallInteger);
        long maxBytes = section.get(logKey + "_maxbytes", FIFTY_MEGABYTES, Values::byteSize);
        boolean syslog = section.get(channel + "_syslog", false, Values::bool);
        if (magicWord) {
            section.warnAsStock(
                    logKey,
                    "For [" + section.header() + "], " + logKey
                            + "=syslog but this is deprecated and will be removed.  Use " + channel
                            + "_syslog=true to enable syslog instead.");
        }
        if (target instanceof LogTarget.Auto && maxBytes == 0) {
            section.warnAsStock(
                    logKey,
                    "For [" + section.header() + "], AUTO logging used for " + logKey
                            + " without rollover, set maxbytes > 0 to avoid filling up filesystem unintentionally");
        }
        section.settled(logKey, target);
        long captureMaxBytes = section.get(channel + "_capture_maxbytes", 0L, Values::byteSize);
        if (captureMaxBytes > SpawnPlan.Output.MOST_CAPTURED) {
            section.warnAsStock(
                    channel + "_capture_maxbytes",
                    "For [" + section.header() + "], " + channel + "_capture_maxbytes=" + captureMaxBytes
                            + " is more than an event carries, the last " + SpawnPlan.Output.MOST_CAPTURED
                            + " bytes are kept");
        }
        boolean events = section.get(channel + "_events_enabled", false, Values::bool);
        section.settled(channel + "_syslog", syslog || magicWord);
        return new ChannelConfig(target, maxBytes, backups, captureMaxBytes, events, syslog || magicWord);
    }

    /** A redirected channel has no log of its own. */
    ChannelConfig readStderr(boolean redirected) {
        ChannelConfig stderr = read("stderr");
        if (!redirected) {
            return stderr;
        }
        if (stderr.logfile() instanceof LogTarget.File) {
            section.warnAsStock(
                    "stderr_logfile",
                    "For [" + section.header() + "], redirect_stderr=true but stderr_logfile has also been"
                            + " set to a filename, the filename has been ignored");
        }
        return stderr.withLogfile(section.settled("stderr_logfile", new LogTarget.None()));
    }

    private LogTarget target(String key, Optional<String> text) {
        if (text.isEmpty()) {
            return new LogTarget.Auto();
        }
        try {
            return reading.hostValues.childLog(text.get());
        } catch (BadValue bad) {
            section.fail(key, bad);
            return new LogTarget.Auto();
        }
    }

    /**
     * Stock expands these two keys twice, so a percent sign takes four of them ({@code %%%%}), and fails when somebody
     * writes two. Here the second pass counts where it is possible, and the first where it is not: both spellings mean one
     * percent sign.
     */
    private Optional<String> logText(String key) {
        Optional<String> once = section.text(key);
        if (once.isEmpty() || once.get().indexOf('%') < 0) {
            return once;
        }
        try {
            return Optional.of(section.namesAt(section.entry(key)).expand(once.get(), key));
        } catch (BadValue secondPassImpossible) {
            return once;
        }
    }
}
