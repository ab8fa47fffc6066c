package org.warden.core.model;

import java.util.Locale;
import java.util.Optional;

/** What somebody may do. Each role may do all that the ones before it may. */
public enum Role {
    /** May look at everything that shows no secret. */
    VIEWER,
    /** May also start, stop and signal programs and clear their logs. */
    OPERATOR,
    /** May also change the configuration and end the daemon. */
    ADMIN;

    /** As it is written in a configuration. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether somebody in this role may do what needs that one. */
    public boolean includes(Role needed) {
        return compareTo(needed) >= 0;
    }

    /** @param word in any case */
    public static Optional<Role> parse(String word) {
        for (Role role : values()) {
            if (role.word().equals(word.toLowerCase(Locale.ROOT))) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
