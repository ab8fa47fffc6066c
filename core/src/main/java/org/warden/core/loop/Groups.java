package org.warden.core.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.warden.core.model.ProcessName;

/** The active groups in start order: by priority, ties in the order of activation. Loop thread only. */
final class Groups {
    private final List<ManagedGroup> ordered = new ArrayList<>();
    private final Map<String, ManagedGroup> byName = new LinkedHashMap<>();
    private final Map<ProcessName, ManagedProcess> processes = new HashMap<>();

    void add(ManagedGroup group) {
        int at = ordered.size();
        while (at > 0 && ordered.get(at - 1).config.priority() > group.config.priority()) {
            at--;
        }
        ordered.add(at, group);
        byName.put(group.name(), group);
        group.processes.forEach(p -> processes.put(p.name, p));
    }

    void remove(ManagedGroup group) {
        ordered.remove(group);
        byName.remove(group.name());
        group.processes.forEach(p -> processes.remove(p.name));
    }

    List<ManagedGroup> ordered() {
        return ordered;
    }

    /** In the order in which they were made known, whatever their priorities. */
    List<ManagedGroup> inOrderOfActivation() {
        return List.copyOf(byName.values());
    }

    ManagedGroup group(String name) {
        return byName.get(name);
    }

    ManagedProcess process(ProcessName name) {
        return processes.get(name);
    }

    /** A view of the names of all processes. */
    Set<ProcessName> processNames() {
        return processes.keySet();
    }

    /** In start order. */
    List<ManagedProcess> allProcesses() {
        List<ManagedProcess> all = new ArrayList<>(processes.size());
        ordered.forEach(g -> all.addAll(g.processes));
        return all;
    }

    List<String> names() {
        return ordered.stream().map(ManagedGroup::name).toList();
    }
}
