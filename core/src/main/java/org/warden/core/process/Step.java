package org.warden.core.process;

import java.util.List;

/** The outcome of one input. */
public record Step(ProcessSnapshot next, List<Effect> effects) {
    public Step {
        effects = List.copyOf(effects);
    }
}
