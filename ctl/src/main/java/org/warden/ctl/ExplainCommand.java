package org.warden.ctl;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.warden.core.config.ConfigException;
import org.warden.core.config.Inspection;
import org.warden.core.config.Origin;
import org.warden.core.config.ProcessSettings;
import org.warden.core.config.Secrets;
import org.warden.core.config.SectionSettings;
import org.warden.core.config.Setting;

/** {@code warden explain}: shows each effective value of a configuration, and where it comes from. */
final class ExplainCommand {
    static final Set<String> FLAGS = Set.of("--json");

    private static final String NOT_SET = "(not set)";
    private static final int WIDEST_VALUE = 48;

    private final Source source;
    private final PrintStream out;

    ExplainCommand(Source source, PrintStream out) {
        this.source = source;
        this.out = out;
    }

    /** A line of the answer: {@code section.key = value ; origin}. */
    private record Line(String name, String value, String origin) {}

    /**
     * Prints what was asked for.
     *
     * @throws ConfigException where the configuration can't be used: its values mean nothing then
     */
    void run(Arguments arguments) throws ConfigException, UsageException {
        Inspection inspection = source.inspect();
        if (!inspection.errors().isEmpty()) {
            throw new ConfigException(inspection.errors());
        }
        List<SectionSettings> sections = new Selection(inspection.sections()).of(arguments.names());
        Secrets secrets = Secrets.of(source.host().environment(), inspection.sections());
        if (arguments.has("--json")) {
            Json.explain(source.file(), sections, secrets, out);
            return;
        }
        String between = "";
        for (SectionSettings section : sections) {
            out.print(between);
            print(section, secrets);
            between = "\n";
        }
    }

    private void print(SectionSettings section, Secrets secrets) {
        out.println("# [" + section.section() + "]"
                + section.where().map(where -> " at " + where).orElse("") + processes(section));
        List<Line> lines = new ArrayList<>();
        section.settings().forEach(setting -> lines.add(line(section.section(), section, setting, secrets)));
        for (ProcessSettings process : section.processes()) {
            String name = process.group() + ":" + process.name();
            process.settings().forEach(setting -> lines.add(line(name, section, setting, secrets)));
        }
        int names = lines.stream().mapToInt(line -> line.name().length()).max().orElse(0);
        int values = lines.stream()
                .mapToInt(line -> line.value().length())
                .filter(length -> length <= WIDEST_VALUE)
                .max()
                .orElse(0);
        for (Line line : lines) {
            out.println(padded(line.name(), names) + " = " + padded(line.value(), values) + "  ; " + line.origin());
        }
    }

    private static String processes(SectionSettings section) {
        if (section.processes().isEmpty()) {
            return "";
        }
        return section.processes().stream()
                .map(process -> process.group() + ":" + process.name())
                .collect(Collectors.joining(" ", ", makes ", ""));
    }

    private static Line line(String name, SectionSettings section, Setting setting, Secrets secrets) {
        String value =
                secrets.shown(setting).map(text -> text.replace("\n", "\\n")).orElse(NOT_SET);
        return new Line(name + "." + setting.key(), value, origin(section, setting.origin()));
    }

    /** With the section where it is another one: an inherited value. */
    private static String origin(SectionSettings section, Origin origin) {
        boolean inherited =
                origin instanceof Origin.Line line && !line.section().equals(section.section());
        return origin + (inherited ? " [" + ((Origin.Line) origin).section() + "]" : "");
    }

    private static String padded(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }
}
