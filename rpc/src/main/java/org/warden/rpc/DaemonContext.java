package org.warden.rpc;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.warden.core.config.LogLevel;
import org.warden.core.model.Role;
import org.warden.rpc.plugin.PluginContext;
import org.warden.rpc.plugin.PluginFault;

/** The daemon for one plug-in: the main interface's methods, called without the way through XML. */
final class DaemonContext implements PluginContext {

    private final String namespace;
    private final MethodTable main;
    private final Executor answers;
    private final Caller caller;
    private final RpcLog log;

    /**
     * A context.
     *
     * @param main with the main interface under {@code supervisor}
     * @param answers where answers are handed over: what the plug-in does with them must not run on the core's thread
     */
    DaemonContext(String namespace, MethodTable main, Executor answers, RpcLog log) {
        this.namespace = namespace;
        this.main = main;
        this.answers = answers;
        this.caller = new Caller("plug-in " + namespace, "", Role.ADMIN);
        this.log = log;
    }

    @Override
    public String namespace() {
        return namespace;
    }

    @Override
    public CompletionStage<Object> call(String method, Object... arguments) {
        Object[] wire = Arrays.stream(arguments).map(PluginValues::wire).toArray();
        CompletableFuture<Object> answer = new CompletableFuture<>();
        main.call(method, new Arguments(Arrays.asList(wire), answers, caller))
                .whenCompleteAsync((value, error) -> settle(answer, value, error), answers);
        return answer;
    }

    private static void settle(CompletableFuture<Object> answer, Object value, Throwable error) {
        if (error == null) {
            answer.complete(value);
        } else if (MethodTable.unwrap(error) instanceof RpcFault fault) {
            answer.completeExceptionally(new PluginFault(fault.code(), fault.getMessage()));
        } else {
            answer.completeExceptionally(MethodTable.unwrap(error));
        }
    }

    @Override
    public void emit(String type, String data) {
        call("supervisor.sendRemoteCommEvent", type, data);
    }

    @Override
    public void log(String line) {
        // One line, whatever it holds.
        log.log(LogLevel.INFO, namespace + ": " + line.replaceAll("\\p{Cntrl}", " "));
    }
}
