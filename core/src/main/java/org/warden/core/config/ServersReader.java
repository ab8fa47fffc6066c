package org.warden.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.warden.core.model.PythonText;

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
            Optional<TlsConfig> tls = tls(reader.unseenByStock());
            List<String> hosts = reader.unseenByStock()
                    .get("allowed_hosts", ServersReader::hosts)
                    .orElse(List.of());
            boolean metrics = metrics(reader);
            address.ifPresent(a -> servers.add(new InetServerConfig(
                    section.name(), a.host(), a.port(), credentials, tls, hosts, legacy, metrics)));
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
            boolean metrics = metrics(reader);
            file.ifPresent(f -> servers.add(new UnixServerConfig(
                    section.name(), f, mode, owner.uid(), owner.gid(), credentials, legacy, metrics)));
        }
        return servers;
    }

    /** Both files or neither. They are not looked at here: a reread comes when the key may not be readable any more. */
    private Optional<TlsConfig> tls(SectionReader reader) {
        Optional<String> certificate = reader.get("tls_certificate", this::pemFile);
        Optional<String> key = reader.get("tls_key", this::pemFile);
        String oldest = reader.get("tls_min_version", TlsConfig.OLDEST, ServersReader::tlsVersion);
        if (reader.has("tls_certificate") != reader.has("tls_key")) {
            String missing = reader.has("tls_key") ? "tls_certificate" : "tls_key";
            reader.fail(
                    reader.has("tls_key") ? "tls_key" : "tls_certificate",
                    new BadValue(
                            "section [" + reader.header() + "] has no " + missing + " value",
                            "name both PEM files, or neither for http"));
        }
        return certificate.isPresent() && key.isPresent()
                ? Optional.of(new TlsConfig(certificate.get(), key.get(), oldest))
                : Optional.empty();
    }

    private String pemFile(String text) throws BadValue {
        String file = Blanks.strip(text);
        if (file.isEmpty()) {
            throw new BadValue("not the name of a file: ''", "name a PEM file, such as /etc/ssl/private/warden.pem");
        }
        return reading.hostValues.normalized(file);
    }

    private static String tlsVersion(String text) throws BadValue {
        for (String version : List.of(TlsConfig.OLDEST, TlsConfig.NEWEST)) {
            if (version.equalsIgnoreCase(Blanks.strip(text))) {
                return version;
            }
        }
        throw new BadValue(
                "not a version of TLS that is spoken here: " + PythonText.repr(text),
                "write " + TlsConfig.OLDEST + " or " + TlsConfig.NEWEST);
    }

    private static List<String> hosts(String text) throws BadValue {
        List<String> hosts = new ArrayList<>();
        for (String word : Values.words(text.toLowerCase(Locale.ROOT))) {
            if (!word.matches("[a-z0-9._-]+")) {
                throw new BadValue(
                        "not the name of a host: " + PythonText.repr(word),
                        "write names without ports, with commas between them, such as web1.example.org");
            }
            hosts.add(word);
        }
        return hosts;
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

    /** A key of ours. */
    private static boolean metrics(SectionReader reader) {
        return reader.unseenByStock().get("metrics", false, Values::bool);
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
