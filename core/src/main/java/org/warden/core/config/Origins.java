package org.warden.core.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where each value of a configuration comes from.
 *
 * @param headers the first header of each section, by its text without brackets
 * @param given by section and key, all values that somebody gave; keys are lower case, and {@code environment.NAME} for each
 *     variable that {@code environment} of a program has
 */
public record Origins(Map<String, Origin.Line> headers, Map<String, Map<String, Origin>> given) {

    /** Of a configuration that no file made. */
    public static final Origins NONE = new Origins(Map.of(), Map.of());

    private static final Origin DEFAULT = new Origin.Default();

    public Origins {
        headers = Map.copyOf(headers);
        given = Map.copyOf(given);
    }

    /** Where the value of a key in a section comes from. */
    public Origin of(String section, String key) {
        return given.getOrDefault(section, Map.of()).getOrDefault(key, DEFAULT);
    }

    /** Where a section begins; empty where it is not in any file. */
    public Optional<Origin.Line> header(String section) {
        return Optional.ofNullable(headers.get(section));
    }

    /** What the document and the command line over it say. */
    static Origins of(IniDocument document, CommandLine commandLine) {
        return of(document, commandLine, Map.of());
    }

    /** @param variables by section, the names in its {@code environment} */
    static Origins of(IniDocument document, CommandLine commandLine, Map<String, Set<String>> variables) {
        Map<String, Origin.Line> headers = new LinkedHashMap<>();
        Map<String, Map<String, Origin>> given = new LinkedHashMap<>();
        for (IniSection section : document.sections()) {
            Map<String, Origin> keys = new LinkedHashMap<>();
            for (IniEntry inherited : document.defaults().entries()) {
                if (KnownKeys.inherits(section.name(), inherited.key())) {
                    keys.put(inherited.key(), line(inherited.where(), IniDocument.DEFAULTS));
                }
            }
            for (IniEntry own : section.entries()) {
                keys.put(own.key(), line(own.where(), section.name()));
            }
            if (section.name().equals("supervisord")) {
                commandLine.values().forEach((key, value) -> keys.put(key, new Origin.Option(value.option())));
            }
            Origin environment = keys.get("environment");
            if (environment != null) {
                variables
                        .getOrDefault(section.name(), Set.of())
                        .forEach(name -> keys.put(SettingsCollector.VARIABLE + name, environment));
            }
            headers.put(section.name(), line(section.where(), section.name()));
            given.put(section.name(), Map.copyOf(keys));
        }
        return new Origins(headers, given);
    }

    private static Origin.Line line(SourceLine where, String section) {
        return new Origin.Line(where.file(), where.line(), section);
    }
}
