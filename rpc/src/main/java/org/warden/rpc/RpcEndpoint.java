package org.warden.rpc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import org.warden.core.api.Logs;
import org.warden.core.api.Supervisor;
import org.warden.core.config.Configuration;
import org.warden.core.config.RpcInterfaceConfig;
import org.warden.core.model.Release;
import org.warden.core.port.Clock;
import org.xml.sax.SAXException;

/**
 * The XML-RPC interface: request bodies in, response bodies out. Knows nothing of HTTP but the status code.
 *
 * <p>Any thread. A call that has to wait holds none.
 */
public final class RpcEndpoint implements AutoCloseable {

    /** How much of a bad body goes to the log. */
    private static final int SHOWN = 200;

    private final MethodTable table;
    private final RequestReader reader = new RequestReader();
    private final ResponseWriter writer = new ResponseWriter();

    private final List<PluginNamespace> plugins;
    private final Audit audit;

    /** @param namespaces methods by namespace; {@code system} is added */
    RpcEndpoint(Map<String, Namespace> namespaces, List<PluginNamespace> plugins, Audit audit) {
        this.audit = audit;
        table = new MethodTable(namespaces, audit);
        this.plugins = List.copyOf(plugins);
    }

    /**
     * The endpoint that a configuration asks for: {@code supervisor.*} only when there is an {@code [rpcinterface:x]}
     * with stock's factory, under that section's name; plug-ins under theirs. Where anything is served there is {@code
     * warden.*} too, unless a section has taken that name.
     *
     * @param pid what {@code getPID} answers
     * @param past what has happened, and what shall be known of calls later
     * @param plugins those that are installed
     * @param log for plug-ins, and for what is wrong with them
     */
    public static RpcEndpoint of(
            Configuration configuration,
            Supervisor supervisor,
            Logs logs,
            Clock clock,
            IntSupplier pid,
            Past past,
            Plugins plugins,
            RpcLog log) {
        Namespace main = new MainInterface(supervisor, logs, clock, pid).namespace();
        Audit audit = new Audit(past.sink(), clock);
        MethodTable forPlugins = new MethodTable(Map.of("supervisor", main), audit);
        Map<String, Namespace> namespaces = new HashMap<>();
        List<PluginNamespace> made = new ArrayList<>();
        for (RpcInterfaceConfig section : configuration.rpcInterfaces()) {
            if (section.factory().equals(RpcInterfaceConfig.MAIN)) {
                namespaces.put(section.name(), main);
                continue;
            }
            plugins.find(section.factory())
                    .flatMap(factory ->
                            PluginNamespace.make(factory, section, forPlugins, log, PluginNamespace.PATIENCE))
                    .ifPresent(plugin -> {
                        made.add(plugin);
                        namespaces.put(section.name(), plugin.namespace());
                    });
        }
        if (!namespaces.isEmpty()) {
            OwnInterface own = new OwnInterface(
                    supervisor,
                    past.history(),
                    Release.ofThis(),
                    Runtime.version().toString());
            namespaces.putIfAbsent(OwnInterface.NAME, own.namespace());
        }
        return new RpcEndpoint(namespaces, made, audit);
    }

    /** For what is done by other ways than these methods. */
    public Audit audit() {
        return audit;
    }

    /** Ends the plug-ins. */
    @Override
    public void close() {
        plugins.forEach(PluginNamespace::close);
    }

    /**
     * Carries out one call.
     *
     * @param body not changed; at most as long as the caller is willing to have in memory
     * @param executor where the response of a call that had to wait is written; the core's own thread is too good for it
     * @return completes exceptionally only when {@code executor} refuses work
     */
    public CompletionStage<RpcResponse> handle(byte[] body, Caller caller, Executor executor) {
        RequestReader.Call call;
        try {
            call = reader.read(body);
        } catch (SAXException e) {
            return CompletableFuture.completedFuture(invalid(body, "unmarshallable"));
        }
        if (call.methodName() == null || call.methodName().isEmpty()) {
            return CompletableFuture.completedFuture(invalid(body, "no method name"));
        }
        CompletableFuture<?> answer = table.call(call.methodName(), new Arguments(call.params(), executor, caller))
                .toCompletableFuture();
        return answer.isDone() ? answer.handle(this::response) : answer.handleAsync(this::response, executor);
    }

    private RpcResponse response(Object value, Throwable error) {
        if (error == null) {
            try {
                return RpcResponse.ok(writer.value(value));
            } catch (IllegalArgumentException e) {
                return RpcResponse.failed(500, "an XML-RPC method gave what can't be sent: " + e.getMessage());
            }
        }
        Throwable cause = MethodTable.unwrap(error);
        if (cause instanceof RpcFault fault) {
            return RpcResponse.ok(writer.fault(fault.code(), fault.getMessage()));
        }
        return RpcResponse.failed(500, "an XML-RPC method failed: " + cause);
    }

    private static RpcResponse invalid(byte[] body, String why) {
        String start = new String(body, 0, Math.min(body.length, SHOWN), StandardCharsets.UTF_8);
        StringBuilder shown = new StringBuilder();
        // One line, and no control characters that an attacker chose.
        start.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c).forEach(shown::appendCodePoint);
        if (body.length > SHOWN) {
            shown.append("...");
        }
        return RpcResponse.failed(400, "XML-RPC request data '" + shown + "' is invalid: " + why);
    }
}
