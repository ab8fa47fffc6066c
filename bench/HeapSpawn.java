import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import org.warden.core.port.SpawnPlan;
import org.warden.core.port.SpawnerCommand;
import org.warden.core.port.SpawnerEvent;
import org.warden.spawner.JniSpawner;

/**
 * What a spawn costs in a JVM with little memory in use, and again in the same JVM with 4 GiB of heap touched. Arguments:
 * spawns a round, rounds. Prints both medians and their ratio; exit status 1 when it is above 2.
 */
public final class HeapSpawn {
    private static final int CHUNK = 64 << 20;
    private static final int CHUNKS = 64;
    private static final double MOST = 2;

    private final LinkedBlockingQueue<SpawnerEvent> events = new LinkedBlockingQueue<>();
    private final JniSpawner spawner = JniSpawner.open(events::add);
    private int child;

    public static void main(String[] args) throws InterruptedException {
        int spawns = Integer.parseInt(args[0]);
        int rounds = Integer.parseInt(args[1]);
        HeapSpawn bench = new HeapSpawn();
        bench.round(spawns); // warm-up
        double small = bench.best("64 MB heap", spawns, rounds);
        byte[][] heap = new byte[CHUNKS][];
        for (int i = 0; i < CHUNKS; i++) {
            heap[i] = new byte[CHUNK];
            Arrays.fill(heap[i], (byte) i);
        }
        double large = bench.best("4 GiB heap", spawns, rounds);
        System.out.printf(Locale.ROOT, "spawn cost with %d GiB touched: %.2f of the cost without%n",
                (long) heap.length * CHUNK >> 30, large / small);
        System.exit(large / small <= MOST ? 0 : 1);
    }

    /** The best median of the rounds: the one least disturbed by whatever else the machine does. */
    private double best(String what, int spawns, int rounds) throws InterruptedException {
        double bestMedian = Double.MAX_VALUE;
        double itsTail = 0;
        for (int i = 0; i < rounds; i++) {
            double[] micros = round(spawns);
            if (micros[spawns / 2] < bestMedian) {
                bestMedian = micros[spawns / 2];
                itsTail = micros[spawns * 99 / 100];
            }
        }
        System.out.printf(Locale.ROOT, "%-10s  p50 %6.0f us  p99 %6.0f us  (%d spawns, best of %d rounds)%n",
                what, bestMedian, itsTail, spawns, rounds);
        return bestMedian;
    }

    private double[] round(int spawns) throws InterruptedException {
        double[] micros = new double[spawns];
        for (int i = 0; i < spawns; i++) {
            micros[i] = spawnOne();
        }
        Arrays.sort(micros);
        return micros;
    }

    /** From the command to the word that the program was executed. */
    private double spawnOne() throws InterruptedException {
        child++;
        SpawnPlan plan = new SpawnPlan("/bin/true", List.of("true"), List.of("PATH=/usr/bin:/bin"), null, null, -1, -1,
                false, SpawnPlan.Output.NONE, SpawnPlan.Output.NONE);
        long from = System.nanoTime();
        spawner.send(new SpawnerCommand.Spawn(child, plan));
        if (!(events.take() instanceof SpawnerEvent.Spawned)) {
            throw new IllegalStateException("the spawn failed");
        }
        double micros = (System.nanoTime() - from) / 1000.0;
        if (!(events.take() instanceof SpawnerEvent.Exited)) {
            throw new IllegalStateException("no exit");
        }
        spawner.send(new SpawnerCommand.Forget(child));
        return micros;
    }
}
