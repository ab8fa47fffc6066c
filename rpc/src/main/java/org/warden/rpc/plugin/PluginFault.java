package org.warden.rpc.plugin;

/** A refusal that the client gets as an XML-RPC fault; from {@link PluginContext#call}, the fault of the method called. */
public final class PluginFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;

    /**
     * A fault.
     *
     * @param code below 100 are Supervisor's own; others are free
     * @param text the fault string, by custom {@code NAME} or {@code NAME: detail}
     */
    public PluginFault(int code, String text) {
        super(text);
        this.code = code;
    }

    public int code() {
        return code;
    }
}
