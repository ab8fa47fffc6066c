package org.warden.core.config;

import java.util.Optional;

/** The XML-RPC interfaces that {@code [rpcinterface:x]} can name besides our own main one. */
@FunctionalInterface
public interface RpcFactories {

    /** No others. */
    RpcFactories NONE = factory -> Optional.of("no plug-in of that name");

    /**
     * Why a factory can't be had; empty when it can.
     *
     * @param factory value of {@code supervisor.rpcinterface_factory}
     */
    Optional<String> whyNot(String factory);
}
