package org.warden.rpc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.warden.core.model.Role;

/** The namespace {@code system}: what can be called, and many calls in one. */
final class SystemMethods {

    private static final String NAME = "system.multicall";

    private final MethodTable table;

    SystemMethods(MethodTable table) {
        this.table = table;
    }

    Namespace namespace() {
        Namespace n = new Namespace();
        n.method("listMethods", "Lists all methods.")
                .returns("array", "names, sorted")
                .since("2.0")
                .needs(Role.VIEWER)
                .now(a -> table.names());
        n.method("methodHelp", "Shows the documentation of a method.")
                .param("string", "name", "the method")
                .returns("string", "prose, and a line for each parameter and the result")
                .since("2.0")
                .needs(Role.VIEWER)
                .faults(FaultCode.SIGNATURE_UNSUPPORTED)
                .example("supervisor.stopProcess")
                .now(a -> known(a).documentation());
        n.method("methodSignature", "Tells the types of a method.")
                .param("string", "name", "the method")
                .returns("array", "type of the result, then of each parameter")
                .since("2.0")
                .needs(Role.VIEWER)
                .faults(FaultCode.SIGNATURE_UNSUPPORTED)
                .example("supervisor.stopProcess")
                .now(a -> known(a).signature());
        n.method("multicall", "Makes several calls, one after the other: each begins when the one before it has ended.")
                .param("array", "calls", "structs of methodName, a string, and params, an array that may be left out")
                .returns("array", "each call's plain result, or a struct of faultCode and faultString")
                .since("2.0")
                .needs(Role.VIEWER)
                .faults(FaultCode.INCORRECT_PARAMETERS)
                .example(List.of(
                        call("supervisor.stopProcess", "web"), call("supervisor.startProcess", "web"), call("no.such")))
                .by(a -> new Multicall(a.list(0), a.executor(), a.caller()).start());
        return n;
    }

    private static Map<String, Object> call(String method, Object... params) {
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("methodName", method);
        struct.put("params", List.of(params));
        return struct;
    }

    private RpcMethod known(Arguments a) {
        RpcMethod method = table.find(a.text(0));
        if (method == null) {
            throw new RpcFault(FaultCode.SIGNATURE_UNSUPPORTED);
        }
        return method;
    }

    static Map<String, Object> faultStruct(int code, String text) {
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("faultCode", code);
        struct.put("faultString", text);
        return struct;
    }

    /** One run through a list of calls. Used by one thread at a time: whichever completed the call before. */
    private final class Multicall {
        /** Rough size in bytes at which the rest of the calls is refused, so that one request can't fill the memory. */
        private static final long MOST = 32L << 20;

        private final List<?> calls;
        private final List<Object> results = new ArrayList<>();
        private final CompletableFuture<Object> done = new CompletableFuture<>();
        private final Executor executor;
        private final Caller caller;
        private long weight;

        Multicall(List<?> calls, Executor executor, Caller caller) {
            this.calls = calls;
            this.caller = caller;
            this.executor = executor;
        }

        CompletionStage<Object> start() {
            run();
            return done;
        }

        /** Loops over calls that answer at once, and comes back here from those that don't; the stack never grows. */
        private void run() {
            while (results.size() < calls.size()) {
                CompletableFuture<?> call = answer(calls.get(results.size())).toCompletableFuture();
                if (!call.isDone()) {
                    call.whenComplete(this::add).handleAsync(this::goOn, executor);
                    return;
                }
                call.whenComplete(this::add);
            }
            done.complete(results);
        }

        private Void goOn(Object value, Throwable error) {
            run();
            return null;
        }

        private void add(Object value, Throwable error) {
            Object result = error == null ? value : fault(error);
            weight += Weight.of(result);
            results.add(result);
        }

        private CompletionStage<?> answer(Object call) {
            try {
                if (weight > MOST) {
                    throw new RpcFault(FaultCode.FAILED, "the results before this one are too large");
                }
                String name = call instanceof Map<?, ?> struct ? Arguments.textOf(struct.get("methodName")) : null;
                if (name == null) {
                    throw new RpcFault(FaultCode.INCORRECT_PARAMETERS, "No methodName");
                }
                if (name.equals(NAME)) {
                    throw new RpcFault(FaultCode.INCORRECT_PARAMETERS, "Recursive system.multicall forbidden");
                }
                return table.call(name, params(((Map<?, ?>) call).get("params")));
            } catch (RpcFault fault) {
                return CompletableFuture.failedFuture(fault);
            }
        }

        private Arguments params(Object params) {
            if (params == null) {
                return new Arguments(List.of(), executor, caller);
            }
            return new Arguments(new Arguments(List.of(params), executor, caller).list(0), executor, caller);
        }

        private Object fault(Throwable error) {
            Throwable cause = MethodTable.unwrap(error);
            if (cause instanceof RpcFault fault) {
                return faultStruct(fault.code(), fault.getMessage());
            }
            String text = cause.getClass().getSimpleName() + ":" + cause.getMessage();
            return faultStruct(FaultCode.FAILED.code(), FaultCode.FAILED.text(text));
        }
    }
}
