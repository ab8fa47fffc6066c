package org.warden.core.config;

import java.util.Map;

/**
 * Values of {@code [supervisord]} keys given on the command line, which beat the file, by key name: {@code logfile},
 * {@code loglevel}, {@code nodaemon} ... Texts as typed; flags have the value "true".
 */
public record CommandLine(Map<String, String> values) {

    public static final CommandLine NONE = new CommandLine(Map.of());

    public CommandLine {
        values = Map.copyOf(values);
    }
}
