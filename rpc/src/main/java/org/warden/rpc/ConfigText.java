package org.warden.rpc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.warden.core.api.ProcessView;
import org.warden.core.api.SupervisorView;
import org.warden.core.config.ChannelConfig;
import org.warden.core.config.GroupConfig;
import org.warden.core.config.ProcessConfig;
import org.warden.core.model.ProcessName;

/** The structs of {@code getAllConfigInfo}. */
final class ConfigText {

    private static final String UNSET = "none";

    private ConfigText() {}

    /** One struct per configured process, sorted by the process's own name. */
    static List<Map<String, Object>> all(SupervisorView view) {
        List<Map<String, Object>> structs = new ArrayList<>();
        for (GroupConfig group : view.lastRead().groups()) {
            boolean inuse = view.hasGroup(group.name());
            for (ProcessConfig process : group.processes()) {
                ProcessView running = view.process(new ProcessName(group.name(), process.name()))
                        .filter(p -> p.config() == process)
                        .orElse(null);
                structs.add(struct(group, process, inuse, running));
            }
        }
        structs.sort(Comparator.comparing(s -> (String) s.get("name")));
        return structs;
    }

    /** @param running the process that runs under this very configuration, or null */
    private static Map<String, Object> struct(GroupConfig group, ProcessConfig p, boolean inuse, ProcessView running) {
        Map<String, Object> s = new LinkedHashMap<>(64);
        s.put("name", p.name());
        s.put("group", group.name());
        s.put("inuse", inuse);
        s.put("autostart", p.autostart());
        s.put("autorestart", autorestart(p));
        s.put("directory", p.directory().orElse(UNSET));
        s.put("uid", p.user().<Object>map(u -> u.uid()).orElse(UNSET));
        s.put("command", p.command());
        s.put("exitcodes", p.exitcodes());
        s.put("group_prio", group.priority());
        s.put("process_prio", p.priority());
        s.put("killasgroup", p.killasgroup());
        s.put("redirect_stderr", p.redirectStderr());
        s.put("startretries", p.startretries());
        s.put("startsecs", p.startsecs());
        s.put("stopsignal", p.stopsignal().number());
        s.put("stopwaitsecs", p.stopwaitsecs());
        s.put("serverurl", p.serverurl().orElse(UNSET));
        channel(s, "stdout", p.stdout(), running == null ? "" : running.stdoutLogfile());
        channel(s, "stderr", p.stderr(), running == null ? "" : running.stderrLogfile());
        return s;
    }

    /** Stock HEAD answers HTTP 500 for true; the boolean is what it meant. */
    private static Object autorestart(ProcessConfig p) {
        return switch (p.autorestart()) {
            case TRUE -> true;
            case FALSE -> false;
            case UNEXPECTED -> "unexpected";
        };
    }

    private static void channel(Map<String, Object> s, String prefix, ChannelConfig c, String actual) {
        s.put(prefix + "_logfile", logfile(c.logfile(), actual));
        s.put(prefix + "_logfile_backups", c.backups());
        s.put(prefix + "_logfile_maxbytes", c.maxBytes());
        s.put(prefix + "_capture_maxbytes", c.captureMaxBytes());
        s.put(prefix + "_events_enabled", c.eventsEnabled());
        s.put(prefix + "_syslog", c.syslog());
    }

    /** An AUTO log shows as its file once there is one under this configuration, before that as "auto". */
    private static String logfile(ChannelConfig.LogTarget target, String actual) {
        if (target instanceof ChannelConfig.LogTarget.File file) {
            return file.path();
        }
        if (target instanceof ChannelConfig.LogTarget.Auto) {
            return actual.isEmpty() ? "auto" : actual;
        }
        return UNSET;
    }
}
