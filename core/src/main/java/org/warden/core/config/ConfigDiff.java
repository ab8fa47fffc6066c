package org.warden.core.config;

import java.util.List;

public record ConfigDiff(List<String> added, List<String> changed, List<String> removed) {
    public static ConfigDiff compare(List<GroupConfig> active, List<GroupConfig> fresh) {
        return new ConfigDiff(List.of(), List.of(), List.of());
    }
}
