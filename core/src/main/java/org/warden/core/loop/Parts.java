package org.warden.core.loop;

import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.warden.core.config.Configuration;
import org.warden.core.log.AutoLogs;
import org.warden.core.log.MainLog;
import org.warden.core.metrics.MetricsStore;
import org.warden.core.port.Clock;
import org.warden.core.port.HistorySink;
import org.warden.core.port.Host;
import org.warden.core.port.Spawner;

/**
 * What a loop is made of.
 *
 * @param configuration what to run
 * @param source reads that configuration again
 * @param spawner the engine
 * @param environment the daemon's own, as children get it
 * @param openFiles soft RLIMIT_NOFILE of children, or -1 to inherit
 * @param childNumbers numbers for children, unique for the engine's life
 * @param eventSerials numbers for events; go on over restarts
 * @param metrics what programs have used; goes on over restarts
 * @param history takes what is worth knowing later
 * @param workers one thread, jobs in order: for what may block (files, name services)
 */
public record Parts(
        Configuration configuration,
        ConfigSource source,
        Clock clock,
        MainLog log,
        Host host,
        Spawner spawner,
        AutoLogs autoLogs,
        Map<String, String> environment,
        long openFiles,
        IntSupplier childNumbers,
        LongSupplier eventSerials,
        MetricsStore metrics,
        HistorySink history,
        Executor workers) {}
