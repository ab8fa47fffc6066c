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
 * <p>A secret is: the value of {@code password}; the value of a variable, option or key whose name says so (PASSWORD, PASSWD,
 * PASSPHRASE, SECRET, TOKEN, KEY, CREDENTIAL, in any case and as a part of the name); the password in a URL; and wherever it
 * stands, the value of such a variable of the configuration or of the environment it was read in, from four characters on
 * ({@code true} and the like apart).
 *
 * <p>For strangers ({@link #forStrangers}) every variable of the configuration is one, whatever its name.
 *
 * <p>Immutable; any thread.
 */
public final class Secrets {
    /** What is shown instead. */
    public static final String MASK = "******";

    private static final String NAME = "PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|KEY|CREDENTIAL";
    private static final Pattern SECRET_NAME = Pattern.compile(NAME, Pattern.CASE_INSENSITIVE);
    private static final String VALUE = "(?:\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"|'[^']*'|[^\\s,;\"']+|[\"']\\S*)";
    private static final Pattern ASSIGNMENT =
            Pattern.compile("([\\w.-]{0,64}(?:" + NAME + ")[\\w.-]{0,64}=)" + VALUE, Pattern.CASE_INSENSITIVE);
    private static final Pattern OPTION =
            Pattern.compile("(--?[\\w-]{0,64}(?:" + NAME + ")[\\w-]{0,64}\\s+)(?!-)" + VALUE, Pattern.CASE_INSENSITIVE);
    private static final Pattern URL_PASSWORD = Pattern.compile("(\\w://[^\\s/:@]*:)[^\\s/@]+(?=@)");
    private static final String HASHED = "{SHA}";
    private static final int SHORTEST = 4;

    /** The one key whose name says so and whose value is a path. */
    private static final String NO_SECRET = "tls_key";

    /** What stands for itself in too many places: a path, the number of a port. */
    private static final Pattern PLAIN = Pattern.compile("/.*|[0-9]{1,5}", Pattern.DOTALL);

    /** Values that hide nothing, and stand in too many places. */
    private static final Set<String> HARMLESS = Set.of("true", "false", "none", "null", "auto");

    /** Longer ones first: one may be a part of another. */
    private final List<String> values;

    private final boolean everyVariable;

    private Secrets(Collection<String> values, boolean everyVariable) {
        this.everyVariable = everyVariable;
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
        return new Secrets(found, false);
    }

    /**
     * For people who have nothing to do with the machine: the value of every variable of the configuration is a secret, and is
     * masked wherever it stands unless it is a path, a short number, or the name of a process or group.
     *
     * @param environment of the process that read it
     * @param sections of the files as they are now
     * @param known the configurations that the daemon, or whoever asks, knows
     * @param running what processes run under
     */
    public static Secrets forStrangers(
            Map<String, String> environment,
            List<SectionSettings> sections,
            List<Configuration> known,
            List<ProcessConfig> running) {
        TreeSet<String> found = new TreeSet<>();
        TreeSet<String> variables = new TreeSet<>();
        TreeSet<String> names = new TreeSet<>();
        for (Configuration configuration : known) {
            variables.addAll(configuration.supervisord().environment().values());
            for (GroupConfig group : configuration.groups()) {
                names.add(group.name());
                group.processes().forEach(process -> add(process, names, variables));
            }
            configuration.inetServers().forEach(server -> add(server.credentials(), found));
            configuration.unixServers().forEach(server -> add(server.credentials(), found));
            configuration.console().users().forEach(user -> found.add(user.passwordHash()));
            configuration.rpcInterfaces().forEach(section -> add(section.settings(), found));
        }
        running.forEach(process -> add(process, names, variables));
        for (SectionSettings section : sections) {
            add(section.settings(), found, variables);
            for (ProcessSettings process : section.processes()) {
                names.addAll(List.of(process.group(), process.name()));
                add(process.settings(), found, variables);
            }
        }
        variables.removeIf(value -> PLAIN.matcher(value).matches() || names.contains(value));
        found.addAll(variables);
        add(environment, found);
        // A log may hold a part of them only.
        List.copyOf(found).stream().flatMap(String::lines).forEach(found::add);
        return new Secrets(found, true);
    }

    private static void add(ProcessConfig process, Collection<String> names, Collection<String> variables) {
        names.add(process.name());
        variables.addAll(process.environment().values());
    }

    private static void add(List<Setting> settings, Collection<String> secrets, Collection<String> variables) {
        add(settings, secrets);
        for (Setting setting : settings) {
            if (setting.key().startsWith(SettingsCollector.VARIABLE)) {
                setting.value().ifPresent(variables::add);
            }
        }
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
        return new Secrets(found, false);
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
        return key.startsWith(SettingsCollector.VARIABLE)
                ? isSecretName(key.substring(SettingsCollector.VARIABLE.length()))
                : isSecretName(key) && !key.equals(NO_SECRET);
    }

    /** A value as it may be shown; empty where there is none. */
    public Optional<String> shown(Setting setting) {
        if (isSecret(setting) || everyVariable && setting.key().startsWith(SettingsCollector.VARIABLE)) {
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
