package org.warden.rpc;

/** A method's refusal that the client gets as a fault; carries no stack trace because it is an answer, not a defect. */
public final class RpcFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    public RpcFault(FaultCode code) {
        this(code, null);
    }

    /** @param detail the text after the colon, or null for none */
    public RpcFault(FaultCode code, String detail) {
        this(code.code(), code.text(detail));
    }

    /** A fault that a plug-in made up. */
    RpcFault(int code, String text) {
        super(text, null, false, false);
        this.code = code;
    }

    public int code() {
        return code;
    }

    boolean is(FaultCode other) {
        return code == other.code();
    }
}
