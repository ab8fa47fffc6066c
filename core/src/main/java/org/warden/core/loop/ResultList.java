package org.warden.core.loop;

import java.util.ArrayList;
import java.util.List;
import org.warden.core.api.Answer;
import org.warden.core.api.Command.ItemResult;
import org.warden.core.model.ProcessName;

/** Gathers the results of a call over many processes in the order in which they come, and answers when all are there. */
final class ResultList {
    private final Reply<List<ItemResult>> reply;
    private final List<ItemResult> results = new ArrayList<>();
    private int expected;

    ResultList(Reply<List<ItemResult>> reply, int expected) {
        this.reply = reply;
        this.expected = expected;
        answerIfComplete();
    }

    void add(ProcessName name, Answer<Boolean> outcome) {
        results.add(new ItemResult(name, outcome));
        expected--;
        answerIfComplete();
    }

    private void answerIfComplete() {
        if (expected == 0) {
            reply.ok(List.copyOf(results));
        }
    }
}
