package org.warden.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names and passwords that were right a short while ago: a script sends them with each call, and a hash that takes a tenth
 * of a second each time would be a burden. What is kept does not give the password away. Any thread.
 *
 * @param <T> what is known of somebody
 */
final class Remembered<T> {
    static final Duration FOR = Duration.ofMinutes(5);
    private static final int MOST = 256;
    private static final String MAC = "HmacSHA256";

    private final SecretKeySpec key;
    private final Map<String, Entry<T>> entries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Entry<T>> eldest) {
            return size() > MOST;
        }
    };

    private record Entry<T>(T value, long untilNanos) {}

    Remembered() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, MAC);
    }

    void put(BasicCredentials credentials, T value, long nowNanos) {
        String digest = digest(credentials);
        synchronized (entries) {
            entries.put(digest, new Entry<>(value, nowNanos + FOR.toNanos()));
        }
    }

    Optional<T> get(BasicCredentials credentials, long nowNanos) {
        String digest = digest(credentials);
        synchronized (entries) {
            Entry<T> entry = entries.get(digest);
            if (entry == null) {
                return Optional.empty();
            }
            if (nowNanos - entry.untilNanos() >= 0) {
                entries.remove(digest);
                return Optional.empty();
            }
            return Optional.of(entry.value());
        }
    }

    private String digest(BasicCredentials credentials) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            byte[] user = credentials.user().getBytes(StandardCharsets.UTF_8);
            mac.update(Integer.toString(user.length).getBytes(StandardCharsets.US_ASCII));
            mac.update((byte) ':');
            mac.update(user);
            return HexFormat.of().formatHex(mac.doFinal(credentials.password().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + MAC, e);
        }
    }
}
