package org.warden.webapp.console;

import jakarta.servlet.ServletContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.warden.core.api.Answer;
import org.warden.core.api.Command;
import org.warden.core.api.ProcessMetrics;
import org.warden.core.api.Supervisor;
import org.warden.core.api.UseLine;
import org.warden.core.model.ProcessName;

/** What programs use, for the list. Asked for once in five seconds, however many browsers look. Any thread. */
public final class ProgramUse {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** How long a page waits for numbers before it is shown without. */
    private static final long PATIENCE_SECONDS = 1;

    private static final String IN_CONTEXT = ProgramUse.class.getName();

    private final LongSupplier nanos;
    private CompletableFuture<Map<ProcessName, Use>> latest = CompletableFuture.completedFuture(Map.of());
    private CompletableFuture<Map<ProcessName, UseLine>> lines = CompletableFuture.completedFuture(Map.of());
    private Map<ProcessName, Use> known = Map.of();
    private long latestNanos;
    private long linesNanos;

    /**
     * What is shown beside a program.
     *
     * @param cpuTenths of a percent of one processor; -1 when it is not known yet
     * @param memoryKib memory that is not swapped out, rounded to what is shown
     */
    public record Use(int cpuTenths, long memoryKib) {
        static final Use NONE = new Use(-1, -1);

        static Use of(ProcessMetrics metrics) {
            float cpu = metrics.cpuPercent();
            return new Use(Float.isNaN(cpu) ? -1 : Math.round(cpu * 10), Sizes.rounded(metrics.residentBytes() / 1024));
        }

        String cpu() {
            return cpuTenths < 0 ? "" : cpuTenths / 10 + "." + cpuTenths % 10 + " %";
        }

        String memory() {
            return memoryKib < 0 ? "" : Sizes.bytes(memoryKib * 1024);
        }
    }

    ProgramUse(LongSupplier nanos) {
        this.nanos = nanos;
        latestNanos = nanos.getAsLong() - FRESH_NANOS;
        linesNanos = latestNanos;
    }

    /** The one of a web application. */
    public static ProgramUse of(ServletContext context) {
        synchronized (ProgramUse.class) {
            if (context.getAttribute(IN_CONTEXT) instanceof ProgramUse use) {
                return use;
            }
            ProgramUse use = new ProgramUse(System::nanoTime);
            context.setAttribute(IN_CONTEXT, use);
            return use;
        }
    }

    /** The numbers that are known; new ones are asked for, and are known some time later. */
    public synchronized Map<ProcessName, Use> known(Supervisor supervisor) {
        ask(supervisor);
        if (latest.isDone() && !latest.isCompletedExceptionally()) {
            known = latest.join();
        }
        return known;
    }

    /** The same, for whoever can wait a moment. */
    public Map<ProcessName, Use> latest(Supervisor supervisor) {
        CompletableFuture<Map<ProcessName, Use>> coming;
        synchronized (this) {
            ask(supervisor);
            coming = latest;
        }
        waitFor(coming);
        return known(supervisor);
    }

    /** The last 15 minutes; waits a moment. */
    public Map<ProcessName, UseLine> lines(Supervisor supervisor) {
        CompletableFuture<Map<ProcessName, UseLine>> coming;
        synchronized (this) {
            if (lines.isDone() && nanos.getAsLong() - linesNanos >= FRESH_NANOS) {
                linesNanos = nanos.getAsLong();
                lines = asked(supervisor, new Command.RecentUse()).thenApply(all -> {
                    Map<ProcessName, UseLine> found = new HashMap<>();
                    all.forEach(line -> found.put(line.name(), line));
                    return found;
                });
            }
            coming = lines;
        }
        return waitFor(coming) ? coming.join() : Map.of();
    }

    private void ask(Supervisor supervisor) {
        if (latest.isDone() && nanos.getAsLong() - latestNanos >= FRESH_NANOS) {
            latestNanos = nanos.getAsLong();
            latest = asked(supervisor, new Command.LatestMetrics()).thenApply(all -> {
                Map<ProcessName, Use> found = new HashMap<>();
                all.forEach(metrics -> found.put(metrics.name(), Use.of(metrics)));
                return found;
            });
        }
    }

    private static <T> CompletableFuture<List<T>> asked(Supervisor supervisor, Command<List<T>> command) {
        return supervisor
                .ask(command)
                .toCompletableFuture()
                .thenApply(answer -> answer instanceof Answer.Ok<List<T>> ok ? ok.value() : List.of());
    }

    /** Whether it came in time. */
    private static boolean waitFor(CompletableFuture<?> coming) {
        try {
            coming.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
