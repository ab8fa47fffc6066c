package org.warden.core.api;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What has happened, also before this daemon was started. Any thread. */
public interface History {

    /** Where none is kept. */
    History NONE = new History() {
        @Override
        public boolean isOn() {
            return false;
        }

        @Override
        public CompletionStage<Page> find(HistoryFilter filter) {
            return CompletableFuture.completedFuture(new Page(List.of(), 0));
        }
    };

    /** Whether any is kept. */
    boolean isOn();

    /** Looks for entries. Completes exceptionally with an {@link java.io.IOException} when too many ask at once. */
    CompletionStage<Page> find(HistoryFilter filter);

    /**
     * An answer.
     *
     * @param entries newest first
     * @param next what {@link HistoryFilter#before} has to be for those that follow; 0 when there are no more
     */
    record Page(List<HistoryEntry> entries, long next) {
        public Page {
            entries = List.copyOf(entries);
        }
    }
}
