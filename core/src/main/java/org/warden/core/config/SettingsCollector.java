package org.warden.core.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Keeps the values that the readers of the sections come across. One reading, one thread. */
final class SettingsCollector {
    /** What the key of a variable begins with; its name follows. */
    static final String VARIABLE = "environment.";

    private final Map<String, Found> bySection = new LinkedHashMap<>();

    /** Where the values of a section go. */
    ValueSink section(String name) {
        return found(name).common;
    }

    /** Where the values of the next process of a section go. */
    ValueSink process(String section, String group) {
        OneProcess process = new OneProcess(group, new Values());
        found(section).processes.add(process);
        return process.values;
    }

    private Found found(String section) {
        return bySection.computeIfAbsent(section, s -> new Found());
    }

    /** What was collected, with the sections in the order of the files. */
    List<SectionSettings> settings(IniDocument document, Origins origins) {
        List<SectionSettings> all = new ArrayList<>();
        Map<String, String> daemonVariables =
                bySection.containsKey("supervisord") ? found("supervisord").common.variables : Map.of();
        for (IniSection section : document.sections()) {
            Found found = bySection.get(section.name());
            if (found != null) {
                all.add(new Writer(section.name(), origins, daemonVariables).write(found));
            }
        }
        return all;
    }

    private static final class Found {
        final Values common = new Values();
        final List<OneProcess> processes = new ArrayList<>();
    }

    private record OneProcess(String group, Values values) {
        String name() {
            return values.byKey.getOrDefault("process_name", Optional.empty()).orElse("");
        }
    }

    /** The values of one section or process. */
    private static final class Values implements ValueSink {
        final Map<String, Optional<String>> byKey = new LinkedHashMap<>();
        final Map<String, String> variables = new LinkedHashMap<>();

        @Override
        public void found(String key, String text, Object value) {
            if (value instanceof EnvironmentText environment) {
                variables.putAll(environment.variables());
            } else {
                byKey.putIfAbsent(key, ValueText.of(key, text, value));
            }
        }

        @Override
        public void settled(String key, Object value) {
            byKey.put(key, ValueText.of(key, null, value));
        }
    }

    /** Makes the settings of one section. */
    private static final class Writer {
        private final String section;
        private final Origins origins;
        private final Map<String, String> daemonVariables;

        Writer(String section, Origins origins, Map<String, String> daemonVariables) {
            this.section = section;
            this.origins = origins;
            this.daemonVariables = daemonVariables;
        }

        SectionSettings write(Found found) {
            Map<String, Setting> common = settings(found.common, Map.of());
            List<Map<String, Setting>> own = new ArrayList<>();
            found.processes.forEach(process -> own.add(settings(process.values, daemonVariables)));
            moveWhatIsAlike(own, common);
            List<ProcessSettings> processes = new ArrayList<>();
            for (int i = 0; i < own.size(); i++) {
                OneProcess process = found.processes.get(i);
                processes.add(new ProcessSettings(process.group(), process.name(), inOrder(own.get(i))));
            }
            return new SectionSettings(section, origins.header(section), inOrder(common), processes);
        }

        private Map<String, Setting> settings(Values values, Map<String, String> inherited) {
            Map<String, Setting> settings = new LinkedHashMap<>();
            values.byKey.forEach((key, value) -> settings.put(key, new Setting(key, value, origins.of(section, key))));
            inherited.forEach((name, value) -> variable(settings, name, value, "supervisord"));
            values.variables.forEach((name, value) -> variable(settings, name, value, section));
            if (settings.keySet().stream().anyMatch(key -> key.startsWith(VARIABLE))) {
                // Said by its variables.
                settings.remove("environment");
            }
            return settings;
        }

        private void variable(Map<String, Setting> settings, String name, String value, String from) {
            String key = VARIABLE + name;
            settings.put(key, new Setting(key, Optional.of(value), origins.of(from, "environment")));
        }

        /** What all processes have alike, and the section does not have otherwise, is said once. */
        private static void moveWhatIsAlike(List<Map<String, Setting>> own, Map<String, Setting> common) {
            if (own.isEmpty()) {
                return;
            }
            for (Setting setting : List.copyOf(own.get(0).values())) {
                Setting shared = common.getOrDefault(setting.key(), setting);
                if (own.stream().allMatch(process -> shared.equals(process.get(setting.key())))) {
                    common.put(setting.key(), shared);
                    own.forEach(process -> process.remove(setting.key()));
                }
            }
        }

        /** In the order of the key table; what is not in it last. */
        private List<Setting> inOrder(Map<String, Setting> settings) {
            Set<String> left = new TreeSet<>(settings.keySet());
            List<Setting> sorted = new ArrayList<>();
            for (String key : KnownKeys.keysOf(section)) {
                if (left.remove(key)) {
                    sorted.add(settings.get(key));
                }
                if (key.equals("environment")) {
                    left.stream()
                            .filter(name -> name.startsWith(VARIABLE))
                            .toList()
                            .forEach(name -> {
                                left.remove(name);
                                sorted.add(settings.get(name));
                            });
                }
            }
            left.forEach(key -> sorted.add(settings.get(key)));
            return sorted;
        }
    }
}
