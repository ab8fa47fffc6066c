package org.warden.webapp.console;

import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.Refusal;
import org.warden.core.api.Supervisor;
import org.warden.rpc.Audit;
import org.warden.rpc.Caller;

/**
 * Applies what was read anew to chosen groups, as {@code supervisorctl update} does: one update at a time, one group after
 * the other, removed ones first. What became of the last one is kept for whoever looks. Any thread; waits on none.
 */
public final class ConfigUpdates {
    private static final String IN_CONTEXT = ConfigUpdates.class.getName();

    private final LongSupplier nowMillis;
    private Run last;

    ConfigUpdates(LongSupplier nowMillis) {
        this.nowMillis = nowMillis;
    }

    /** The one of a web application. */
    static ConfigUpdates of(ServletContext context) {
        synchronized (ConfigUpdates.class) {
            if (context.getAttribute(IN_CONTEXT) instanceof ConfigUpdates updates) {
                return updates;
            }
            ConfigUpdates updates = new ConfigUpdates(System::currentTimeMillis);
            context.setAttribute(IN_CONTEXT, updates);
            return updates;
        }
    }

    /** How far a group has come. */
    enum Progress {
        WAITING,
        UNDERWAY,
        DONE,
        FAILED
    }

    /**
     * A group and what became of it.
     *
     * @param change added, changed, removed
     * @param refusal why it failed, or null
     * @param detail more about that, or ""
     */
    public record Item(String group, String change, Progress progress, Refusal refusal, String detail) {

        private Item with(Progress other) {
            return new Item(group, change, other, null, "");
        }

        private Item failed(Refusal why, String more) {
            return new Item(group, change, Progress.FAILED, why, more == null || more.equals(group) ? "" : more);
        }

        public boolean isFailed() {
            return progress == Progress.FAILED;
        }

        /** In the viewer's language. */
        String text(Texts texts) {
            if (progress != Progress.FAILED) {
                String word =
                        progress == Progress.DONE ? change : progress.name().toLowerCase(Locale.ROOT);
                return texts.get("configuration.done." + word);
            }
            String why = refusal == null ? texts.get("configuration.moved") : texts.get("refused." + refusal.name());
            return detail.isEmpty() ? why : why + ": " + detail;
        }
    }

    /** What is to be done, or the last that was. */
    static final class Run {
        private final String who;
        private final long millis;
        private final List<Item> items;
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private String trouble = "";

        private Run(String who, long millis, List<Item> items) {
            this.who = who;
            this.millis = millis;
            this.items = new ArrayList<>(items);
        }

        String who() {
            return who;
        }

        /** When it began, Unix time in milliseconds. */
        long millis() {
            return millis;
        }

        synchronized List<Item> items() {
            return List.copyOf(items);
        }

        /** Why nothing was done at all, or "". */
        synchronized String trouble() {
            return trouble;
        }

        /** Completes when there is nothing more to be done. */
        CompletableFuture<Void> ended() {
            return ended.copy();
        }

        private synchronized void set(int index, Item item) {
            items.set(index, item);
        }

        private synchronized Item item(int index) {
            return items.get(index);
        }

        private synchronized void fail(String why) {
            trouble = why;
        }
    }

    /** The last update, which may be under way. */
    synchronized Optional<Run> last() {
        return Optional.ofNullable(last);
    }

    /**
     * Reads the files anew and applies what they say about these groups.
     *
     * @param groups as a plan has them, in its order; without any, only what counts from a reread on is applied
     * @return empty where another update is under way
     */
    synchronized Optional<Run> begin(
            Supervisor supervisor, Audit audit, Caller caller, List<ConfigChanges.Group> groups) {
        if (last != null && !last.ended.isDone()) {
            return Optional.empty();
        }
        Run run = new Run(
                caller.who(),
                nowMillis.getAsLong(),
                groups.stream()
                        .map(group -> new Item(group.name(), group.change(), Progress.WAITING, null, ""))
                        .toList());
        last = run;
        new Update(supervisor, audit, caller, run).begin();
        return Optional.of(run);
    }

    /** One update on its way. */
    private record Update(Supervisor supervisor, Audit audit, Caller caller, Run run) {

        void begin() {
            supervisor.ask(new Command.Reread()).thenCompose(this::groups).whenComplete((done, lost) -> {
                if (lost != null) {
                    run.fail(String.valueOf(lost.getMessage()));
                }
                run.ended.complete(null);
            });
        }

        private CompletionStage<Void> groups(Answer<Command.RereadResult> answer) {
            if (answer instanceof Answer.Refused<Command.RereadResult> refused) {
                String why = refused.why() + (refused.detail() == null ? "" : ": " + refused.detail());
                run.fail(why);
                audit.called(caller, "console.reread", List.of(), why);
                return CompletableFuture.completedFuture(null);
            }
            Command.RereadResult read = ((Answer.Ok<Command.RereadResult>) answer).value();
            audit.called(caller, "console.reread", List.of(), "ok");
            CompletionStage<Void> way = CompletableFuture.completedFuture(null);
            for (int i = 0; i < run.items().size(); i++) {
                int index = i;
                way = way.thenCompose(before -> one(index, read));
            }
            return way;
        }

        private CompletionStage<Void> one(int index, Command.RereadResult read) {
            Item item = run.item(index);
            List<String> meant =
                    switch (item.change()) {
                        case "added" -> read.added();
                        case "changed" -> read.changed();
                        default -> read.removed();
                    };
            if (!meant.contains(item.group())) {
                return settle(index, item.failed(null, ""));
            }
            run.set(index, item.with(Progress.UNDERWAY));
            CompletionStage<Answer<Boolean>> result = item.change().equals("added")
                    ? supervisor.ask(new Command.AddGroup(item.group()))
                    : takeAway(item.group())
                            .thenCompose(gone -> isDone(gone) && item.change().equals("changed")
                                    ? supervisor.ask(new Command.AddGroup(item.group()))
                                    : CompletableFuture.completedFuture(gone));
            return result.thenCompose(answer -> settle(
                    index,
                    answer instanceof Answer.Refused<Boolean> refused
                            ? item.failed(refused.why(), refused.detail())
                            : item.with(Progress.DONE)));
        }

        private static boolean isDone(Answer<Boolean> answer) {
            return answer instanceof Answer.Ok;
        }

        /** A process that does not stop keeps its group. */
        private CompletionStage<Answer<Boolean>> takeAway(String group) {
            return supervisor
                    .ask(new Command.StopGroup(group, true))
                    .thenCompose(stopped -> supervisor.ask(new Command.RemoveGroup(group)));
        }

        private CompletionStage<Void> settle(int index, Item item) {
            run.set(index, item);
            String outcome = item.isFailed()
                    ? (item.refusal() == null ? "changed meanwhile" : item.refusal() + " " + item.detail()).strip()
                    : "ok";
            audit.called(caller, "console.update", List.of(item.group(), item.change()), outcome);
            return CompletableFuture.completedFuture(null);
        }
    }
}
