package org.warden.webapp.console;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.warden.core.api.History;
import org.warden.core.api.HistoryEntry;
import org.warden.core.api.HistoryFilter;

/** Asks the history, and waits for its answer. */
final class EventSearch {
    private static final long PATIENCE_SECONDS = 10;

    /** An answer looks at a part of the store; so many of them are gone through for one page. */
    private static final int MOST_QUESTIONS = 10;

    private EventSearch() {}

    /** One answer of the store. */
    static History.Page once(History history, HistoryFilter filter) throws IOException {
        try {
            return history.find(filter).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the history was not waited for", e);
        } catch (TimeoutException e) {
            throw new IOException("the history has not answered within " + PATIENCE_SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause().getMessage()), e);
        }
    }

    /** So many entries as are wanted, where there are as many: a filter that takes few goes further back. */
    static History.Page page(History history, HistoryFilter filter) throws IOException {
        List<HistoryEntry> found = new ArrayList<>();
        HistoryFilter rest = filter;
        for (int asked = 0; asked < MOST_QUESTIONS; asked++) {
            History.Page page = once(history, rest);
            found.addAll(page.entries());
            if (page.next() == 0 || found.size() >= filter.limit()) {
                return new History.Page(found, page.next());
            }
            rest = filter.from(page.next(), filter.limit() - found.size());
        }
        return new History.Page(found, rest.before());
    }
}
