package org.warden.webapp.console;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.warden.core.config.ConfigPlan;
import org.warden.core.config.ConfigPlan.GroupPlan;
import org.warden.core.config.ConfigPlan.KeyChange;
import org.warden.core.config.ConfigPlan.ProgramPlan;
import org.warden.core.config.ConfigPlan.SectionPlan;
import org.warden.core.config.Origin;
import org.warden.core.model.ProcessName;

/**
 * What an update would change, as a page shows it.
 *
 * @param groups in the order of an update
 * @param sections those about the daemon itself
 * @param print differs when something else would be changed; what runs at the moment does not count
 */
public record ConfigChanges(List<Group> groups, List<Section> sections, String print) {
    private static final int MOST_NAMES = 12;

    /**
     * One group.
     *
     * @param change added, changed, removed
     * @param where file and line, or ""
     * @param hit how many processes it stops, for good or to start them again
     */
    public record Group(String name, String change, String where, List<Part> parts, List<Effect> effects, int hit) {}

    /** Values that are new, of the group itself where {@code title} is "", else of some of its processes. */
    public record Part(String title, List<Key> keys) {}

    /**
     * One value.
     *
     * @param before empty where nothing is set
     * @param origin where the new one comes from
     */
    public record Key(String key, Optional<String> before, Optional<String> after, String origin) {
        public boolean isBeforeSet() {
            return before.isPresent();
        }

        public boolean isAfterSet() {
            return after.isPresent();
        }

        public String getOld() {
            return before.orElse("");
        }

        public String getNow() {
            return after.orElse("");
        }
    }

    /** What becomes of processes: stopped, restarted, started. */
    public record Effect(String kind, String names) {}

    /** @param when update or restart: what has to be done for it to count */
    public record Section(String name, String change, String where, String when) {}

    static ConfigChanges of(ConfigPlan plan, Texts texts) {
        return new ConfigChanges(
                plan.groups().stream().map(group -> group(group, texts)).toList(),
                plan.sections().stream().map(ConfigChanges::section).toList(),
                print(plan));
    }

    /** Whether there is anything that an update does. */
    public boolean isApplicable() {
        return !groups.isEmpty()
                || sections.stream().anyMatch(section -> section.when().equals("update"));
    }

    /** Those of the groups that are named, in the order of an update. */
    List<Group> chosen(Set<String> names) {
        return groups.stream().filter(group -> names.contains(group.name())).toList();
    }

    private static Group group(GroupPlan plan, Texts texts) {
        List<Part> parts = new ArrayList<>();
        if (!plan.keys().isEmpty()) {
            parts.add(new Part("", keys(plan.keys(), texts)));
        }
        plan.programs().forEach(program -> parts.add(new Part(title(program, texts), keys(program.keys(), texts))));
        List<Effect> effects = new ArrayList<>();
        effect("stopped", plan.stopped(), effects, texts);
        effect("restarted", plan.restarted(), effects, texts);
        effect("started", plan.started(), effects, texts);
        return new Group(
                plan.name(),
                word(plan.change()),
                place(plan.where()),
                List.copyOf(parts),
                List.copyOf(effects),
                plan.stopped().size() + plan.restarted().size());
    }

    private static String word(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private static String place(Optional<Origin.Line> where) {
        return where.map(Origin.Line::toString).orElse("");
    }

    private static String title(ProgramPlan program, Texts texts) {
        return texts.get(
                "configuration.part",
                program.section(),
                texts.get("configuration." + word(program.change())),
                some(program.processes(), texts));
    }

    private static void effect(String kind, List<ProcessName> names, List<Effect> effects, Texts texts) {
        if (!names.isEmpty()) {
            effects.add(new Effect(
                    kind, some(names.stream().map(ProcessName::namespec).toList(), texts)));
        }
    }

    /** Nobody reads a thousand names. */
    private static String some(List<String> names, Texts texts) {
        String shown = String.join(" ", names.subList(0, Math.min(MOST_NAMES, names.size())));
        int more = names.size() - MOST_NAMES;
        return more <= 0 ? shown : texts.get("configuration.more", shown, more);
    }

    private static List<Key> keys(List<KeyChange> changes, Texts texts) {
        return changes.stream()
                .map(change -> new Key(change.key(), change.before(), change.after(), origin(change.origin(), texts)))
                .toList();
    }

    private static String origin(Origin origin, Texts texts) {
        return origin instanceof Origin.Default ? texts.get("program.default") : origin.toString();
    }

    private static Section section(SectionPlan plan) {
        return new Section(plan.section(), word(plan.change()), place(plan.where()), word(plan.when()));
    }

    private static String print(ConfigPlan plan) {
        StringBuilder text = new StringBuilder(plan.sections().toString());
        for (GroupPlan group : plan.groups()) {
            text.append(group.name())
                    .append(group.change())
                    .append(group.keys())
                    .append(group.programs());
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
