package org.warden.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.warden.core.model.Role;

/**
 * One method: its signature, its documentation and what it does.
 *
 * @param result type of the answer, as {@code system.methodSignature} names it
 * @param resultHelp what the answer is
 * @param params in order; optional ones last
 * @param role what a caller must be at least
 * @param reference what only the manual's page says
 */
public record RpcMethod(
        String help,
        String result,
        String resultHelp,
        List<Param> params,
        Role role,
        Reference reference,
        Handler handler) {

    public RpcMethod {
        params = List.copyOf(params);
    }

    /**
     * The rest of a method's page in the manual.
     *
     * @param since the version of Supervisor that brought it, or "" where nobody said
     * @param faults those it can answer with, beyond the ones that every method has
     * @param example arguments of a call
     */
    record Reference(String since, List<FaultCode> faults, List<Object> example) {
        Reference {
            faults = List.copyOf(faults);
            example = List.copyOf(example);
        }
    }

    /** One parameter. */
    public record Param(String type, String name, String help, boolean optional) {}

    /**
     * What a method does. The value is a Boolean, Integer, Double, String, List or Map with String keys, or a stage of one; a
     * refusal is an {@link RpcFault}, thrown or in the stage. Called on a thread that may read files but must not wait.
     */
    @FunctionalInterface
    public interface Handler {
        CompletionStage<?> call(Arguments arguments);
    }

    boolean takes(int count) {
        long required = params.stream().filter(p -> !p.optional()).count();
        return count >= required && count <= params.size();
    }

    /** The text of {@code system.methodHelp}: prose and one tagged line per parameter and for the result. */
    String documentation() {
        StringBuilder text = new StringBuilder(help).append("\n\n");
        for (Param p : params) {
            tag(text, "@param", p.type(), p.name(), p.help());
        }
        tag(text, "@return", result, "result", resultHelp);
        return text.toString();
    }

    private static void tag(StringBuilder text, String tag, String type, String name, String help) {
        text.append(tag).append(' ').append(type).append(' ').append(name);
        text.append(' ').append(help).append('\n');
    }

    /** The answer of {@code system.methodSignature}: type of the result, then those of the parameters, in one list. */
    List<String> signature() {
        List<String> types = new ArrayList<>();
        types.add(result);
        params.forEach(p -> types.add(p.type()));
        return types;
    }
}
