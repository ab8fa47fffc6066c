package org.warden.ctl;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.warden.core.config.Nearness;
import org.warden.core.config.ProcessSettings;
import org.warden.core.config.SectionSettings;

/** Picks what the names on the command line mean: sections by their header or name, processes as {@code group:name}. */
final class Selection {
    private final List<SectionSettings> all;

    Selection(List<SectionSettings> all) {
        this.all = all;
    }

    /** @return everything where there are no names */
    List<SectionSettings> of(List<String> names) throws UsageException {
        if (names.isEmpty()) {
            return all;
        }
        List<SectionSettings> picked = new ArrayList<>();
        for (String name : names) {
            List<SectionSettings> found = pick(name);
            if (found.isEmpty()) {
                throw UsageException.unknown("nothing is called '" + name + "' here", Nearness.closest(name, known()));
            }
            picked.addAll(found);
        }
        return picked;
    }

    private List<SectionSettings> pick(String name) {
        String header = name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
        List<SectionSettings> sections = new ArrayList<>();
        for (SectionSettings section : all) {
            if (section.section().equals(header)) {
                return List.of(section);
            }
            if (tail(section).equals(name)) {
                sections.add(section);
            }
        }
        return sections.isEmpty() ? withProcesses(name) : sections;
    }

    /** Sections that have processes of this name, with those alone. */
    private List<SectionSettings> withProcesses(String name) {
        List<SectionSettings> sections = new ArrayList<>();
        for (SectionSettings section : all) {
            List<ProcessSettings> processes = section.processes().stream()
                    .filter(process ->
                            name.equals(process.group() + ":" + process.name()) || name.equals(process.group() + ":*"))
                    .toList();
            if (!processes.isEmpty()) {
                sections.add(new SectionSettings(section.section(), section.where(), section.settings(), processes));
            }
        }
        return sections;
    }

    private Set<String> known() {
        Set<String> known = new TreeSet<>();
        for (SectionSettings section : all) {
            known.add(section.section());
            known.add(tail(section));
            section.processes().forEach(process -> known.add(process.group() + ":" + process.name()));
        }
        return known;
    }

    private static String tail(SectionSettings section) {
        int colon = section.section().indexOf(':');
        return colon < 0
                ? section.section()
                : section.section().substring(colon + 1).strip();
    }
}
