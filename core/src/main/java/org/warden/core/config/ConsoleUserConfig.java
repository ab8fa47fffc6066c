package org.warden.core.config;

import org.warden.core.model.Role;

/**
 * {@code [console_user:name]}.
 *
 * @param name as people type it
 * @param passwordHash in the PHC format, {@code $argon2id$v=19$m=...,t=...,p=1$salt$hash}
 */
public record ConsoleUserConfig(String name, String passwordHash, Role role) {

    /** Without the hash: this record may end up in a log. */
    @Override
    public String toString() {
        return "ConsoleUserConfig[" + name + ", " + role.word() + "]";
    }
}
