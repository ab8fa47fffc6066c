package org.warden.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.warden.core.config.NetworkRange;

/**
 * How often an address may try. Ten wrong passwords at once, then one more each half minute; it is never the user that is
 * locked out, for then anybody could lock out everybody. Any thread.
 */
final class Attempts {
    static final int AT_ONCE = 10;
    static final Duration EACH = Duration.ofSeconds(30);

    /** So many addresses are remembered; of more, those that have been quiet for longest are forgotten. */
    private static final int MOST = 10_000;

    /** An IPv6 client commands all addresses of a network, which has so many bytes in common. */
    private static final int NETWORK_BYTES = 8;

    private final Map<String, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST;
        }
    };

    /** One address. */
    private static final class Bucket {
        /** In nanoseconds of waiting: an attempt costs {@link #EACH}. */
        private long credit = AT_ONCE * EACH.toNanos();

        private long since;
        private boolean told;
    }

    /**
     * Whether an attempt may be made.
     *
     * @param pause zero where it may
     * @param news whether this is the first one that may not, which is worth a line in a log
     */
    record Turn(Duration pause, boolean news) {
        boolean isAllowed() {
            return pause.isZero();
        }
    }

    /** Takes an attempt; one that turns out well is to be {@linkplain #giveBack given back}. */
    synchronized Turn take(String address, long nowNanos) {
        Bucket bucket = buckets.computeIfAbsent(network(address), a -> {
            Bucket fresh = new Bucket();
            fresh.since = nowNanos;
            return fresh;
        });
        bucket.credit = Math.min(AT_ONCE * EACH.toNanos(), bucket.credit + nowNanos - bucket.since);
        bucket.since = nowNanos;
        if (bucket.credit >= EACH.toNanos()) {
            bucket.credit -= EACH.toNanos();
            bucket.told = false;
            return new Turn(Duration.ZERO, false);
        }
        boolean news = !bucket.told;
        bucket.told = true;
        return new Turn(Duration.ofNanos(EACH.toNanos() - bucket.credit), news);
    }

    /** The attempt was right, or was not made. */
    synchronized void giveBack(String address) {
        Bucket bucket = buckets.get(network(address));
        if (bucket != null) {
            bucket.credit = Math.min(AT_ONCE * EACH.toNanos(), bucket.credit + EACH.toNanos());
        }
    }

    private static String network(String address) {
        Optional<InetAddress> literal = NetworkRange.literal(address);
        if (literal.isPresent() && literal.get() instanceof Inet6Address v6) {
            return HexFormat.of().formatHex(Arrays.copyOf(v6.getAddress(), NETWORK_BYTES));
        }
        return address;
    }
}
