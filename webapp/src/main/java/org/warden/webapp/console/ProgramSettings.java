package org.warden.webapp.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.warden.core.api.ProcessView;
import org.warden.core.config.Configuration;
import org.warden.core.config.GroupConfig;
import org.warden.core.config.Inspection;
import org.warden.core.config.Origin;
import org.warden.core.config.ProcessConfig;
import org.warden.core.config.ProcessSettings;
import org.warden.core.config.Secrets;
import org.warden.core.config.SectionSettings;
import org.warden.core.config.Setting;

/**
 * What the configuration files say about one process.
 *
 * @param rows its values; those that are made for it alone come first
 * @param errors why the files can't be used; there are no rows then
 * @param current whether the process runs under just these values: else the files have changed since they were applied
 */
public record ProgramSettings(String section, List<Row> rows, List<String> errors, boolean current) {

    /**
     * One value.
     *
     * @param value with secrets masked; "" where there is none
     * @param origin file and line, or an option; "" for a default
     */
    public record Row(String key, String value, String origin) {

        public boolean isGiven() {
            return !origin.isEmpty();
        }
    }

    static ProgramSettings of(ProcessView process, Inspection inspection, Secrets secrets) {
        String section = process.config().section();
        if (!inspection.errors().isEmpty()) {
            return new ProgramSettings(
                    section,
                    List.of(),
                    inspection.errors().stream()
                            .map(error -> secrets.masked(error.text()))
                            .toList(),
                    false);
        }
        List<Row> rows = new ArrayList<>();
        for (SectionSettings found : inspection.sections()) {
            if (found.section().equals(section)) {
                own(found, process).ifPresent(own -> own.settings().forEach(s -> rows.add(row(s, section, secrets))));
                found.settings().forEach(s -> rows.add(row(s, section, secrets)));
            }
        }
        boolean current = inspection
                .configuration()
                .flatMap(configuration -> inFiles(configuration, process))
                .filter(process.config()::equals)
                .isPresent();
        return new ProgramSettings(section, List.copyOf(rows), List.of(), current);
    }

    private static Optional<ProcessSettings> own(SectionSettings section, ProcessView process) {
        return section.processes().stream()
                .filter(p -> p.group().equals(process.name().group())
                        && p.name().equals(process.name().process()))
                .findFirst();
    }

    private static Optional<ProcessConfig> inFiles(Configuration configuration, ProcessView process) {
        return configuration.group(process.name().group()).map(GroupConfig::processes).stream()
                .flatMap(List::stream)
                .filter(p -> p.name().equals(process.name().process()))
                .findFirst();
    }

    private static Row row(Setting setting, String section, Secrets secrets) {
        return new Row(setting.key(), secrets.shown(setting).orElse(""), origin(setting.origin(), section));
    }

    /** With the section where it is another one: an inherited value. */
    private static String origin(Origin origin, String section) {
        if (origin instanceof Origin.Default) {
            return "";
        }
        boolean inherited =
                origin instanceof Origin.Line line && !line.section().equals(section);
        return origin + (inherited ? " [" + ((Origin.Line) origin).section() + "]" : "");
    }
}
