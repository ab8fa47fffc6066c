package org.warden.core.port;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A machine made up for a test: node {@code testnode}, running as uid and gid 1000 with pid 4711, users root, nobody and web,
 * groups of the same names. Every file may be executed unless {@link #forbid} says otherwise.
 */
public final class FakeHost implements Host {
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, Account> users = new LinkedHashMap<>();
    private final Map<String, Integer> groups = new HashMap<>();
    private final Set<String> forbidden = new HashSet<>();
    private int uid = 1000;

    public FakeHost() {
        withUser("root", 0, 0, "/root");
        withUser("nobody", 65534, 65534, "/nonexistent");
        withUser("web", 1000, 1000, "/home/web");
    }

    public FakeHost withVariable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Adds a user and a group of the same name. */
    public FakeHost withUser(String name, int userId, int groupId, String home) {
        users.put(name, new Account(name, userId, groupId, List.of(groupId), home));
        groups.put(name, groupId);
        return this;
    }

    public FakeHost runningAs(int userId) {
        uid = userId;
        return this;
    }

    public FakeHost forbid(String path) {
        forbidden.add(path);
        return this;
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public String nodeName() {
        return "testnode";
    }

    @Override
    public int uid() {
        return uid;
    }

    @Override
    public int gid() {
        return uid;
    }

    @Override
    public int pid() {
        return 4711;
    }

    @Override
    public Optional<Account> userByName(String name) {
        return Optional.ofNullable(users.get(name));
    }

    @Override
    public Optional<Account> userById(int userId) {
        return users.values().stream().filter(user -> user.uid() == userId).findFirst();
    }

    @Override
    public Optional<Integer> groupByName(String name) {
        return Optional.ofNullable(groups.get(name));
    }

    @Override
    public boolean groupExists(int groupId) {
        return groups.containsValue(groupId);
    }

    @Override
    public boolean mayExecute(String path) {
        return !forbidden.contains(path);
    }
}
