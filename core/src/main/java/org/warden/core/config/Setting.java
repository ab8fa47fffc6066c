package org.warden.core.config;

import java.util.Optional;

/**
 * The effective value of a key.
 *
 * @param key as in the file; a variable of {@code environment} is {@code environment.NAME}
 * @param value expanded, and written as a configuration file would; empty where nothing is set and there is no default.
 *     It may be a secret: {@link Secrets} knows
 * @param origin where it comes from
 */
public record Setting(String key, Optional<String> value, Origin origin) {}
