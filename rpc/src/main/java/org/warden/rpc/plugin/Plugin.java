package org.warden.rpc.plugin;

import java.util.List;

/** The XML-RPC interface of one {@code [rpcinterface:x]} section. */
public interface Plugin {

    /** Its methods, asked for once; the namespace before their names is the section's. */
    List<PluginMethod> methods();

    /** Called when the daemon ends or restarts. What it throws is logged. */
    default void close() throws Exception {}
}
