package org.warden.rpc.plugin;

import java.util.Map;

/**
 * Makes one kind of XML-RPC interface; found by {@link java.util.ServiceLoader}, so it needs a public constructor without
 * parameters.
 */
public interface PluginFactory {

    /**
     * The value of {@code supervisor.rpcinterface_factory} that means this factory. A port of a Python interface gives the
     * Python one's, so that configurations stay as they are.
     */
    default String factory() {
        return getClass().getName();
    }

    /**
     * Makes the interface of one section. Called once at each start and restart, on a thread of its own, before programs
     * are started; after ten seconds the daemon goes on without the interface.
     *
     * @param settings the other keys of the section, lower-cased, with their expanded values
     * @throws Exception for whatever reason; it is logged, and the daemon runs on without the interface
     */
    Plugin make(PluginContext context, Map<String, String> settings) throws Exception;
}
