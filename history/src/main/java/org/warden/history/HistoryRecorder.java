package org.warden.history;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.warden.core.api.History;
import org.warden.core.api.HistoryFilter;
import org.warden.core.config.HistoryConfig;
import org.warden.core.config.LogLevel;
import org.warden.core.log.LogSink;
import org.warden.core.model.HistoryEvent;
import org.warden.core.port.Clock;
import org.warden.core.port.HistorySink;

/**
 * Keeps history on disk by a thread of its own, {@code warden-history}: whoever has something to keep never waits for the
 * disk. What can't be written waits in memory, and when too much waits it is counted instead.
 */
public final class HistoryRecorder implements HistorySink, History, AutoCloseable {
    /** Events that wait for the disk, at most. */
    static final int MOST_WAITING = 20_000;

    private static final int MOST_QUESTIONS = 100;
    private static final int BATCH = 500;

    /** Events of so long a time are written together. */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LAST_WRITE_MILLIS = 3000;

    private final HistoryConfig config;
    private final Clock clock;
    private final LogSink log;
    private final long retryNanos;
    private final Thread thread = new Thread(this::run, "warden-history");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Under the lock.
    private final Deque<Segments.Timed> waiting = new ArrayDeque<>();
    private final Deque<Question> questions = new ArrayDeque<>();
    private long lost;
    private boolean closed;

    // The thread's.
    private Segments segments;
    private boolean troubled;
    private boolean saidDamaged;
    private long retryAt;

    private record Question(HistoryFilter filter, CompletableFuture<Page> answer) {}

    private HistoryRecorder(HistoryConfig config, Clock clock, LogSink log, long retryNanos) {
        this.config = config;
        this.clock = clock;
        this.log = log;
        this.retryNanos = retryNanos;
        this.retryAt = System.nanoTime();
        thread.setDaemon(true);
    }

    /** Begins. No file is touched before there is something to keep or to look for. */
    public static HistoryRecorder start(HistoryConfig config, Clock clock, LogSink log) {
        return start(config, clock, log, RETRY_NANOS);
    }

    static HistoryRecorder start(HistoryConfig config, Clock clock, LogSink log, long retryNanos) {
        HistoryRecorder recorder = new HistoryRecorder(config, clock, log, retryNanos);
        recorder.thread.start();
        return recorder;
    }

    @Override
    public void record(long millis, HistoryEvent event) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (waiting.size() == MOST_WAITING) {
                lost++;
                return;
            }
            waiting.add(new Segments.Timed(millis, event));
            if (waiting.size() == 1 || waiting.size() == BATCH) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public CompletionStage<Page> find(HistoryFilter filter) {
        CompletableFuture<Page> answer = new CompletableFuture<>();
        lock.lock();
        try {
            if (closed || questions.size() == MOST_QUESTIONS) {
                answer.completeExceptionally(new IOException("the history has more questions waiting than it takes"));
            } else {
                questions.add(new Question(filter, answer));
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        return answer;
    }

    private void run() {
        try {
            while (await()) {
                turn();
            }
            turn();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    /** Everything that waits, in its order: a question sees what was told before it. */
    private void turn() {
        boolean goesOn = true;
        while (goesOn && System.nanoTime() - retryAt >= 0) {
            goesOn = writeBatch();
        }
        Question question = nextQuestion();
        while (question != null) {
            answer(question);
            question = nextQuestion();
        }
    }

    /** Waits until there is something to do. False when this is the end. */
    private boolean await() throws InterruptedException {
        lock.lock();
        try {
            while (!closed && questions.isEmpty() && (waiting.isEmpty() || retryAt - System.nanoTime() > 0)) {
                if (waiting.isEmpty()) {
                    changed.await();
                } else {
                    changed.awaitNanos(retryAt - System.nanoTime());
                }
            }
            long gather = GATHER_NANOS;
            while (!closed && questions.isEmpty() && waiting.size() < BATCH && gather > 0) {
                gather = changed.awaitNanos(gather);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** False when nothing is left to be written, or nothing can be. */
    private boolean writeBatch() {
        List<Segments.Timed> batch = nextBatch();
        if (batch.isEmpty()) {
            return false;
        }
        long lostBefore = lostSoFar();
        long now = clock.wallTime().toEpochMilli();
        try {
            if (segments == null) {
                segments = Segments.open(config, now);
            }
            segments.append(withLost(batch, lostBefore, now), now);
        } catch (IOException | RuntimeException e) {
            trouble(e);
            return false;
        }
        written(batch.size(), lostBefore);
        return true;
    }

    private static List<Segments.Timed> withLost(List<Segments.Timed> batch, long lost, long now) {
        if (lost == 0) {
            return batch;
        }
        List<Segments.Timed> all = new ArrayList<>(batch);
        all.add(new Segments.Timed(now, new HistoryEvent.Lost(lost)));
        return all;
    }

    private List<Segments.Timed> nextBatch() {
        lock.lock();
        try {
            List<Segments.Timed> batch = new ArrayList<>(Math.min(BATCH, waiting.size()));
            Iterator<Segments.Timed> all = waiting.iterator();
            while (batch.size() < BATCH && all.hasNext()) {
                batch.add(all.next());
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private long lostSoFar() {
        lock.lock();
        try {
            return lost;
        } finally {
            lock.unlock();
        }
    }

    private void written(int count, long lostAndTold) {
        lock.lock();
        try {
            for (int i = 0; i < count; i++) {
                waiting.remove();
            }
            lost -= lostAndTold;
        } finally {
            lock.unlock();
        }
        if (troubled) {
            troubled = false;
            log.log(
                    LogLevel.INFO,
                    "history is kept again in " + config.directory()
                            + (lostAndTold == 0 ? "" : "; " + lostAndTold + " events were lost"));
        }
    }

    /** Said once, until it works again. */
    private void trouble(Exception e) {
        if (segments != null) {
            segments.giveUp();
            segments = null;
        }
        retryAt = System.nanoTime() + retryNanos;
        if (!troubled) {
            troubled = true;
            log.log(
                    LogLevel.ERROR,
                    "history can't be kept in " + config.directory() + ": " + e.getMessage() + "; programs are not"
                            + " concerned, up to " + MOST_WAITING + " events wait in memory, and it is tried again");
        }
    }

    private Question nextQuestion() {
        lock.lock();
        try {
            return questions.poll();
        } finally {
            lock.unlock();
        }
    }

    private void answer(Question question) {
        long now = clock.wallTime().toEpochMilli();
        try {
            if (segments == null) {
                segments = Segments.open(config, now);
            }
            Segments.Found found = segments.find(question.filter(), now);
            if (found.damaged() > 0 && !saidDamaged) {
                saidDamaged = true;
                log.log(
                        LogLevel.WARN,
                        found.damaged() + " files of the history in " + config.directory() + " are damaged");
            }
            question.answer().complete(new Page(found.entries(), found.next()));
        } catch (IOException | RuntimeException e) {
            question.answer().completeExceptionally(new IOException(e.getMessage(), e));
        }
    }

    private void end() {
        Question question = nextQuestion();
        while (question != null) {
            question.answer().completeExceptionally(new IOException("the history is closed"));
            question = nextQuestion();
        }
        try {
            if (segments != null) {
                segments.close();
            }
        } catch (IOException e) {
            log.log(LogLevel.WARN, "the history in " + config.directory() + " was not closed well: " + e.getMessage());
        }
    }

    /** Writes what waits, for a moment at the most. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(LAST_WRITE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
