package org.warden.core.loop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.warden.core.config.Configuration;
import org.warden.core.config.InetServerConfig;
import org.warden.core.config.ProcessConfig;
import org.warden.core.model.ProcessName;

/** What a child's environment is: the daemon's own, then SUPERVISOR_*, then what the configuration says. */
final class ChildEnvironment {
    private final Map<String, String> daemonEntries = new LinkedHashMap<>();
    private final Optional<String> defaultServerUrl;

    ChildEnvironment(Map<String, String> daemon, Configuration configuration) {
        daemon.forEach((key, value) -> daemonEntries.put(key, key + "=" + value));
        this.defaultServerUrl = serverUrl(configuration);
    }

    /** The first Unix server, else the first inet server, else nothing. */
    private static Optional<String> serverUrl(Configuration configuration) {
        if (!configuration.unixServers().isEmpty()) {
            return Optional.of("unix://" + configuration.unixServers().get(0).file());
        }
        return configuration.inetServers().stream().findFirst().map(ChildEnvironment::inetUrl);
    }

    private static String inetUrl(InetServerConfig server) {
        return "http://" + (server.host().isEmpty() ? "localhost" : server.host()) + ":" + server.port();
    }

    /** Entries of the daemon's own environment are made once and shared by all programs that do not override them. */
    List<String> of(ProcessName name, ProcessConfig config) {
        Map<String, String> added = new LinkedHashMap<>();
        added.put("SUPERVISOR_ENABLED", "1");
        config.serverurl()
                .or(() -> defaultServerUrl)
                .filter(url -> !url.isEmpty())
                .ifPresent(url -> added.put("SUPERVISOR_SERVER_URL", url));
        added.put("SUPERVISOR_PROCESS_NAME", name.process());
        added.put("SUPERVISOR_GROUP_NAME", name.group());
        added.putAll(config.environment());
        List<String> entries = new ArrayList<>(daemonEntries.size() + added.size());
        daemonEntries.forEach((key, entry) -> {
            if (!added.containsKey(key)) {
                entries.add(entry);
            }
        });
        added.forEach((key, value) -> entries.add(key + "=" + value));
        return entries;
    }
}
