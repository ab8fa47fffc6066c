package org.warden.core.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The smallest section of each kind, and what Warden makes of the keys that it leaves out. */
final class Sections {
    /** By kind: what every section of it needs. */
    static final Map<String, String> SMALLEST = new LinkedHashMap<>();

    static {
        SMALLEST.put("supervisord", "[supervisord]\n");
        SMALLEST.put("unix_http_server", "[unix_http_server]\nfile=/run/s\n");
        SMALLEST.put("inet_http_server", "[inet_http_server]\nport=127.0.0.1:9001\n");
        SMALLEST.put("console", "[console]\n");
        SMALLEST.put(
                "console_user",
                "[console_user:name]\nrole=viewer\npassword=$argon2id$v=19$m=19456,t=2,p=1$jLtYPIUvV3t3L3UKsYNmPg"
                        + "$EJ7pPWLbgLkxfOFuBDt3sdS491IEcKJxqzO52+ev0/o\n");
        SMALLEST.put("supervisorctl", "[supervisorctl]\n");
        SMALLEST.put("include", "[include]\nfiles=none/*.conf\n");
        SMALLEST.put(
                "rpcinterface",
                "[rpcinterface:name]\nsupervisor.rpcinterface_factory=" + RpcInterfaceConfig.MAIN + "\n");
        SMALLEST.put("program", "[program:name]\ncommand=/bin/cat\n");
        SMALLEST.put("fcgi-program", "[fcgi-program:name]\ncommand=/bin/cat\nsocket=unix:///run/name.sock\n");
        SMALLEST.put("eventlistener", "[eventlistener:name]\ncommand=/bin/cat\nevents=EVENT\n");
        SMALLEST.put("group", "[group:name]\n");
    }

    private Sections() {}

    /**
     * The effective values of the first section of a kind, its process's values among them.
     *
     * @param text a main file under an empty {@code [supervisord]}, in which it may begin
     */
    static Map<String, Optional<String>> values(ConfigFixture fixture, String kind, String text) {
        Inspection inspection = fixture.inspect(text);
        if (!inspection.errors().isEmpty()) {
            throw new AssertionError(text + "\n" + inspection.errors());
        }
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        for (SectionSettings section : inspection.sections()) {
            if (section.section().split(":")[0].equals(kind)) {
                section.processes().forEach(process -> process.settings().forEach(s -> values.put(s.key(), s.value())));
                // The section's own come last: the priority of a pool counts, not that of its processes.
                section.settings().forEach(setting -> values.put(setting.key(), setting.value()));
            }
        }
        return values;
    }

    static Map<String, Optional<String>> defaults(ConfigFixture fixture, String kind) {
        return values(fixture, kind, SMALLEST.get(kind));
    }
}
