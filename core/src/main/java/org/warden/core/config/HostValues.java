package org.warden.core.config;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.warden.core.port.Host;

/** The types of values that need the machine: paths, users and groups. May block on file systems and name services. */
final class HostValues {
    private final Host host;
    private final String workingDirectory;

    /** Many programs of one user ask the name service once. */
    private final Map<String, Optional<Host.Account>> accounts = new HashMap<>();

    /** @param workingDirectory absolute; relative paths are taken from here */
    HostValues(Host host, Path workingDirectory) {
        this.host = host;
        this.workingDirectory = workingDirectory.toAbsolutePath().toString();
    }

    /** A home directory for a leading {@code ~} or {@code ~user}; unchanged where there is no such user. */
    String expandUser(String path) {
        if (!path.startsWith("~")) {
            return path;
        }
        int slash = path.indexOf('/');
        String user = path.substring(1, slash < 0 ? path.length() : slash);
        Optional<String> home = user.isEmpty()
                ? Optional.ofNullable(host.environment().get("HOME"))
                        .or(() -> host.userById(host.uid()).map(Host.Account::home))
                : host.userByName(user).map(Host.Account::home);
        if (home.isEmpty()) {
            return path;
        }
        String whole = withoutSlashes(home.get()) + (slash < 0 ? "" : path.substring(slash));
        return whole.isEmpty() ? "/" : whole;
    }

    private static String withoutSlashes(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /** Absolute, but otherwise as written: {@code a/../b} is left to the kernel, which knows the symbolic links. */
    String absolute(String path) {
        if (path.startsWith("/")) {
            return path;
        }
        return workingDirectory.endsWith("/") ? workingDirectory + path : workingDirectory + "/" + path;
    }

    /** Home expanded, absolute, and {@code .}, {@code ..} and double slashes taken out as text. */
    String normalized(String path) {
        return plain(absolute(expandUser(path)));
    }

    /** Takes {@code .}, {@code ..} and double slashes out of an absolute path; two leading slashes stay, as in POSIX. */
    private static String plain(String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        boolean twoSlashes = path.startsWith("//") && !path.startsWith("///");
        return (twoSlashes ? "//" : "/") + String.join("/", parts);
    }

    /** The directory of an existing file's name, absolute. */
    String directoryOf(String file) {
        String path = plain(absolute(file));
        int slash = path.lastIndexOf('/');
        return slash == 0 ? "/" : path.substring(0, slash);
    }

    boolean isDirectory(String path) {
        try {
            return Files.isDirectory(Path.of(absolute(path)));
        } catch (InvalidPathException noPath) {
            return false;
        }
    }

    String existingDirectory(String text) throws BadValue {
        String path = expandUser(text);
        if (path.isEmpty() || !isDirectory(path)) {
            throw new BadValue(text + " is not an existing directory", "create the directory or name another one");
        }
        return absolute(path);
    }

    /** A file whose directory must exist; not made absolute. */
    String inExistingDirectory(String text) throws BadValue {
        String path = expandUser(text);
        int slash = path.lastIndexOf('/');
        if (slash > 0 && !isDirectory(path.substring(0, slash))) {
            throw new BadValue(
                    "The directory named as part of the path " + text + " does not exist",
                    "create the directory " + path.substring(0, slash) + " or name another file");
        }
        return path;
    }

    /** Where {@code stdout_logfile} and {@code stderr_logfile} lead; SYSLOG is told apart by the caller. */
    ChannelConfig.LogTarget childLog(String text) throws BadValue {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "", "none", "off" -> new ChannelConfig.LogTarget.None();
            case "auto" -> new ChannelConfig.LogTarget.Auto();
            default -> new ChannelConfig.LogTarget.File(absolute(inExistingDirectory(text)));
        };
    }

    Host.Account account(String text) throws BadValue {
        Optional<BigInteger> number = PythonInteger.parse(text, 10);
        Optional<Host.Account> account = accounts.computeIfAbsent(
                text, t -> number.isPresent() ? id(number.get()).flatMap(host::userById) : host.userByName(t));
        if (account.isEmpty()) {
            throw new BadValue(
                    "Invalid user " + (number.isPresent() ? "id " : "name ") + text,
                    "name a user that exists (getent passwd lists them) or create it");
        }
        return account.get();
    }

    /**
     * Reads {@code user} or {@code user:group}.
     *
     * @throws BadValue with a text callers put their own in place of
     */
    FcgiSocketConfig.Owner owner(String text) throws BadValue {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new FcgiSocketConfig.Owner(account(text).uid(), -1);
        }
        return new FcgiSocketConfig.Owner(account(text.substring(0, colon)).uid(), group(text.substring(colon + 1)));
    }

    private int group(String text) throws BadValue {
        Optional<BigInteger> number = PythonInteger.parse(text, 10);
        Optional<Integer> gid =
                number.isPresent() ? id(number.get()).filter(host::groupExists) : host.groupByName(text);
        if (gid.isEmpty()) {
            throw new BadValue(
                    "Invalid group " + (number.isPresent() ? "id " : "name ") + text,
                    "name a group that exists (getent group lists them) or create it");
        }
        return gid.get();
    }

    /** Ids above the signed range don't fit the port; none of them is handed out by any system we know. */
    private static Optional<Integer> id(BigInteger number) {
        return number.signum() >= 0 && number.bitLength() < 32 ? Optional.of(number.intValue()) : Optional.empty();
    }

    /** The directory for temporary files, found as Python finds it. */
    String temporaryDirectory() {
        for (String variable : List.of("TMPDIR", "TEMP", "TMP")) {
            String path = host.environment().get(variable);
            if (path != null && !path.isEmpty() && isWritableDirectory(path)) {
                return plain(absolute(path));
            }
        }
        for (String path : List.of("/tmp", "/var/tmp", "/usr/tmp")) {
            if (isWritableDirectory(path)) {
                return path;
            }
        }
        return workingDirectory;
    }

    private boolean isWritableDirectory(String path) {
        return isDirectory(path) && Files.isWritable(Path.of(absolute(path)));
    }
}
