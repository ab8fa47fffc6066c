package org.warden.ctl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.warden.core.config.ProgramEnvironment;
import org.warden.core.port.Host;

/**
 * The machine without any native library: {@code /proc} for this process, {@code getent} and {@code id} for users, so that
 * every name service answers that the daemon would ask. A configuration can be checked where the daemon could not run.
 */
public final class ThisMachine implements Host {
    private static final int NAME = 0;
    private static final int ID = 2;
    private static final int GID = 3;
    private static final int HOME = 5;
    private static final int EFFECTIVE = 2;

    @Override
    public Map<String, String> environment() {
        return ProgramEnvironment.of(System.getenv());
    }

    @Override
    public String nodeName() {
        return lines("/proc/sys/kernel/hostname").get(0);
    }

    @Override
    public int uid() {
        return status("Uid:");
    }

    @Override
    public int gid() {
        return status("Gid:");
    }

    /** The effective one of the four ids in a line of {@code /proc/self/status}. */
    private static int status(String label) {
        for (String line : lines("/proc/self/status")) {
            if (line.startsWith(label)) {
                return Integer.parseInt(line.split("\\s+")[EFFECTIVE]);
            }
        }
        throw new IllegalStateException("no " + label + " in /proc/self/status");
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file), StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public int pid() {
        return Math.toIntExact(ProcessHandle.current().pid());
    }

    @Override
    public Optional<Account> userByName(String name) {
        return entry("passwd", name)
                // Asked for a number, getent looks for an id; asked for a name, it must not.
                .filter(fields -> fields.get(NAME).equals(name))
                .map(ThisMachine::account);
    }

    @Override
    public Optional<Account> userById(int uid) {
        return entry("passwd", Integer.toUnsignedString(uid)).map(ThisMachine::account);
    }

    private static Account account(List<String> fields) {
        List<Integer> groups = new ArrayList<>();
        groups.add(Integer.parseUnsignedInt(fields.get(GID)));
        for (String gid : output("id", "-G", "--", fields.get(NAME)).orElse("").split("\\s+")) {
            if (!gid.isEmpty() && !groups.contains(Integer.parseUnsignedInt(gid))) {
                groups.add(Integer.parseUnsignedInt(gid));
            }
        }
        int uid = Integer.parseUnsignedInt(fields.get(ID));
        return new Account(fields.get(NAME), uid, groups.get(0), groups, fields.get(HOME));
    }

    @Override
    public Optional<Integer> groupByName(String name) {
        return entry("group", name)
                .filter(fields -> fields.get(NAME).equals(name))
                .map(fields -> Integer.parseUnsignedInt(fields.get(ID)));
    }

    @Override
    public boolean groupExists(int gid) {
        return entry("group", Integer.toUnsignedString(gid)).isPresent();
    }

    @Override
    public boolean mayExecute(String path) {
        try {
            return Files.isExecutable(Path.of(path));
        } catch (InvalidPathException noPath) {
            return false;
        }
    }

    /** The fields of an entry of a name service's table. */
    private static Optional<List<String>> entry(String table, String key) {
        return key.isEmpty() || key.indexOf('\0') >= 0
                ? Optional.empty()
                : output("getent", table, "--", key).map(line -> List.of(line.split(":", -1)));
    }

    /** The first line that a program prints; empty where it prints none or fails. */
    private static Optional<String> output(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? text.lines().findFirst() : Optional.empty();
        } catch (IOException notThere) {
            throw new UncheckedIOException("can't look up users and groups without " + command[0], notThere);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
