package org.warden.webapp.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.Refusal;
import org.warden.core.api.Supervisor;
import org.warden.core.model.ProcessName;
import org.warden.rpc.Audit;
import org.warden.rpc.Caller;

/** What the buttons of the list do: one command for each program, one result for each. Any thread; waits on none. */
public final class ProgramActions {

    /** What can be done with a program. */
    public enum Verb {
        START,
        STOP,
        RESTART;

        /** As forms and texts name it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @return empty for what is no verb */
        public static Optional<Verb> parse(String word) {
            for (Verb verb : values()) {
                if (verb.word().equals(word)) {
                    return Optional.of(verb);
                }
            }
            return Optional.empty();
        }

        /** Whether it is asked once more: what ends a process, and what concerns more than one. */
        public boolean needsConfirmation(int programs) {
            return this != START || programs > 1;
        }
    }

    /**
     * What became of one program.
     *
     * @param refusal null when it was done
     */
    public record Result(ProcessName name, Refusal refusal, String detail) {

        static Result of(ProcessName name, Answer<Boolean> answer) {
            if (answer instanceof Answer.Refused<Boolean> refused) {
                return new Result(name, refused.why(), refused.detail() == null ? "" : refused.detail());
            }
            return new Result(name, null, "");
        }

        public boolean done() {
            return refusal == null;
        }

        /** For the history: who has done it, and what came of it. */
        public void keep(Audit audit, Caller caller, Verb verb) {
            String outcome = done() ? "ok" : (refusal + " " + detail).strip();
            audit.called(caller, "console." + verb.word(), List.of(name.namespec()), outcome);
        }

        /** In the viewer's language, with the reason. */
        public String text(Verb verb, Texts texts) {
            if (done()) {
                return texts.get("done." + verb.word());
            }
            String why = texts.get("refused." + refusal.name());
            return detail.isEmpty() ? why : why + ": " + detail;
        }
    }

    /** From so many programs on the count has to be typed. */
    public static final int MANY = 11;

    private final Supervisor supervisor;

    public ProgramActions(Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    /** Completes when each of them has settled, in the order given. */
    public CompletionStage<List<Result>> act(Verb verb, List<ProcessName> names) {
        List<CompletableFuture<Result>> pending = new ArrayList<>();
        for (ProcessName name : names) {
            pending.add(
                    one(verb, name).thenApply(answer -> Result.of(name, answer)).toCompletableFuture());
        }
        return CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new))
                .thenApply(all -> pending.stream().map(CompletableFuture::join).toList());
    }

    private CompletionStage<Answer<Boolean>> one(Verb verb, ProcessName name) {
        return switch (verb) {
            case START -> supervisor.ask(new Command.StartProcess(name, true));
            case STOP -> supervisor.ask(new Command.StopProcess(name, true));
            case RESTART ->
                supervisor.ask(new Command.StopProcess(name, true)).thenCompose(stopped -> {
                    boolean down = stopped instanceof Answer.Ok
                            || stopped instanceof Answer.Refused<Boolean> refused
                                    && refused.why() == Refusal.NOT_RUNNING;
                    return down
                            ? supervisor.ask(new Command.StartProcess(name, true))
                            : CompletableFuture.completedFuture(stopped);
                });
        };
    }
}
