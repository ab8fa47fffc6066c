package org.warden.rpc;

import org.warden.core.model.Role;

/**
 * Who makes a call.
 *
 * @param who the user's name, or what else it is
 * @param from the address it comes from; "" where there is none
 */
public record Caller(String who, String from, Role role) {}
