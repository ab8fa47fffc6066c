package org.warden.core.loop;

import static org.warden.core.process.ProgramBuilder.program;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.warden.core.api.SupervisorView;
import org.warden.core.config.AutoRestart;
import org.warden.core.config.Configuration;
import org.warden.core.config.GroupConfig;
import org.warden.core.config.LogLevel;
import org.warden.core.config.ProcessConfig;
import org.warden.core.log.AutoLogs;
import org.warden.core.log.MainLog;
import org.warden.core.metrics.MetricsStore;
import org.warden.core.model.ExitStatus;
import org.warden.core.port.Clock;
import org.warden.core.port.FakeHost;
import org.warden.core.port.HistorySink;
import org.warden.core.port.Spawner;
import org.warden.core.port.SpawnerCommand;
import org.warden.core.port.SpawnerEvent;

/**
 * What an event costs the core when it looks after 10, 100, 1,000 or 5,000 programs: one of them ends, is started again and
 * runs, and after each of these the view is published. Run by {@code bench/scale}; prints a line for each size and fails when
 * the largest costs more than {@value #MOST} times the smallest.
 */
final class ScaleBench {
    private static final int[] SIZES = {10, 100, 1_000, 5_000};
    private static final int PER_GROUP = 5;
    private static final double MOST = 1.2;
    private static final int LIVES = 40_000;
    private static final int ROUNDS = 25;

    private ScaleBench() {}

    public static void main(String[] arguments) {
        World[] worlds = Arrays.stream(SIZES).mapToObj(World::new).toArray(World[]::new);
        double[] best = new double[SIZES.length];
        Arrays.fill(best, Double.MAX_VALUE);
        // In turn, so that whatever else the machine does meets all sizes alike; the best round is the one least
        // disturbed.
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < worlds.length; i++) {
                best[i] = Math.min(best[i], worlds[i].nanosPerEvent());
            }
        }
        for (int i = 0; i < SIZES.length; i++) {
            System.out.printf(
                    "%5d programs: %6.0f ns an event, %.2f times that of %d%n",
                    SIZES[i], best[i], best[i] / best[0], SIZES[0]);
        }
        double worst = Arrays.stream(best).max().orElseThrow() / best[0];
        System.out.printf("%s: %.2f times, at most %.1f%n", worst <= MOST ? "passed" : "FAILED", worst, MOST);
        System.exit(worst <= MOST ? 0 : 1);
    }

    /** A conductor and a world in which spawns succeed at once and nothing is recorded. */
    private static final class World implements Spawner, Clock, MainLog {
        private final Deque<Message> inbox = new ArrayDeque<>();
        private final List<Integer> alive = new ArrayList<>();
        private final Conductor conductor;
        private final Random random = new Random(1);
        private long nanos = 1_000_000_000_000L;
        private int children;
        private long serials;
        private SupervisorView view;

        World(int size) {
            Configuration configuration = FakeWorld.configuration(groups(size));
            conductor = new Conductor(
                    new Parts(
                            configuration,
                            () -> configuration,
                            this,
                            this,
                            new FakeHost(),
                            this,
                            new AutoLogs(Path.of("/nonexistent"), "bench"),
                            Map.of("PATH", "/usr/bin:/bin"),
                            -1,
                            () -> ++children,
                            () -> serials++,
                            new MetricsStore(),
                            HistorySink.NONE,
                            Runnable::run),
                    inbox::add);
            for (GroupConfig group : configuration.groups()) {
                conductor.activate(
                        group,
                        group.processes().stream()
                                .map(p -> new AutoLogs.Paths(null, null))
                                .toList());
            }
            conductor.groups.ordered().forEach(conductor::autostart);
            settle();
        }

        private static List<GroupConfig> groups(int size) {
            List<GroupConfig> groups = new ArrayList<>();
            for (int i = 0; i < size; i += PER_GROUP) {
                List<ProcessConfig> processes = new ArrayList<>();
                for (int j = i; j < i + PER_GROUP; j++) {
                    processes.add(program("p" + j)
                            .startsecs(0)
                            .autorestart(AutoRestart.TRUE)
                            .build());
                }
                groups.add(TestConfigurations.group("g" + i, 999, processes));
            }
            return groups;
        }

        /** An event is an exit or a start that succeeded. */
        double nanosPerEvent() {
            long began = System.nanoTime();
            for (int i = 0; i < LIVES; i++) {
                int at = random.nextInt(alive.size());
                int child = alive.get(at);
                alive.set(at, alive.get(alive.size() - 1));
                alive.remove(alive.size() - 1);
                nanos += 1_000_000;
                inbox.add(new Message.Happened(
                        new SpawnerEvent.Exited(child, 1000 + child, ExitStatus.exited(1), nanos, nanos, 0, 0, 0)));
                settle();
            }
            return (System.nanoTime() - began) / (2.0 * LIVES);
        }

        /** The loop's own turn, one message at a time, so that every event pays for a view of its own. */
        private void settle() {
            while (!inbox.isEmpty()) {
                conductor.handle(inbox.poll());
                conductor.runTimers();
                conductor.shutdown.progress();
                view = conductor.view(view);
                conductor.takeOutgoing().forEach(Runnable::run);
            }
        }

        @Override
        public void send(SpawnerCommand command) {
            if (command instanceof SpawnerCommand.Spawn spawn) {
                alive.add(spawn.child());
                inbox.add(new Message.Happened(
                        new SpawnerEvent.Spawned(spawn.child(), 1000 + spawn.child(), nanos, nanos)));
            }
        }

        @Override
        public String capabilities() {
            return "none";
        }

        @Override
        public void close() {
            inbox.clear();
        }

        @Override
        public long nowNanos() {
            return nanos;
        }

        @Override
        public Instant wallTime() {
            return Instant.ofEpochSecond(0, nanos);
        }

        @Override
        public void log(LogLevel level, String text) {
            // What the log costs is the log's, not the core's.
        }

        @Override
        public boolean isOn(LogLevel level) {
            return false;
        }

        @Override
        public void reopen() {}

        @Override
        public void clear() {}
    }
}
