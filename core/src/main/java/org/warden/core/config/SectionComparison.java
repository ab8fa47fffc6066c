package org.warden.core.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.warden.core.config.ConfigPlan.Change;
import org.warden.core.config.ConfigPlan.SectionPlan;
import org.warden.core.config.ConfigPlan.When;

/** Finds the sections about the daemon itself that are not alike in two configurations. */
final class SectionComparison {
    private SectionComparison() {}

    /**
     * Those that count from a restart on, then those that count from a reread on.
     *
     * @param inUse what the daemon was started with
     * @param lastRead what it has read last
     */
    static List<SectionPlan> differing(Configuration inUse, Configuration lastRead, Configuration fresh) {
        List<SectionPlan> plans = new ArrayList<>();
        compare(ofDaemon(inUse), ofDaemon(fresh), When.RESTART, fresh.origins(), plans);
        compare(ofConsole(lastRead), ofConsole(fresh), When.UPDATE, fresh.origins(), plans);
        return plans;
    }

    /** By header, what each section means. */
    private static Map<String, Object> ofDaemon(Configuration configuration) {
        Map<String, Object> sections = new LinkedHashMap<>();
        sections.put("supervisord", configuration.supervisord());
        configuration.unixServers().forEach(server -> sections.put(server.section(), server));
        configuration.inetServers().forEach(server -> sections.put(server.section(), server));
        configuration.rpcInterfaces().forEach(section -> sections.put("rpcinterface:" + section.name(), section));
        return sections;
    }

    private static Map<String, Object> ofConsole(Configuration configuration) {
        Map<String, Object> sections = new LinkedHashMap<>();
        sections.put("console", configuration.console().withUsers(List.of()));
        configuration.console().users().forEach(user -> sections.put("console_user:" + user.name(), user));
        return sections;
    }

    private static void compare(
            Map<String, Object> before,
            Map<String, Object> after,
            When when,
            Origins origins,
            List<SectionPlan> plans) {
        after.forEach((section, meaning) -> {
            Object old = before.get(section);
            if (!meaning.equals(old)) {
                Change change = old == null ? Change.ADDED : Change.CHANGED;
                plans.add(new SectionPlan(section, change, origins.header(section), when));
            }
        });
        before.keySet().stream()
                .filter(section -> !after.containsKey(section))
                .forEach(section -> plans.add(new SectionPlan(section, Change.REMOVED, Optional.empty(), when)));
    }
}
