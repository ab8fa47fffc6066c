package org.warden.core.config;

import java.util.List;

/**
 * The values of one process that are made for it alone.
 *
 * @param group the group it is in
 * @param name its own name
 */
public record ProcessSettings(String group, String name, List<Setting> settings) {
    public ProcessSettings {
        settings = List.copyOf(settings);
    }
}
