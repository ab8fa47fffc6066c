package org.warden.rpc;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.warden.core.config.LogLevel;
import org.warden.core.config.RpcInterfaceConfig;
import org.warden.rpc.plugin.Plugin;
import org.warden.rpc.plugin.PluginContext;
import org.warden.rpc.plugin.PluginFactory;
import org.warden.rpc.plugin.PluginFault;
import org.warden.rpc.plugin.PluginMethod;

/**
 * One plug-in at work. All its code runs on threads of its own, few and with a short queue: whatever it does, and if it
 * never comes back, nobody else waits for it.
 */
final class PluginNamespace implements AutoCloseable {

    private static final int THREADS = 4;
    private static final int WAITING = 16;
    /** How long the daemon's start waits for a plug-in. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final long IDLE_SECONDS = 10;

    private final String name;
    private final RpcLog log;
    private final ThreadPoolExecutor threads;

    /** Where the core's answers come in: apart from the threads that may all be waiting for one. */
    private final ThreadPoolExecutor answers;

    private Plugin plugin;

    private PluginNamespace(String name, RpcLog log) {
        this.name = name;
        this.log = log;
        threads = threads("plugin-" + name, THREADS, WAITING);
        answers = threads("plugin-answers-" + name, 1, Integer.MAX_VALUE);
    }

    private static ThreadPoolExecutor threads(String name, int most, int waiting) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(waiting), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** Makes the plug-in; empty, with a line in the log, when it throws or takes too long. */
    static Optional<PluginNamespace> make(
            PluginFactory factory, RpcInterfaceConfig section, MethodTable main, RpcLog log, Duration patience) {
        PluginNamespace made = new PluginNamespace(section.name(), log);
        PluginContext context = new DaemonContext(section.name(), main, made.answers, log);
        Optional<Plugin> plugin = made.within(patience, "make", () -> factory.make(context, section.settings()));
        if (plugin.isEmpty()) {
            made.stopThreads();
            return Optional.empty();
        }
        made.plugin = plugin.get();
        return Optional.of(made);
    }

    /** Its methods, or none, with a line in the log, when asking for them fails. */
    Namespace namespace() {
        Namespace namespace = new Namespace();
        within(PATIENCE, "make", plugin::methods)
                .ifPresent(methods -> methods.forEach(method -> add(namespace, method)));
        return namespace;
    }

    private void add(Namespace namespace, PluginMethod method) {
        Namespace.Entry entry = namespace.method(method.name(), method.help());
        for (PluginMethod.Parameter p : method.parameters()) {
            if (p.optional()) {
                entry.optional(p.type(), p.name(), p.help());
            } else {
                entry.param(p.type(), p.name(), p.help());
            }
        }
        entry.returns(method.result(), method.resultHelp()).by(arguments -> call(method.body(), arguments));
    }

    private CompletionStage<Object> call(PluginMethod.Body body, Arguments arguments) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> carryOut(body, arguments, answer));
        } catch (RejectedExecutionException e) {
            throw new RpcFault(
                    FaultCode.FAILED, "'" + name + "' is busy: " + THREADS + " of its calls have not come back yet");
        }
        return answer;
    }

    private static void carryOut(PluginMethod.Body body, Arguments arguments, CompletableFuture<Object> answer) {
        try {
            Object value = body.call(PluginValues.arguments(arguments));
            if (value instanceof CompletionStage<?> later) {
                later.whenComplete((v, e) -> settle(answer, v, e));
            } else {
                settle(answer, value, null);
            }
        } catch (Throwable e) { // a plug-in's errors are its own, even those of the JVM about its classes or its stack
            settle(answer, null, e);
        }
    }

    private static void settle(CompletableFuture<Object> answer, Object value, Throwable error) {
        Throwable cause = error == null ? null : MethodTable.unwrap(error);
        try {
            if (cause == null) {
                answer.complete(PluginValues.checked(value));
            } else if (cause instanceof PluginFault fault) {
                answer.completeExceptionally(new RpcFault(fault.code(), fault.getMessage()));
            } else {
                answer.completeExceptionally(cause);
            }
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        within(CLOSE, "close", () -> {
            plugin.close();
            return plugin;
        });
        stopThreads();
    }

    private void stopThreads() {
        threads.shutdownNow();
        answers.shutdown();
    }

    /** Runs a part of the plug-in that the daemon waits for; empty, and logged, when it fails or gives nothing. */
    private <T> Optional<T> within(Duration patience, String what, Callable<T> part) {
        String trouble;
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    done.complete(part.call());
                } catch (Throwable e) { // as in carryOut
                    done.completeExceptionally(e);
                }
            });
            T value = done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (value != null) {
                return Optional.of(value);
            }
            trouble = "it gave null";
        } catch (ExecutionException e) {
            trouble = String.valueOf(e.getCause());
        } catch (TimeoutException e) {
            trouble = "not done within " + patience.toMillis() + " ms";
        } catch (RejectedExecutionException e) {
            trouble = "all its threads are busy";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            trouble = "interrupted";
        }
        log.log(LogLevel.CRITICAL, "Could not " + what + " " + name + " rpc interface: " + trouble);
        return Optional.empty();
    }
}
