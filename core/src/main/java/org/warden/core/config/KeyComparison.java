package org.warden.core.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.warden.core.config.ConfigPlan.KeyChange;
import org.warden.core.port.Host;

/** Compares values key by key, and writes those that differ as a configuration file would. */
final class KeyComparison {
    private final Configuration fresh;
    private final Secrets secrets;

    /** @param fresh where the newer values come from */
    KeyComparison(Configuration fresh, Secrets secrets) {
        this.fresh = fresh;
        this.secrets = secrets;
    }

    /** By key, everything about a process; null stands for what is not set. */
    static Map<String, Object> ofProcess(ProcessConfig process, Optional<FcgiSocketConfig> socket) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("section", process.section());
        values.put("command", process.command());
        values.put("priority", process.priority());
        values.put("autostart", process.autostart());
        values.put("autorestart", process.autorestart());
        values.put("startsecs", process.startsecs());
        values.put("startretries", process.startretries());
        values.put("exitcodes", process.exitcodes());
        values.put("stopsignal", process.stopsignal());
        values.put("stopwaitsecs", process.stopwaitsecs());
        values.put("stopasgroup", process.stopasgroup());
        values.put("killasgroup", process.killasgroup());
        values.put("killescaped", process.killescaped());
        values.put("user", process.user().orElse(null));
        values.put("directory", process.directory().orElse(null));
        values.put("umask", process.umask().orElse(null));
        new TreeMap<>(process.environment())
                .forEach((name, value) -> values.put(SettingsCollector.VARIABLE + name, value));
        values.put("serverurl", process.serverurl().orElse("AUTO"));
        values.put("redirect_stderr", process.redirectStderr());
        putChannel("stdout_", process.stdout(), values);
        putChannel("stderr_", process.stderr(), values);
        socket.ifPresent(s -> putSocket(s, values));
        return values;
    }

    private static void putChannel(String prefix, ChannelConfig channel, Map<String, Object> values) {
        values.put(prefix + "logfile", channel.logfile());
        values.put(prefix + "logfile_maxbytes", channel.maxBytes());
        values.put(prefix + "logfile_backups", channel.backups());
        values.put(prefix + "capture_maxbytes", channel.captureMaxBytes());
        values.put(prefix + "events_enabled", channel.eventsEnabled());
        values.put(prefix + "syslog", channel.syslog());
    }

    private static void putSocket(FcgiSocketConfig socket, Map<String, Object> values) {
        values.put("socket", socket.url());
        values.put("socket_backlog", socket.backlog().orElse(null));
        values.put(
                "socket_owner",
                socket.owner().map(owner -> owner.uid() + ":" + owner.gid()).orElse(null));
        values.put("socket_mode", socket.mode());
    }

    static void putPool(EventPoolConfig pool, Map<String, Object> values) {
        values.put("events", new TreeSet<>(pool.events()));
        values.put("buffer_size", pool.bufferSize());
        values.put("result_handler", pool.resultHandler());
        values.put("len_counts", pool.lengthInBytes() ? "bytes" : "characters");
        values.put("strict_results", pool.strictResults());
        values.put("rejectwaitsecs", pool.rejectwaitsecs());
    }

    /**
     * What differs, in the order of the keys.
     *
     * @param section the one that the newer values stand in
     */
    List<KeyChange> compare(String section, Map<String, Object> before, Map<String, Object> after) {
        Set<String> all = new LinkedHashSet<>(after.keySet());
        all.addAll(before.keySet());
        List<KeyChange> changes = new ArrayList<>();
        for (String key : all) {
            Object old = before.get(key);
            Object now = after.get(key);
            if (!Objects.equals(old, now)) {
                Origin origin = origin(section, key, now);
                changes.add(new KeyChange(
                        key, shown(key, text(key, old, now), origin), shown(key, text(key, now, old), origin), origin));
            }
        }
        return changes;
    }

    private Optional<String> shown(String key, Optional<String> text, Origin origin) {
        return secrets.shown(new Setting(key, text, origin));
    }

    /** @param other the value on the other side; two users of one name are told apart by their numbers */
    private static Optional<String> text(String key, Object value, Object other) {
        if (value instanceof Host.Account account
                && other instanceof Host.Account namesake
                && namesake.name().equals(account.name())) {
            return Optional.of(account.name() + " (uid " + account.uid() + ", gid " + account.gid() + ", groups "
                    + account.groups() + ", home " + account.home() + ")");
        }
        return ValueText.of(key, null, value);
    }

    private Origin origin(String section, String key, Object value) {
        Origins origins = fresh.origins();
        if (key.equals("section")) {
            return origins.header(section).<Origin>map(line -> line).orElse(new Origin.Default());
        }
        if (!key.startsWith(SettingsCollector.VARIABLE)) {
            return origins.of(section, key);
        }
        Origin own = origins.of(section, key);
        boolean inherited = own instanceof Origin.Default && value != null;
        return inherited ? origins.of("supervisord", "environment") : own;
    }
}
