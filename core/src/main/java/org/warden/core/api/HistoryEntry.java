package org.warden.core.api;

import org.warden.core.model.HistoryEvent;

/**
 * One event of the history.
 *
 * @param id greater than those of all that were kept before it
 * @param millis when it happened, Unix time in milliseconds
 */
public record HistoryEntry(long id, long millis, HistoryEvent event) {}
