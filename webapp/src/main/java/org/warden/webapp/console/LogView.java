package org.warden.webapp.console;

import java.util.List;
import java.util.Map;
import org.warden.core.api.LogFile;
import org.warden.core.api.LogHits;
import org.warden.core.api.LogReader;

/**
 * What there is to show of a log.
 *
 * @param files of each channel, the newest first
 * @param file which of them is shown; null where both channels are
 * @param window what of it; null where both channels are shown, or what was found
 * @param marked the end of both channels, each line marked; null where one is shown
 * @param found by channel; empty where nothing was looked for
 * @param trouble why nothing could be looked for, or ""
 */
public record LogView(
        Map<String, List<LogFile>> files,
        LogFile file,
        LogReader.Window window,
        byte[] marked,
        Map<String, LogHits> found,
        String trouble) {}
