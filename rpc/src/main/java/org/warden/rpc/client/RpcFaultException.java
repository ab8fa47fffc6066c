package org.warden.rpc.client;

/** The daemon answered with a fault. */
public final class RpcFaultException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String text;

    RpcFaultException(int code, String text) {
        super("<Fault " + code + ": '" + text + "'>");
        this.code = code;
        this.text = text;
    }

    /** See {@link org.warden.rpc.FaultCode}; other servers have others. */
    public int code() {
        return code;
    }

    public String text() {
        return text;
    }
}
