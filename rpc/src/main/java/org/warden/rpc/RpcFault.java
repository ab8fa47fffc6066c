package org.warden.rpc;

/** A method's refusal that the client gets as a fault; carries no stack trace because it is an answer, not a defect. */
public final class RpcFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FaultCode code;

    public RpcFault(FaultCode code) {
        this(code, null);
    }

    /** @param detail the text after the colon, or null for none */
    public RpcFault(FaultCode code, String detail) {
        super(code.text(detail), null, false, false);
        this.code = code;
    }

    public FaultCode code() {
        return code;
    }
}
