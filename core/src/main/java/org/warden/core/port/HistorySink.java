package org.warden.core.port;

import org.warden.core.model.HistoryEvent;

/** Takes what is worth knowing later. */
@FunctionalInterface
public interface HistorySink {

    /** Where no history is kept. */
    HistorySink NONE = (millis, event) -> {};

    /**
     * Returns at once and never fails, whatever becomes of the event. Any thread.
     *
     * @param millis when it happened, Unix time in milliseconds
     */
    void record(long millis, HistoryEvent event);
}
