package org.warden.core.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.warden.core.port.Host;

/** Reads the socket keys of an {@code [fcgi-program:x]}. */
final class FcgiSocketReader {
    /** Stock's grammar, and beyond it an IPv6 address in brackets. */
    private static final Pattern TCP = Pattern.compile("tcp://([^\\s:]+|\\[[0-9A-Fa-f:.]+]):([0-9]+)");

    private static final String FORMS = "write tcp://host:port, tcp://[ipv6]:port or unix:///path/of.socket";

    private final Reading reading;
    private final SectionReader section;

    /** @param ofGroup whether the program is listed in a group, where stock forgets its socket */
    FcgiSocketReader(Reading reading, IniSection section, boolean ofGroup) {
        this.reading = reading;
        SectionReader reader = reading.section(section);
        this.section = ofGroup ? reader.unseenByStock() : reader;
    }

    Optional<FcgiSocketConfig> read(String programName) {
        Optional<Host.Account> user = section.get("user", reading.hostValues::account);
        Optional<Integer> backlog = section.get("socket_backlog", FcgiSocketReader::backlog);
        Optional<FcgiSocketConfig.Owner> owner = section.get("socket_owner", this::owner);
        Optional<Integer> mode = section.get("socket_mode", FcgiSocketReader::mode);
        SectionReader named = section.with(section.names().with("program_name", programName));
        Optional<String> url = named.text("socket");
        if (!section.has("socket") || url.filter(String::isEmpty).isPresent()) {
            section.fail(
                    section.has("socket") ? "socket" : null,
                    new BadValue(
                            "[" + section.header() + "] section requires a \"socket\" line", "add socket=; " + FORMS));
            return Optional.empty();
        }
        if (url.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    url.get().startsWith("unix://")
                            ? unix(url.get(), user, backlog, owner, mode)
                            : tcp(url.get(), backlog));
        } catch (BadValue bad) {
            // Stock prints a tuple of the text and its argument here; nobody waits for that.
            section.fail("socket", bad.as(bad.getMessage() + " in [" + section.header() + "] socket"));
            return Optional.empty();
        }
    }

    private FcgiSocketConfig unix(
            String url,
            Optional<Host.Account> user,
            Optional<Integer> backlog,
            Optional<FcgiSocketConfig.Owner> owner,
            Optional<Integer> mode)
            throws BadValue {
        String path = url.substring("unix://".length());
        if (!path.startsWith("/")) {
            throw new BadValue("Unix socket path " + path + " is not an absolute path", FORMS);
        }
        Optional<FcgiSocketConfig.Owner> effective = owner.or(() ->
                user.filter(u -> u.uid() != reading.host.uid()).map(u -> new FcgiSocketConfig.Owner(u.uid(), u.gid())));
        return new FcgiSocketConfig(
                "unix://" + reading.hostValues.normalized(path),
                backlog,
                effective,
                section.settled("socket_mode", mode.orElse(0700)));
    }

    private FcgiSocketConfig tcp(String url, Optional<Integer> backlog) throws BadValue {
        if (section.has("socket_owner") || section.has("socket_mode")) {
            throw new BadValue(
                    "socket_owner and socket_mode params should only be used with a Unix domain socket",
                    "remove them, or write unix:///path/of.socket");
        }
        Matcher matcher = TCP.matcher(url);
        if (!matcher.matches()) {
            throw new BadValue("Bad socket format " + url, FORMS);
        }
        String host = matcher.group(1).toLowerCase(Locale.ROOT);
        int port = Values.port(matcher.group(2), "write a port from 1 to 65535");
        return new FcgiSocketConfig("tcp://" + host + ":" + port, backlog, Optional.empty(), 0700);
    }

    private static int backlog(String text) throws BadValue {
        long backlog = Values.integer(text);
        if (backlog < 1 || backlog > 65535) {
            throw new BadValue("Invalid socket_backlog value " + backlog, "write a number from 1 to 65535");
        }
        return (int) backlog;
    }

    private FcgiSocketConfig.Owner owner(String text) throws BadValue {
        try {
            return reading.hostValues.owner(text);
        } catch (BadValue bad) {
            throw bad.as("Invalid socket_owner value " + text);
        }
    }

    private static int mode(String text) throws BadValue {
        try {
            return Values.octal(text, 07777);
        } catch (BadValue bad) {
            throw bad.as("Invalid socket_mode value " + text);
        }
    }
}
