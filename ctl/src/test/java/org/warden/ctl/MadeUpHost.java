package org.warden.ctl;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.warden.core.port.Host;

/** A machine for tests: users root and stranger, whom no file belongs to; the caller is whoever the test says. */
final class MadeUpHost implements Host {
    static final Account STRANGER = new Account("stranger", 64321, 64321, List.of(64321), "/nonexistent");

    private final Map<String, String> environment = new LinkedHashMap<>();
    private int uid;

    MadeUpHost runningAs(int userId) {
        uid = userId;
        return this;
    }

    MadeUpHost withVariable(String name, String value) {
        environment.put(name, value);
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
        return switch (name) {
            case "root" -> Optional.of(new Account("root", 0, 0, List.of(0), "/root"));
            case "stranger" -> Optional.of(STRANGER);
            default -> Optional.empty();
        };
    }

    @Override
    public Optional<Account> userById(int userId) {
        return userByName(userId == 0 ? "root" : userId == STRANGER.uid() ? "stranger" : "");
    }

    @Override
    public Optional<Integer> groupByName(String name) {
        return userByName(name).map(Account::gid);
    }

    @Override
    public boolean groupExists(int gid) {
        return userById(gid).isPresent();
    }

    @Override
    public boolean mayExecute(String path) {
        return Files.isExecutable(Path.of(path));
    }
}
