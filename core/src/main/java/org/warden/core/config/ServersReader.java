package org.warden.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the sections of the doors, {@code [inet_http_server]} and {@code [unix_http_server]} with and without names. */
final class ServersReader {
    private static final FcgiSocketConfig.Owner UNCHANGED = new FcgiSocketConfig.Owner(-1, -1);

    private final Reading reading;

    ServersReader(Reading reading) {
        this.reading = reading;
    }

    List<InetServerConfig> inetServers() {
        List<InetServerConfig> servers = new ArrayList<>();
        for (IniSection section : reading.document.startingWith("inet_http_server")) {
            SectionReader reader = reading.section(section);
            Optional<DoorCredentials> credentials = credentials(reader);
            Optional<Values.InetAddress> address = reader.get("port", Values::inetAddress);
            if (!reader.has("port")) {
                reader.fail(
                        null,
                        new BadValue(
                                "section [" + section.name() + "] has no port value",
                                "add port=127.0.0.1:9001 or another address"));
            }
            boolean legacy = legacyGetActions(reader, credentials);
            address.ifPresent(
                    a -> servers.add(new InetServerConfig(section.name(), a.host(), a.port(), credentials, legacy)));
        }
        return servers;
    }

    List<UnixServerConfig> unixServers() {
        List<UnixServerConfig> servers = new ArrayList<>();
        for (IniSection section : reading.document.startingWith("unix_http_server")) {
            SectionReader reader = reading.section(section);
            Optional<String> file = reader.get("file", this::socketFile);
            if (!reader.has("file")) {
                reader.fail(
                        null,
                        new BadValue(
                                "section [" + section.name() + "] has no file value",
                                "add file=/run/supervisor.sock or another path"));
            }
            Optional<DoorCredentials> credentials = credentials(reader);
            FcgiSocketConfig.Owner owner = reader.get("chown", UNCHANGED, this::owner);
            int mode = reader.get("chmod", 0700, ServersReader::mode);
            boolean legacy = legacyGetActions(reader, credentials);
            file.ifPresent(f -> servers.add(
                    new UnixServerConfig(section.name(), f, mode, owner.uid(), owner.gid(), credentials, legacy)));
        }
        return servers;
    }

    private String socketFile(String text) throws BadValue {
        String file = Blanks.strip(text);
        if (file.isEmpty()) {
            // Stock would bind to its working directory and fail with an unrelated text.
            throw BadValue.beyondStock("Invalid file value " + text, "name the socket, such as /run/supervisor.sock");
        }
        return reading.hostValues.normalized(file);
    }

    private FcgiSocketConfig.Owner owner(String text) throws BadValue {
        try {
            return reading.hostValues.owner(text);
        } catch (BadValue bad) {
            throw bad.as("Invalid sockchown value " + text);
        }
    }

    private static int mode(String text) throws BadValue {
        try {
            return Values.octal(text, 07777);
        } catch (BadValue bad) {
            throw bad.as("Invalid chmod value " + text);
        }
    }

    /**
     * Both or neither. An empty user name with a password means an open door in stock, which nobody who sets a password
     * wants: it is refused. Both empty is the same as neither.
     */
    private Optional<DoorCredentials> credentials(SectionReader reader) {
        Optional<String> username = reader.text("username");
        Optional<String> password = reader.text("password");
        boolean bothSet = reader.has("username") && reader.has("password");
        boolean noneSet = !reader.has("username") && !reader.has("password");
        boolean nameless = username.orElse("").isEmpty() && !password.orElse("").isEmpty();
        if (noneSet || (bothSet && (username.isEmpty() || password.isEmpty()))) {
            return Optional.empty();
        }
        if (!bothSet || nameless) {
            String missing = username.orElse("").isEmpty() ? "username" : "password";
            BadValue incomplete = new BadValue(
                    "Section [" + reader.header() + "] contains incomplete authentication: If a username or a password"
                            + " is specified, both the username and password must be specified",
                    "set " + missing + " too, or remove both");
            reader.fail(
                    reader.has("username") && !nameless ? "username" : "password",
                    bothSet ? incomplete.unseenByStock() : incomplete);
            return Optional.empty();
        }
        if (username.get().isEmpty()) {
            return Optional.empty();
        }
        warnOfUselessPassword(reader, password.get());
        return Optional.of(new DoorCredentials(username.get(), password.get()));
    }

    /** A key of ours. What a script may do by a link, anybody could make a browser do where there is no password. */
    private static boolean legacyGetActions(SectionReader reader, Optional<DoorCredentials> credentials) {
        boolean legacy = reader.unseenByStock().get("legacy_get_actions", false, Values::bool);
        if (legacy && credentials.isEmpty()) {
            reader.warn(
                    "legacy_get_actions",
                    "legacy_get_actions has no effect without a password; set username and password");
        }
        return legacy;
    }

    private static void warnOfUselessPassword(SectionReader reader, String password) {
        if (password.isEmpty()) {
            reader.warn("password", "password is empty: anybody who knows the user name gets in");
        }
        if (password.startsWith("{SHA}") && !password.matches("\\{SHA\\}[0-9a-f]{40}")) {
            reader.warn("password", "password can never match: after {SHA} there must be 40 lower-case hex digits");
        }
    }
}
