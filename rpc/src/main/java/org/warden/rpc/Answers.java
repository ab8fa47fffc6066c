package org.warden.rpc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.warden.core.api.Answer;
import org.warden.core.api.Command.ItemResult;

/** Turns the core's answers into values and faults. */
final class Answers {

    private Answers() {}

    /** The value of a success through {@code value}; a refusal as a fault about the thing the client named. */
    static <R> CompletionStage<Object> map(CompletionStage<Answer<R>> stage, String given, Function<R, Object> value) {
        return stage.thenApply(answer -> {
            if (answer instanceof Answer.Ok<R> ok) {
                return value.apply(ok.value());
            }
            Answer.Refused<R> refused = (Answer.Refused<R>) answer;
            throw new RpcFault(FaultCode.of(refused.why()), detail(refused, given));
        });
    }

    static <R> CompletionStage<Object> map(CompletionStage<Answer<R>> stage, String given) {
        return map(stage, given, value -> value);
    }

    static CompletionStage<Object> items(CompletionStage<Answer<List<ItemResult>>> stage, String given) {
        return map(stage, given, Answers::structs);
    }

    private static Object structs(List<ItemResult> items) {
        List<Object> structs = new ArrayList<>(items.size());
        items.forEach(item -> structs.add(struct(item)));
        return structs;
    }

    private static Map<String, Object> struct(ItemResult item) {
        FaultCode status = FaultCode.SUCCESS;
        String description = "OK";
        if (item.outcome() instanceof Answer.Refused<Boolean> refused) {
            status = FaultCode.of(refused.why());
            description = status.text(detail(refused, item.name().namespec()));
        }
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("name", item.name().process());
        struct.put("group", item.name().group());
        struct.put("status", status.code());
        struct.put("description", description);
        return struct;
    }

    /** Most faults are about a name, and repeat it as the client wrote it; the others bring their own reason. */
    private static String detail(Answer.Refused<?> refused, String given) {
        boolean names =
                switch (refused.why()) {
                    case BAD_NAME,
                            ABNORMAL_TERMINATION,
                            SPAWN_ERROR,
                            ALREADY_STARTED,
                            NOT_RUNNING,
                            ALREADY_ADDED,
                            STILL_RUNNING -> true;
                    case NO_FILE, NOT_EXECUTABLE, FAILED, BAD_SIGNAL, CANT_REREAD, SHUTDOWN_STATE -> false;
                };
        return names ? given : refused.detail();
    }
}
