package org.warden.rpc.plugin;

import java.util.concurrent.CompletionStage;

/** The daemon, as one plug-in sees it. All methods may be called from any thread and return at once. */
public interface PluginContext {

    /** The name of the section behind the colon. */
    String namespace();

    /**
     * Calls a method of the main interface, such as {@code supervisor.startProcess}, or {@code system.multicall}. The main
     * interface is called {@code supervisor} here whatever the configuration calls it, and is there even if it is not
     * served.
     *
     * @param arguments Boolean, Integer, Long, String, List or Map
     * @return the method's result: Boolean, Integer, Long, String, List or Map; completes exceptionally with
     *     {@link PluginFault} for a fault
     */
    CompletionStage<Object> call(String method, Object... arguments);

    /** Emits a REMOTE_COMMUNICATION event, as {@code supervisor.sendRemoteCommEvent} does. */
    void emit(String type, String data);

    /** Writes a line to the activity log, at level INFO. */
    void log(String line);
}
