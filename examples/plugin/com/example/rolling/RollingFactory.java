package com.example.rolling;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.warden.rpc.plugin.Plugin;
import org.warden.rpc.plugin.PluginContext;
import org.warden.rpc.plugin.PluginFactory;
import org.warden.rpc.plugin.PluginFault;
import org.warden.rpc.plugin.PluginMethod;
import org.warden.rpc.plugin.PluginMethod.Parameter;

/** {@code rolling.restart}: restarts the processes of a group one after the other, so that some of them always run. */
public final class RollingFactory implements PluginFactory {

    @Override
    public String factory() {
        return "example.rolling:make";
    }

    @Override
    public Plugin make(PluginContext context, Map<String, String> settings) {
        long pauseMillis = Long.parseLong(settings.getOrDefault("pause_millis", "0"));
        return () -> List.of(new PluginMethod(
                "restart",
                "Restarts the running processes of a group, each when the one before it runs again.",
                List.of(new Parameter("string", "group", "the group", false)),
                "array",
                "names of the processes restarted, as group:process",
                arguments -> restart(context, String.valueOf(arguments.get(0)), pauseMillis)));
    }

    private static List<String> restart(PluginContext context, String group, long pauseMillis) throws Exception {
        List<String> restarted = new ArrayList<>();
        for (Object info : (List<?>) ask(context, "supervisor.getAllProcessInfo")) {
            Map<?, ?> process = (Map<?, ?>) info;
            if (group.equals(process.get("group")) && "RUNNING".equals(process.get("statename"))) {
                String name = group + ":" + process.get("name");
                ask(context, "supervisor.stopProcess", name);
                ask(context, "supervisor.startProcess", name);
                restarted.add(name);
                Thread.sleep(pauseMillis);
            }
        }
        if (restarted.isEmpty()) {
            throw new PluginFault(10, "BAD_NAME: " + group);
        }
        context.emit("rolling-restart", String.join(" ", restarted));
        context.log("restarted " + restarted);
        return restarted;
    }

    /** Waits for the answer: this is a thread of the plug-in's own, nobody else waits for it. */
    private static Object ask(PluginContext context, String method, Object... arguments) throws Exception {
        try {
            return context.call(method, arguments).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof PluginFault fault ? fault : e;
        }
    }
}
