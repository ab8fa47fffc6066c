package org.warden.core.loop;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.warden.core.api.Answer;
import org.warden.core.api.Refusal;

/** The place an answer goes to. Loop thread only; an answer leaves after the next view was published. */
final class Reply<R> {
    private final CompletableFuture<Answer<R>> future = new CompletableFuture<>();
    private final Consumer<Runnable> outgoing;
    private boolean answered;

    /** @param outgoing takes the completion and runs it once the view is published */
    Reply(Consumer<Runnable> outgoing) {
        this.outgoing = outgoing;
    }

    CompletableFuture<Answer<R>> future() {
        return future;
    }

    void ok(R value) {
        answer(Answer.ok(value));
    }

    void refuse(Refusal why, String detail) {
        answer(Answer.refused(why, detail));
    }

    void answer(Answer<R> answer) {
        if (answered) {
            throw new IllegalStateException("answered twice: " + answer);
        }
        answered = true;
        outgoing.accept(() -> future.complete(answer));
    }

    /** A defect: the caller sees an exception, the loop lives on. */
    void fail(RuntimeException defect) {
        if (!answered) {
            answered = true;
            outgoing.accept(() -> future.completeExceptionally(defect));
        }
    }
}
