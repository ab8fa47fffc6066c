package org.warden.core.config;

import java.util.List;

/** A configuration that can't be used, with everything that is wrong with it. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<ConfigError> errors;

    /** @param errors not empty; the first is what stock would have said */
    public ConfigException(List<ConfigError> errors) {
        super(errors.get(0).text());
        this.errors = List.copyOf(errors);
    }

    public List<ConfigError> errors() {
        return errors;
    }
}
