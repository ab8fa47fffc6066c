package org.warden.rpc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.warden.core.model.Role;

/** All published methods by their full names. Immutable. */
final class MethodTable {

    private final Map<String, RpcMethod> methods = new HashMap<>();
    private final List<String> names;
    private final Audit audit;

    /** @param audit is told of calls that change something */
    MethodTable(Map<String, Namespace> namespaces, Audit audit) {
        this.audit = audit;
        Map<String, Namespace> all = new TreeMap<>(namespaces);
        all.put("system", new SystemMethods(this).namespace());
        all.forEach((namespace, content) ->
                content.methods().forEach((name, method) -> methods.put(namespace + "." + name, method)));
        names = new ArrayList<>(methods.keySet());
        names.sort(null);
    }

    List<String> names() {
        return names;
    }

    /** Null when there is none: full names only, so nothing private, inherited or nested can be reached. */
    RpcMethod find(String name) {
        return methods.get(name);
    }

    /** Calls a method; faults come in the stage, and defects too. */
    CompletionStage<?> call(String name, Arguments arguments) {
        RpcMethod method = methods.get(name);
        if (method == null) {
            return CompletableFuture.failedFuture(new RpcFault(FaultCode.UNKNOWN_METHOD));
        }
        CompletionStage<?> answer = call(method, arguments);
        if (method.role() != Role.VIEWER) {
            audit.watch(arguments, name, answer);
        }
        return answer;
    }

    private static CompletionStage<?> call(RpcMethod method, Arguments arguments) {
        if (!arguments.caller().role().includes(method.role())) {
            return CompletableFuture.failedFuture(
                    new RpcFault(FaultCode.NOT_PERMITTED, method.role().word()));
        }
        if (!method.takes(arguments.count())) {
            return CompletableFuture.failedFuture(new RpcFault(FaultCode.INCORRECT_PARAMETERS));
        }
        try {
            return method.handler().call(arguments);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    static Throwable unwrap(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }
}
