package org.warden.rpc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.warden.core.config.ConfigPlan;
import org.warden.core.config.Origin;
import org.warden.core.model.ProcessName;

/** The struct of {@code warden.plan}. What is not known or not set is left out: XML-RPC has no word for it. */
final class PlanText {
    private PlanText() {}

    static Map<String, Object> struct(ConfigPlan plan) {
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("file", plan.file());
        struct.put("groups", all(plan.groups(), PlanText::group));
        struct.put("sections", all(plan.sections(), PlanText::section));
        return struct;
    }

    private static <T> List<Object> all(List<T> items, Function<T, Object> text) {
        List<Object> texts = new ArrayList<>(items.size());
        items.forEach(item -> texts.add(text.apply(item)));
        return texts;
    }

    private static Map<String, Object> group(ConfigPlan.GroupPlan group) {
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("group", group.name());
        struct.put("change", word(group.change()));
        place(group.where(), struct);
        struct.put("keys", all(group.keys(), PlanText::key));
        struct.put("programs", all(group.programs(), PlanText::program));
        struct.put("stopped", all(group.stopped(), ProcessName::namespec));
        struct.put("restarted", all(group.restarted(), ProcessName::namespec));
        struct.put("started", all(group.started(), ProcessName::namespec));
        return struct;
    }

    private static Map<String, Object> program(ConfigPlan.ProgramPlan program) {
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("section", program.section());
        struct.put("change", word(program.change()));
        place(program.where(), struct);
        struct.put("processes", program.processes());
        struct.put("keys", all(program.keys(), PlanText::key));
        return struct;
    }

    private static Map<String, Object> section(ConfigPlan.SectionPlan section) {
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("section", section.section());
        struct.put("change", word(section.change()));
        struct.put("when", section.when().name().toLowerCase(Locale.ROOT));
        place(section.where(), struct);
        return struct;
    }

    private static Map<String, Object> key(ConfigPlan.KeyChange key) {
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("key", key.key());
        key.before().ifPresent(value -> struct.put("before", value));
        key.after().ifPresent(value -> struct.put("after", value));
        if (key.origin() instanceof Origin.Line line) {
            place(Optional.of(line), struct);
            struct.put("section", line.section());
        } else if (key.origin() instanceof Origin.Option option) {
            struct.put("option", option.option());
        }
        return struct;
    }

    private static void place(Optional<Origin.Line> where, Map<String, Object> struct) {
        where.ifPresent(line -> {
            struct.put("file", line.file());
            struct.put("line", line.line());
        });
    }

    private static String word(ConfigPlan.Change change) {
        return change.name().toLowerCase(Locale.ROOT);
    }
}
