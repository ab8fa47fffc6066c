package org.warden.rpc;

/**
 * What a door sends back for a request body.
 *
 * @param httpStatus 200 (faults too), 400 for what is no XML-RPC call, 500 for a defect of ours
 * @param xml the response document, UTF-8; empty unless the status is 200
 * @param complaint a line for the activity log, or null for none
 */
public record RpcResponse(int httpStatus, byte[] xml, String complaint) {

    private static final byte[] NOTHING = new byte[0];

    static RpcResponse ok(byte[] xml) {
        return new RpcResponse(200, xml, null);
    }

    static RpcResponse failed(int httpStatus, String complaint) {
        return new RpcResponse(httpStatus, NOTHING, complaint);
    }
}
