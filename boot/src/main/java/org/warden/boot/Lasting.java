package org.warden.boot;

import org.warden.core.metrics.MetricsStore;

/**
 * What an instance carries from one life to the next.
 *
 * @param metrics what programs have used; each life's loop has it for itself
 */
record Lasting(Numbers numbers, Engine engine, MetricsStore metrics) {
    Lasting(Engines engines) {
        this(new Numbers(), engines);
    }

    private Lasting(Numbers numbers, Engines engines) {
        this(numbers, new Engine(engines, numbers), new MetricsStore());
    }
}
