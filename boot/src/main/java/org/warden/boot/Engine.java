package org.warden.boot;

import java.io.IOException;
import org.warden.core.config.Configuration;
import org.warden.core.kept.Memory;
import org.warden.core.port.Spawner;
import org.warden.core.port.SpawnerCommand;

/** The engine of an instance, from its first life to its last. The thread that lives these lives. */
final class Engine implements AutoCloseable {
    private final Engines engines;
    private final Numbers numbers;
    private Spawner spawner;

    Engine(Engines engines, Numbers numbers) {
        this.engines = engines;
        this.numbers = numbers;
    }

    /** Opens it at the first call. Numbers go on where those of an earlier supervisor have ended. */
    Spawner of(Configuration configuration) throws IOException {
        if (spawner == null) {
            spawner = engines.open(configuration);
            numbers.children().set(spawner.survey().highestNumber());
            numbers.events().set(Memory.nextSerial(spawner.survey().notes()));
        }
        return spawner;
    }

    void placeChanged() {
        spawner.placeChanged();
    }

    /** The start has failed: what was there before stays, and nothing new. */
    void giveUp() {
        if (spawner != null && spawner.outlives() && spawner.survey().children().isEmpty()) {
            spawner.send(new SpawnerCommand.End());
        }
        close();
    }

    @Override
    public void close() {
        if (spawner != null) {
            spawner.close();
        }
    }
}
