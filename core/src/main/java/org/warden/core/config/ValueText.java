package org.warden.core.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.warden.core.model.Signal;
import org.warden.core.port.Host;

/** Writes a value as a configuration file would. */
final class ValueText {
    private static final Set<String> OCTAL = Set.of("umask", "chmod", "socket_mode");
    private static final String[] SIZES = {"GB", "MB", "KB"};

    private ValueText() {}

    /**
     * The value of a key.
     *
     * @param text as it was written, for values that have no form of their own; or null
     * @return empty for a value that is not set
     */
    static Optional<String> of(String key, String text, Object value) {
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Boolean || value instanceof String) {
            return Optional.of(value.toString());
        }
        if (value instanceof Number number) {
            return Optional.of(number(key, number.longValue()));
        }
        if (value instanceof Signal signal) {
            return Optional.of(signal.longName().replaceFirst("^SIG", ""));
        }
        if (value instanceof Enum<?> word) {
            return Optional.of(word.name().toLowerCase(Locale.ROOT));
        }
        if (value instanceof Host.Account account) {
            return Optional.of(account.name());
        }
        if (value instanceof ChannelConfig.LogTarget target) {
            return Optional.of(target(target));
        }
        if (value instanceof Values.InetAddress address) {
            return Optional.of((address.host().isEmpty() ? "*" : address.host()) + ":" + address.port());
        }
        if (value instanceof Collection<?> items) {
            return Optional.of(items.stream().map(Object::toString).collect(Collectors.joining(",")));
        }
        return Optional.ofNullable(text);
    }

    private static String number(String key, long number) {
        if (OCTAL.contains(key)) {
            return String.format("0%o", number);
        }
        return key.endsWith("maxbytes") ? size(number) : Long.toString(number);
    }

    private static String size(long bytes) {
        for (int i = 0; i < SIZES.length; i++) {
            long unit = 1L << (10 * (SIZES.length - i));
            if (bytes >= unit && bytes % unit == 0) {
                return bytes / unit + SIZES[i];
            }
        }
        return Long.toString(bytes);
    }

    private static String target(ChannelConfig.LogTarget target) {
        if (target instanceof ChannelConfig.LogTarget.File file) {
            return file.path();
        }
        return target instanceof ChannelConfig.LogTarget.Auto ? "AUTO" : "NONE";
    }

    /** The variables of an {@code environment} value, or none. */
    static Map<String, String> variables(Object value) {
        return value instanceof EnvironmentText environment ? environment.variables() : Map.of();
    }
}
