package org.warden.core.loop;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.warden.core.api.Answer;
import org.warden.core.api.Command.ItemResult;
import org.warden.core.model.ProcessName;

/**
 * Gathers the results of a call over many processes and answers when all are there: first those that were known at once, then
 * those that were waited for, in the order in which they came. Stock looks for them every 50 ms, and so those that come
 * together within that time stand in the order in which they were asked for, as there. Loop thread only.
 */
final class ResultList {
    private static final long TOGETHER_NANOS = 50_000_000L;

    private final Conductor conductor;
    private final Reply<List<ItemResult>> reply;
    private final List<ProcessName> asked;
    private final List<ItemResult> ready = new ArrayList<>();

    /** Those that were waited for since {@link #since}. */
    private final List<ItemResult> together = new ArrayList<>();

    private long since;
    private boolean waiting;

    ResultList(Conductor conductor, Reply<List<ItemResult>> reply, List<ManagedProcess> asked) {
        this.conductor = conductor;
        this.reply = reply;
        this.asked = asked.stream().map(process -> process.name).toList();
    }

    void add(ProcessName name, Answer<Boolean> outcome) {
        ItemResult result = new ItemResult(name, outcome);
        if (!waiting) {
            ready.add(result);
            return;
        }
        long now = conductor.now().nanos();
        if (together.isEmpty() || now - since >= TOGETHER_NANOS) {
            takeTogether();
            since = now;
        }
        together.add(result);
        answerIfComplete();
    }

    /** All were asked for; what comes from now on was waited for. */
    void allAsked() {
        waiting = true;
        answerIfComplete();
    }

    private void takeTogether() {
        together.sort(Comparator.comparingInt(result -> asked.indexOf(result.name())));
        ready.addAll(together);
        together.clear();
    }

    private void answerIfComplete() {
        if (ready.size() + together.size() == asked.size()) {
            takeTogether();
            reply.ok(List.copyOf(ready));
        }
    }
}
