package org.warden.core.loop;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.warden.core.config.Configuration;
import org.warden.core.config.ConsoleConfig;
import org.warden.core.config.FcgiSocketConfig;
import org.warden.core.config.GroupConfig;
import org.warden.core.config.Origins;
import org.warden.core.config.ProcessConfig;
import org.warden.core.config.SupervisordConfig;

/** The one place in this room's tests that knows how the configuration records are built. */
final class TestConfigurations {
    private TestConfigurations() {}

    static GroupConfig group(String name, int priority, List<ProcessConfig> processes) {
        return new GroupConfig(name, priority, processes, Optional.empty(), Map.of());
    }

    /** A group whose processes are of fcgi-programs: each section shares the socket given for it. */
    static GroupConfig fcgiGroup(
            String name, int priority, List<ProcessConfig> processes, Map<String, FcgiSocketConfig> sockets) {
        return new GroupConfig(name, priority, processes, Optional.empty(), sockets);
    }

    static FcgiSocketConfig socket(String url) {
        return new FcgiSocketConfig(url, Optional.empty(), Optional.empty(), 0700);
    }

    static Configuration configuration(SupervisordConfig supervisord, List<GroupConfig> groups) {
        return new Configuration(
                "/nonexistent/supervisord.conf",
                supervisord,
                List.of(),
                List.of(),
                ConsoleConfig.DEFAULT,
                List.of(),
                groups,
                List.of(),
                Origins.NONE);
    }

    static Configuration withNotices(Configuration plain, List<Configuration.Notice> notices) {
        return new Configuration(
                plain.file(),
                plain.supervisord(),
                plain.inetServers(),
                plain.unixServers(),
                plain.console(),
                plain.rpcInterfaces(),
                plain.groups(),
                notices,
                plain.origins());
    }
}
