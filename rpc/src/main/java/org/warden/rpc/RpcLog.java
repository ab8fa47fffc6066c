package org.warden.rpc;

import org.warden.core.config.LogLevel;

/** Where plug-ins are complained about, and write to themselves. Any thread. */
@FunctionalInterface
public interface RpcLog {
    void log(LogLevel level, String text);
}
