package org.warden.rpc.plugin;

import java.util.List;

/**
 * One method. All but the body is what {@code system.methodHelp} and {@code system.methodSignature} answer.
 *
 * @param name without the namespace; letters, digits and underscores, not beginning with an underscore
 * @param help one sentence or more on what it does
 * @param parameters in order, optional ones last; another number of arguments is fault 2 and does not reach the body
 * @param result type of the result: int, boolean, string, array or struct
 * @param resultHelp what the result is
 */
public record PluginMethod(
        String name, String help, List<Parameter> parameters, String result, String resultHelp, Body body) {

    public PluginMethod {
        parameters = List.copyOf(parameters);
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_]*")) {
            throw new IllegalArgumentException("not the name of a method: " + name);
        }
    }

    /** One parameter; {@code type} is a word as for the result. */
    public record Parameter(String type, String name, String help, boolean optional) {}

    /** What a method does. Called by up to four threads at once, none of which anybody else waits for. */
    @FunctionalInterface
    public interface Body {
        /**
         * Carries out one call.
         *
         * @param arguments as they came: Long, Boolean, Double, String, byte[], LocalDateTime, List and Map of them
         * @return Boolean, Integer, Long, Double, String, List or Map with String keys of these, or a CompletionStage of one
         * @throws PluginFault to answer with a fault
         * @throws Exception anything else is logged and answered with HTTP 500
         */
        Object call(List<Object> arguments) throws Exception;
    }
}
