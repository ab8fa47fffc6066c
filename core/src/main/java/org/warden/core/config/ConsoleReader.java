package org.warden.core.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.warden.core.model.PythonText;
import org.warden.core.model.Role;

/** Reads {@code [console]} and the {@code [console_user:x]} sections, which stock passes over. */
final class ConsoleReader {
    private static final String USERS = "console_user:";
    private static final Pattern HASH = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=([0-9]{1,9}),t=([0-9]{1,9}),p=1\\$[A-Za-z0-9+/]{11,86}\\$[A-Za-z0-9+/]{22,86}");

    /** In KiB. What checking one password may take of the daemon's memory. */
    private static final int MOST_MEMORY = 64 << 10;

    private static final int LEAST_MEMORY = 4 << 10;
    private static final int MOST_ROUNDS = 50;

    private final Reading reading;

    ConsoleReader(Reading reading) {
        this.reading = reading;
    }

    ConsoleConfig read() {
        List<ConsoleUserConfig> users = users();
        Optional<IniSection> section = reading.document.find("console");
        if (section.isEmpty()) {
            return ConsoleConfig.DEFAULT.withUsers(users);
        }
        SectionReader reader = reading.section(section.get()).unseenByStock();
        boolean realm = reader.get("container_realm", ConsoleConfig.DEFAULT.containerRealm(), Values::bool);
        List<NetworkRange> proxies =
                reader.get("trusted_proxies", ConsoleReader::ranges).orElse(List.of());
        int idle = reader.get(
                "session_idle_secs",
                (int) ConsoleConfig.DEFAULT.sessionIdle().toSeconds(),
                text -> Values.within(text, 60, 86_400));
        int most = reader.get(
                "session_max_secs",
                (int) ConsoleConfig.DEFAULT.sessionMax().toSeconds(),
                text -> Values.within(text, 60, 2_592_000));
        boolean metrics = reader.get("metrics", ConsoleConfig.DEFAULT.metrics(), Values::bool);
        return new ConsoleConfig(users, realm, proxies, Duration.ofSeconds(idle), Duration.ofSeconds(most), metrics);
    }

    private List<ConsoleUserConfig> users() {
        List<ConsoleUserConfig> users = new ArrayList<>();
        for (IniSection section : reading.document.startingWith(USERS)) {
            SectionReader reader = reading.section(section).unseenByStock();
            String name = section.tail();
            if (name.isBlank() || name.indexOf(':') >= 0 || name.chars().anyMatch(Character::isISOControl)) {
                reader.fail(
                        null,
                        new BadValue(
                                "section [" + section.name() + "] has no usable name",
                                "choose one without colons, such as [console_user:anna]"));
            }
            for (String key : List.of("password", "role")) {
                if (!reader.has(key)) {
                    reader.fail(
                            null,
                            new BadValue(
                                    "section [" + section.name() + "] has no " + key + " value",
                                    key.equals("role")
                                            ? "add role=viewer, role=operator or role=admin"
                                            : "add password= and what 'warden passwd' prints"));
                }
            }
            Optional<String> hash = reader.get("password", ConsoleReader::hash);
            Optional<Role> role = reader.get("role", ConsoleReader::role);
            if (hash.isPresent() && role.isPresent()) {
                users.add(new ConsoleUserConfig(name, hash.get(), role.get()));
            }
        }
        return users;
    }

    /** The error does not repeat the value: it may be a password. */
    private static String hash(String text) throws BadValue {
        Matcher hash = HASH.matcher(text);
        if (!hash.matches()) {
            throw new BadValue(
                    "password is no Argon2id hash, and passwords as they are typed are not taken here",
                    "write the hash that 'warden passwd' prints: $argon2id$v=19$m=7168,t=5,p=1$...");
        }
        int memory = Integer.parseInt(hash.group(1));
        int rounds = Integer.parseInt(hash.group(2));
        if (memory < LEAST_MEMORY || memory > MOST_MEMORY || rounds < 1 || rounds > MOST_ROUNDS) {
            throw new BadValue(
                    "the hash asks for m=" + memory + ",t=" + rounds + ": too little, or too much for each login",
                    "keep m between " + LEAST_MEMORY + " and " + MOST_MEMORY + " and t between 1 and " + MOST_ROUNDS
                            + ", or use the hash that 'warden passwd' prints");
        }
        return text;
    }

    private static Role role(String text) throws BadValue {
        return Role.parse(Blanks.strip(text))
                .orElseThrow(
                        () -> new BadValue("not a role: " + PythonText.repr(text), "write viewer, operator or admin"));
    }

    private static List<NetworkRange> ranges(String text) throws BadValue {
        List<NetworkRange> ranges = new ArrayList<>();
        for (String word : Values.words(text)) {
            ranges.add(NetworkRange.parse(word)
                    .orElseThrow(() -> new BadValue(
                            "not an address or a range of them: " + PythonText.repr(word),
                            "write addresses with commas between them, such as 127.0.0.1, ::1, 10.0.0.0/8")));
        }
        return ranges;
    }
}
