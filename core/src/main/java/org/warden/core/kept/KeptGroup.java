package org.warden.core.kept;

import java.util.List;
import org.warden.core.config.GroupConfig;

/**
 * An active group as the next supervisor has to know it: what it runs under, whatever the files say by then.
 *
 * @param order groups become active again in ascending order
 * @param config without processes: each of them is a {@link KeptConfig}
 */
public record KeptGroup(long order, GroupConfig config) {
    public KeptGroup {
        config = config.withProcesses(List.of());
    }
}
