package org.warden.core.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code [console]} and the {@code [console_user:x]} sections.
 *
 * @param containerRealm whether users of the servlet container's realm may log in
 * @param trustedProxies whose {@code X-Forwarded-} headers count
 * @param sessionIdle after which time without a request a login ends
 * @param sessionMax after which time a login ends in any case
 * @param metrics whether there is {@code /metrics} on the container's port
 */
public record ConsoleConfig(
        List<ConsoleUserConfig> users,
        boolean containerRealm,
        List<NetworkRange> trustedProxies,
        Duration sessionIdle,
        Duration sessionMax,
        boolean metrics) {

    /** What counts where the sections are missing. */
    public static final ConsoleConfig DEFAULT =
            new ConsoleConfig(List.of(), false, List.of(), Duration.ofMinutes(30), Duration.ofHours(12), false);

    public ConsoleConfig {
        users = List.copyOf(users);
        trustedProxies = List.copyOf(trustedProxies);
    }

    /** The same with other users. */
    public ConsoleConfig withUsers(List<ConsoleUserConfig> others) {
        return new ConsoleConfig(others, containerRealm, trustedProxies, sessionIdle, sessionMax, metrics);
    }

    public Optional<ConsoleUserConfig> user(String name) {
        return users.stream().filter(user -> user.name().equals(name)).findFirst();
    }
}
