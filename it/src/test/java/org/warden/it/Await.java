package org.warden.it;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Waits for conditions of the outside world, always with a deadline. */
final class Await {
    /** Long enough for a busy machine; a condition that holds is seen within {@link #STEP_MILLIS}. */
    static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final long STEP_MILLIS = 20;

    private Await() {}

    /** Waits until the condition holds; an exception counts as "not yet" and is shown when time is up. */
    static void until(String what, Callable<Boolean> condition) {
        within(PATIENCE, what, condition);
    }

    /** The same for what takes its time. */
    static void within(Duration patience, String what, Callable<Boolean> condition) {
        value(patience, what, () -> condition.call() ? Optional.of(true) : Optional.empty());
    }

    /** Waits until the question has an answer and returns it; fails with the last exception when time is up. */
    static <T> T value(String what, Callable<Optional<T>> question) {
        return value(PATIENCE, what, question);
    }

    private static <T> T value(Duration patience, String what, Callable<Optional<T>> question) {
        long deadline = System.nanoTime() + patience.toNanos();
        Throwable last = null;
        while (true) {
            try {
                Optional<T> answer = question.call();
                if (answer.isPresent()) {
                    return answer.get();
                }
            } catch (Exception notYet) {
                last = notYet;
            }
            if (System.nanoTime() > deadline) {
                return fail("not within " + patience.toSeconds() + " s: " + what, last);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(STEP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }
}
