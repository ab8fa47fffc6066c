package org.warden.core.config;

import java.util.Optional;

/**
 * What a client is told by {@code [supervisorctl]}.
 *
 * @param serverurl the door to use; {@code unix://} paths are absolute
 * @param prompt what is shown before each command, without the sign after it
 * @param historyFile where typed commands are kept
 */
public record SupervisorctlConfig(
        String serverurl,
        Optional<String> username,
        Optional<String> password,
        String prompt,
        Optional<String> historyFile) {

    /** What holds where there is no configuration. */
    public static final SupervisorctlConfig DEFAULTS = new SupervisorctlConfig(
            "http://localhost:9001", Optional.empty(), Optional.empty(), "supervisor", Optional.empty());
}
