package org.warden.core.config;

/**
 * Where history is kept and how much of it.
 *
 * @param directory absolute path
 * @param days how old it may become, at least 1
 * @param maxBytes how much of the disk it may take, at least {@link #FEWEST_BYTES}
 */
public record HistoryConfig(String directory, int days, long maxBytes) {
    /** Less would not hold a day of a small site. */
    public static final long FEWEST_BYTES = 1 << 20;
}
