package org.warden.core.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Knows what nobody should see over somebody's shoulder, and puts {@value #MASK} in its place.
 *
 * <p>A secret is: the value of {@code password}; the value of a variable or option whose name says so (PASSWORD, PASSWD,
 * PASSPHRASE, SECRET, TOKEN, KEY, CREDENTIAL, in any case and as a part of the name); the password in a URL; and wherever it
 * stands, the value of such a variable of the configuration or of the environment it was read in, from four characters on
 * ({@code true} and the like apart).
 *
 * <p>Immutable; any thread.
 */
public final class Secrets {
    /** What is shown instead. */
    public static final String MASK = "******";

    private static final String NAME = "PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|KEY|CREDENTIAL";
    private static final Pattern SECRET_NAME = Pattern.compile(NAME, Pattern.CASE_INSENSITIVE);
    private static final String VALUE = "(?:\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^\\s,;\"']+)";
    private static final Pattern ASSIGNMENT =
            Pattern.compile("([\\w.-]{0,64}(?:" + NAME + ")[\\w.-]{0,64}=)" + VALUE, Pattern.CASE_INSENSITIVE);
    private static final Pattern OPTION =
            Pattern.compile("(--?[\\w-]{0,64}(?:" + NAME + ")[\\w-]{0,64}\\s+)(?!-)" + VALUE, Pattern.CASE_INSENSITIVE);
    private static final Pattern URL_PASSWORD = Pattern.compile("(\\w://[^\\s/:@]*:)[^\\s/@]+(?=@)");
    private static final String HASHED = "{SHA}";
    private static final int SHORTEST = 4;

    /** Values that hide nothing, and stand in too many places. */
    private static final Set<String> HARMLESS = Set.of("true", "false", "none", "null", "auto");

    /** Longer ones first: one may be a part of another. */
    private final List<String> values;

    private Secrets(Collection<String> values) {
        this.values = values.stream()
                .filter(value -> value.length() >= SHORTEST && !HARMLESS.contains(value.toLowerCase(Locale.ROOT)))
                .distinct()
                .sorted((a, b) -> b.length() - a.length())
                .toList();
    }

    /**
     * Those of a configuration.
     *
     * @param environment of the process that read it
     */
    public static Secrets of(Map<String, String> environment, List<SectionSettings> sections) {
        TreeSet<String> found = new TreeSet<>();
        add(environment, found);
        for (SectionSettings section : sections) {
            add(section.settings(), found);
            section.processes().forEach(process -> add(process.settings(), found));
        }
        return new Secrets(found);
    }

    /**
     * Those of several configurations that one daemon knows of, and of its active groups, which may be of none of them.
     *
     * @param environment of that daemon
     */
    public static Secrets of(
            Map<String, String> environment, List<Configuration> configurations, List<GroupConfig> active) {
        TreeSet<String> found = new TreeSet<>();
        add(environment, found);
        List<GroupConfig> groups = new ArrayList<>(active);
        for (Configuration configuration : configurations) {
            add(configuration.supervisord().environment(), found);
            configuration.inetServers().forEach(server -> add(server.credentials(), found));
            configuration.unixServers().forEach(server -> add(server.credentials(), found));
            groups.addAll(configuration.groups());
        }
        groups.forEach(group -> group.processes().forEach(process -> add(process.environment(), found)));
        return new Secrets(found);
    }

    private static void add(Optional<DoorCredentials> credentials, Collection<String> to) {
        credentials.map(DoorCredentials::password).ifPresent(to::add);
    }

    private static void add(Map<String, String> variables, Collection<String> to) {
        variables.forEach((name, value) -> {
            if (isSecretName(name)) {
                to.add(value);
            }
        });
    }

    private static void add(List<Setting> settings, Collection<String> to) {
        for (Setting setting : settings) {
            if (isSecret(setting)) {
                setting.value().ifPresent(to::add);
            }
        }
    }

    private static boolean isSecretName(String name) {
        return SECRET_NAME.matcher(name).find();
    }

    private static boolean isSecret(Setting setting) {
        String key = setting.key();
        return key.equals("password")
                || (key.startsWith(SettingsCollector.VARIABLE)
                        && isSecretName(key.substring(SettingsCollector.VARIABLE.length())));
    }

    /** A value as it may be shown; empty where there is none. */
    public Optional<String> shown(Setting setting) {
        if (isSecret(setting)) {
            return setting.value().map(value -> value.startsWith(HASHED) ? HASHED + MASK : MASK);
        }
        return setting.value().map(this::masked);
    }

    /** Any text, with the secrets in it masked. */
    public String masked(String text) {
        String masked = text;
        for (String value : values) {
            masked = masked.replace(value, MASK);
        }
        for (Pattern pattern : List.of(URL_PASSWORD, ASSIGNMENT, OPTION)) {
            masked = pattern.matcher(masked).replaceAll("$1" + MASK);
        }
        return masked;
    }
}
