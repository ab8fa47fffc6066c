package org.warden.core.config;

import java.util.Map;

/**
 * {@code [rpcinterface:name]}.
 *
 * @param name the namespace of its methods
 * @param factory value of {@code supervisor.rpcinterface_factory}; {@link #MAIN} means our own interface, anything else a plug-in
 * @param settings the other keys, lower-cased
 */
public record RpcInterfaceConfig(String name, String factory, Map<String, String> settings) {

    /** What stock's configuration files say for the main interface. */
    public static final String MAIN = "supervisor.rpcinterface:make_main_rpcinterface";

    public RpcInterfaceConfig {
        settings = Map.copyOf(settings);
    }
}
