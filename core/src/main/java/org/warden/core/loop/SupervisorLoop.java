package org.warden.core.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.Refusal;
import org.warden.core.api.Supervisor;
import org.warden.core.api.SupervisorView;
import org.warden.core.config.FcgiSocketConfig;
import org.warden.core.config.GroupConfig;
import org.warden.core.kept.TakeBack;
import org.warden.core.log.AutoLogs;
import org.warden.core.port.Spawner;
import org.warden.core.port.SpawnerEvent;
import org.warden.core.port.Survey;

/**
 * The one thread that owns the supervisor's state, with its inbox. Sleeps until a message comes or a deadline is due; it
 * never polls.
 */
public final class SupervisorLoop implements Supervisor, Spawner.Listener {
    /** Commands that may wait; one more is refused. Engine events are bounded by the engine itself. */
    private static final int MAX_WAITING = 20_000;

    private static final int MAX_BATCH = 256;

    private final Parts parts;
    private final Conductor conductor;
    private final LinkedBlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final CompletableFuture<Ending> ended = new CompletableFuture<>();
    private final CountDownLatch firstStarts = new CountDownLatch(1);
    private final Thread thread;
    private volatile SupervisorView view;

    /** What came before there were groups. Written before the thread starts. */
    private final List<Message> early = new ArrayList<>();

    /** What an earlier supervisor left. Written before the thread starts. */
    private Survey left = Survey.NOTHING;

    private boolean afterShutdown;

    /** A loop without groups; see {@link #activate}. */
    public SupervisorLoop(Parts parts) {
        this.parts = parts;
        this.conductor = new Conductor(parts, inbox::add);
        this.view = conductor.view(null);
        this.thread = new Thread(this::run, "warden-loop");
    }

    /**
     * Opens listening sockets and closes them again. Waits for the engine, whose events must reach
     * this loop already. Before {@link #start} only.
     *
     * @return the first problem, in stock's words
     */
    public Optional<String> trySockets(List<FcgiSocketConfig> sockets) throws InterruptedException {
        AtomicReference<Optional<String>> tried = new AtomicReference<>();
        conductor.sockets.tryOut(sockets, tried::set);
        conductor.notebook.flush();
        while (tried.get() == null) {
            Message message = inbox.take();
            boolean isOfSockets = message instanceof Message.Back
                    || (message instanceof Message.Happened h && h.event() instanceof SpawnerEvent.Listening);
            if (isOfSockets) {
                handle(message);
            } else {
                // Of children that are still to be taken back, or a signal.
                early.add(message);
            }
        }
        return tried.get();
    }

    /**
     * Says where the processes of a group log, and creates their AUTO files. Touches files: not for the loop thread.
     *
     * @throws java.io.IOException when childlogdir can't be written
     */
    public static List<AutoLogs.Paths> logPaths(GroupConfig group, AutoLogs autoLogs) throws java.io.IOException {
        GroupCommands.LogPaths made = GroupCommands.LogPaths.of(group, autoLogs);
        if (made.problem() != null) {
            throw new java.io.IOException(made.problem());
        }
        return made.paths();
    }

    /**
     * Makes the groups known of which some may have lived under a supervisor before. Before {@link #start} only.
     *
     * @param paths where the processes of each group log
     */
    public void takeBack(TakeBack from, Survey survey, List<List<AutoLogs.Paths>> paths) {
        for (int i = 0; i < from.groups().size(); i++) {
            TakeBack.Group group = from.groups().get(i);
            if (group.logs().isPresent()) {
                conductor.resumption.takeBack(group, paths.get(i), survey);
            } else {
                conductor.activate(group.config(), paths.get(i));
            }
        }
        conductor.notebook.forgetAllBut(survey.notes().keySet());
        left = survey;
        afterShutdown = from.afterShutdown();
        publish();
    }

    /** Starts the thread and with it all programs that start by themselves. */
    public void start() {
        thread.start();
    }

    /**
     * Waits until each program that starts by itself has a pid or has failed, as clients of stock find them. One that can't be
     * started for long, on a dead mount say, is not waited for.
     *
     * @param mostMillis how long at most
     */
    public void awaitFirstStarts(long mostMillis) throws InterruptedException {
        firstStarts.await(mostMillis, TimeUnit.MILLISECONDS);
    }

    /** Completes when the loop has stopped everything. */
    public CompletionStage<Ending> ended() {
        return ended;
    }

    @Override
    public <R> CompletionStage<Answer<R>> ask(Command<R> command) {
        Reply<R> reply = conductor.newReply();
        if (waiting.incrementAndGet() > MAX_WAITING || ended.isDone()) {
            waiting.decrementAndGet();
            return CompletableFuture.failedFuture(
                    new RejectedExecutionException("the supervisor has more commands waiting than it takes"));
        }
        inbox.add(new Message.Ask<>(command, reply));
        if (ended.isDone()) {
            refuseRest();
        }
        return reply.future();
    }

    @Override
    public SupervisorView view() {
        return view;
    }

    @Override
    public void happened(SpawnerEvent event) {
        inbox.add(new Message.Happened(event));
    }

    private void run() {
        conductor.events.begin();
        conductor.resumption.resume(left, afterShutdown);
        conductor.groups.ordered().forEach(conductor::autostart);
        conductor.sampler.begin();
        early.forEach(this::handle);
        publish();
        lookForFirstStarts();
        List<Message> batch = new ArrayList<>(MAX_BATCH);
        try {
            while (!conductor.isDone()) {
                takeBatch(batch);
                batch.forEach(this::handle);
                batch.clear();
                conductor.runTimers();
                conductor.shutdown.progress();
                publish();
                lookForFirstStarts();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            conductor.end();
            conductor.notebook.flush();
            firstStarts.countDown();
            ended.complete(conductor.ending());
            refuseRest();
        }
    }

    private void lookForFirstStarts() {
        if (firstStarts.getCount() > 0
                && conductor.groups.allProcesses().stream().noneMatch(process -> process.snapshot.spawning())) {
            firstStarts.countDown();
        }
    }

    /** Nobody is left to carry out what stands in the inbox; whoever asked is told so and does not wait for ever. */
    private void refuseRest() {
        for (Message message = inbox.poll(); message != null; message = inbox.poll()) {
            if (message instanceof Message.Ask<?> ask) {
                refuse(ask);
            }
        }
    }

    private static <R> void refuse(Message.Ask<R> ask) {
        ask.reply().future().complete(Answer.refused(Refusal.SHUTDOWN_STATE, null));
    }

    private void handle(Message message) {
        if (message instanceof Message.Ask<?>) {
            waiting.decrementAndGet();
        }
        conductor.handle(message);
    }

    private void takeBatch(List<Message> batch) throws InterruptedException {
        long wait = conductor.timers.nextNanos() - parts.clock().nowNanos();
        Message first = wait <= 0 ? inbox.poll() : inbox.poll(wait, TimeUnit.NANOSECONDS);
        if (first != null) {
            batch.add(first);
            inbox.drainTo(batch, MAX_BATCH - 1);
        }
    }

    /** The view first, then the answers, so that a client reads its own write. */
    private void publish() {
        view = conductor.view(view);
        conductor.notebook.flush();
        conductor.takeOutgoing().forEach(Runnable::run);
    }
}
