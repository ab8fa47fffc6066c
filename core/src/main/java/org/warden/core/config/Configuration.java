package org.warden.core.config;

import java.util.List;
import java.util.Optional;

/**
 * A whole configuration, complete and valid.
 *
 * @param file the main file, absolute
 * @param groups all groups in activation order: by priority, then name
 * @param origins where each value comes from
 * @param notices what was noticed while reading, for the activity log, in the order CRIT, WARN, INFO
 */
public record Configuration(
        String file,
        SupervisordConfig supervisord,
        List<InetServerConfig> inetServers,
        List<UnixServerConfig> unixServers,
        ConsoleConfig console,
        List<RpcInterfaceConfig> rpcInterfaces,
        List<GroupConfig> groups,
        List<Notice> notices,
        Origins origins) {

    public Configuration {
        inetServers = List.copyOf(inetServers);
        unixServers = List.copyOf(unixServers);
        rpcInterfaces = List.copyOf(rpcInterfaces);
        groups = List.copyOf(groups);
        notices = List.copyOf(notices);
    }

    public Optional<GroupConfig> group(String name) {
        return groups.stream().filter(g -> g.name().equals(name)).findFirst();
    }

    /** A line for the activity log that arose before there was one. */
    public record Notice(LogLevel level, String text) {}
}
