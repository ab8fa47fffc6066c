package org.warden.core.config;

import java.util.List;
import java.util.Optional;

/**
 * Everything that can be said about a configuration without using it.
 *
 * @param configuration what could be read; good for use only where there are no errors
 * @param errors why it can't be used; the first is what stock would have said
 * @param warnings what can be used and is probably not meant, in the order of its coming
 * @param files all files that were read, the main file first
 * @param sections every section that means something, with its effective values, in the order of the files
 */
public record Inspection(
        Optional<Configuration> configuration,
        List<ConfigError> errors,
        List<ConfigWarning> warnings,
        List<String> files,
        List<SectionSettings> sections) {
    public Inspection {
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
        files = List.copyOf(files);
        sections = List.copyOf(sections);
    }
}
