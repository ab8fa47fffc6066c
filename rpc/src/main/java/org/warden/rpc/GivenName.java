package org.warden.rpc;

import org.warden.core.model.ProcessName;

/**
 * A name as a client gave it: {@code group:process}, {@code x} for process x of group x, or {@code group:*} and {@code
 * group:} for a whole group.
 *
 * @param process null for a whole group
 */
record GivenName(String given, String group, String process) {

    static GivenName parse(String given) {
        int colon = given.indexOf(':');
        if (colon < 0) {
            return new GivenName(given, given, given);
        }
        String process = given.substring(colon + 1);
        boolean whole = process.isEmpty() || process.equals("*");
        return new GivenName(given, given.substring(0, colon), whole ? null : process);
    }

    boolean isGroup() {
        return process == null;
    }

    ProcessName name() {
        return new ProcessName(group, process);
    }

    RpcFault unknown() {
        return new RpcFault(FaultCode.BAD_NAME, given);
    }
}
