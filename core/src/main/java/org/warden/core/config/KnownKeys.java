package org.warden.core.config;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which sections and keys mean something. Source: Supervisor's manual, "Configuration File". */
final class KnownKeys {

    private static final Set<String> PROGRAM = words("""
            command process_name numprocs numprocs_start priority autostart autorestart startsecs startretries exitcodes
            stopsignal stopwaitsecs stopasgroup killasgroup killescaped user redirect_stderr stdout_logfile stdout_logfile_maxbytes
            stdout_logfile_backups stdout_capture_maxbytes stdout_events_enabled stdout_syslog stderr_logfile
            stderr_logfile_maxbytes stderr_logfile_backups stderr_capture_maxbytes stderr_events_enabled stderr_syslog
            environment directory umask serverurl
            """);

    /** By what stands before the first colon of a header. */
    private static final Map<String, Set<String>> BY_KIND = byKind();

    /** Kinds that have a name after a colon; the two kinds of door and no other may have one. */
    private static final Set<String> NAMED =
            Set.of("program", "fcgi-program", "eventlistener", "group", "rpcinterface", "ctlplugin", "console_user");

    private static final Set<String> DOORS = Set.of("unix_http_server", "inet_http_server");

    private KnownKeys() {}

    private static Map<String, Set<String>> byKind() {
        Map<String, Set<String>> map = new LinkedHashMap<>();
        map.put("supervisord", words("""
                        logfile logfile_maxbytes logfile_backups loglevel pidfile umask nodaemon silent minfds minprocs
                        nocleanup childlogdir user directory strip_ansi environment identifier keeper statedir keeper_restarts
                        undeploy history history_days history_maxbytes
                        """));
        map.put("unix_http_server", words("file chmod chown username password legacy_get_actions metrics"));
        map.put("inet_http_server", words("""
                        port username password tls_certificate tls_key tls_min_version allowed_hosts legacy_get_actions metrics
                        """));
        map.put("console", words("container_realm trusted_proxies session_idle_secs session_max_secs metrics"));
        map.put("console_user", words("password role"));
        map.put("supervisorctl", words("serverurl username password prompt history_file"));
        map.put("include", words("files"));
        map.put("rpcinterface", words("supervisor.rpcinterface_factory"));
        map.put("program", PROGRAM);
        map.put("fcgi-program", with(PROGRAM, words("socket socket_backlog socket_owner socket_mode")));
        map.put(
                "eventlistener",
                with(PROGRAM, words("events buffer_size result_handler len_counts strict_results rejectwaitsecs")));
        map.put("group", words("programs priority"));
        return map;
    }

    private static Set<String> words(String text) {
        return new LinkedHashSet<>(List.of(text.strip().split("\\s+")));
    }

    private static Set<String> with(Set<String> some, Set<String> more) {
        Set<String> all = new LinkedHashSet<>(some);
        all.addAll(more);
        return all;
    }

    /** What stands before the colon of every header that means something. */
    static Set<String> kinds() {
        return BY_KIND.keySet();
    }

    /** Stock takes everything that begins like a door for a door, with or without a colon. */
    static String kindOf(String section) {
        for (String door : DOORS) {
            if (section.startsWith(door)) {
                return door;
            }
        }
        int colon = section.indexOf(':');
        return colon < 0 ? section : section.substring(0, colon);
    }

    /** The keys of that section, or an empty set for an unknown one. */
    static Set<String> keysOf(String section) {
        return BY_KIND.getOrDefault(kindOf(section), Set.of());
    }

    /**
     * Whether a section takes a key from {@code [DEFAULT]}. RPC interfaces never do: what they get are arguments of a
     * factory.
     */
    static boolean inherits(String section, String key) {
        return !kindOf(section).equals("rpcinterface") && keysOf(section).contains(key);
    }

    /** Says what in the document means nothing; stock is silent about it. */
    static void warnOfUnknown(IniDocument document, Notices notices) {
        for (IniSection section : document.sections()) {
            if (!isKnownSection(section.name())) {
                notices.warn(
                        Notices.Place.of(section),
                        "unknown section [" + section.name() + "] is ignored",
                        suggestion(nearSection(section.name())));
            } else if (!kindOf(section.name()).equals("ctlplugin")) {
                warnOfUnknownKeys(section, keysOf(section.name()), notices);
            }
        }
        Set<String> all = new LinkedHashSet<>();
        BY_KIND.values().forEach(all::addAll);
        warnOfUnknownKeys(document.defaults(), all, notices);
    }

    private static void warnOfUnknownKeys(IniSection section, Set<String> known, Notices notices) {
        if (section.name().startsWith("rpcinterface:") && !isMainInterface(section)) {
            return;
        }
        for (IniEntry entry : section.entries()) {
            if (!known.contains(entry.key())) {
                notices.warn(
                        Notices.Place.of(section, entry),
                        "unknown key '" + entry.key() + "' in [" + section.name() + "] is ignored",
                        suggestion(Nearness.closest(entry.key(), known)));
            }
        }
    }

    private static boolean isMainInterface(IniSection section) {
        IniEntry factory = section.own(RpcInterfacesReader.FACTORY);
        return factory != null && RpcInterfacesReader.isMain(factory.text());
    }

    private static boolean isKnownSection(String name) {
        String kind = kindOf(name);
        boolean named = name.length() > kind.length();
        if (NAMED.contains(kind)) {
            return named;
        }
        return DOORS.contains(kind) || (BY_KIND.containsKey(name) && !named);
    }

    private static String nearSection(String name) {
        String kind = kindOf(name);
        String near = Nearness.closest(kind, kinds());
        if (near == null) {
            return null;
        }
        return "[" + near
                + (NAMED.contains(near) ? ":" + (kind.equals(name) ? "NAME" : name.substring(kind.length() + 1)) : "")
                + "]";
    }

    private static String suggestion(String near) {
        return near == null ? null : "did you mean " + (near.startsWith("[") ? near : "'" + near + "'") + "?";
    }
}
