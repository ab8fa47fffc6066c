package org.warden.core.config;

import java.util.List;
import java.util.Optional;

/**
 * The effective values of a section.
 *
 * @param section its header without brackets
 * @param where its first header; empty where no file has it
 * @param settings what is common to all its processes, or the whole of a section that has none, in the order of the manual
 * @param processes its processes, each with what is its own; one that several groups list is there once for each
 */
public record SectionSettings(
        String section, Optional<Origin.Line> where, List<Setting> settings, List<ProcessSettings> processes) {
    public SectionSettings {
        settings = List.copyOf(settings);
        processes = List.copyOf(processes);
    }
}
