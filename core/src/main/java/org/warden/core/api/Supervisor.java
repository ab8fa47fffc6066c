package org.warden.core.api;

import java.util.concurrent.CompletionStage;

/** The supervisor as everybody outside the core sees it. All methods may be called from any thread and return at once. */
public interface Supervisor {

    /**
     * Queues a command. The stage completes on the loop thread, after a view that shows its effect was published; it
     * completes exceptionally only for defects. Do long work elsewhere.
     */
    <R> CompletionStage<Answer<R>> ask(Command<R> command);

    /** The last published state. */
    SupervisorView view();
}
