package org.warden.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.warden.core.model.HistoryEvent;
import org.warden.core.port.Clock;
import org.warden.core.port.HistorySink;

/** Tells the history who has called what, and what came of it. Any thread. */
public final class Audit {
    static final Audit NONE = new Audit(HistorySink.NONE, null);

    private static final String OK = "ok";

    /** Their arguments after the first are what somebody has to say to a program, perhaps in confidence. */
    private static final Set<String> CONFIDENTIAL = Set.of("sendProcessStdin", "sendRemoteCommEvent");

    private final HistorySink sink;
    private final Clock clock;

    Audit(HistorySink sink, Clock clock) {
        this.sink = sink;
        this.clock = clock;
    }

    /** A call by another way than XML-RPC; what came of it as people read it, {@code ok} if all was well. */
    public void called(Caller caller, String method, List<String> arguments, String result) {
        if (sink != HistorySink.NONE) {
            HistoryEvent event = new HistoryEvent.Called(caller.who(), caller.from(), method, arguments, result);
            sink.record(clock.wallTime().toEpochMilli(), event);
        }
    }

    void watch(Arguments arguments, String method, CompletionStage<?> answer) {
        if (sink == HistorySink.NONE) {
            return;
        }
        answer.whenComplete((value, error) ->
                called(arguments.caller(), method, shown(method, arguments), error == null ? of(value) : why(error)));
    }

    private static List<String> shown(String method, Arguments arguments) {
        boolean confidential = CONFIDENTIAL.contains(method.substring(method.indexOf('.') + 1));
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < arguments.count(); i++) {
            String text = Arguments.shown(arguments.raw(i));
            shown.add(confidential && i > 0 ? "(not kept)" : text);
        }
        return shown;
    }

    private static String why(Throwable error) {
        Throwable cause = MethodTable.unwrap(error);
        return cause instanceof RpcFault fault ? fault.getMessage() : "defect: " + cause;
    }

    /** Of an answer about several processes: which of them failed. */
    private static String of(Object value) {
        if (!(value instanceof List<?> items)) {
            return OK;
        }
        List<String> failed = new ArrayList<>();
        for (Object item : items) {
            if (item instanceof Map<?, ?> struct
                    && struct.get("status") instanceof Integer status
                    && status != FaultCode.SUCCESS.code()) {
                failed.add(String.valueOf(struct.get("description")));
            }
        }
        return failed.isEmpty()
                ? OK
                : failed.size() + " of " + items.size() + " failed: "
                        + String.join(", ", failed.subList(0, Math.min(failed.size(), 10)));
    }
}
