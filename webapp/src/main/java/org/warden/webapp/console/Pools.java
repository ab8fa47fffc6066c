package org.warden.webapp.console;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.EventPoolView;
import org.warden.core.api.Supervisor;

/** The pools of event listeners, which the core tells when it is asked. */
final class Pools {
    private static final long PATIENCE_SECONDS = 2;

    private Pools() {}

    /** Waits for the core; a page without them is better than none, so there are none where it does not answer. */
    static List<EventPoolView> of(Supervisor supervisor) {
        try {
            Answer<List<EventPoolView>> answer = supervisor
                    .ask(new Command.ListEventPools())
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return answer instanceof Answer.Ok<List<EventPoolView>> ok ? ok.value() : List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (ExecutionException | TimeoutException e) {
            return List.of();
        }
    }
}
