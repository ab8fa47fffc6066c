package org.warden.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Each effective value of a configuration and where it comes from, as lines for people. Any thread. */
public final class ExplainText {
    private static final String NOT_SET = "(not set)";
    private static final int WIDEST_VALUE = 48;

    private final Secrets secrets;

    /** @param secrets what is not to be told */
    public ExplainText(Secrets secrets) {
        this.secrets = secrets;
    }

    /** {@code section.key = value ; origin}. */
    private record Line(String name, String value, String origin) {}

    /** @param to gets the lines, without their ends, an empty one between two sections */
    public void print(List<SectionSettings> sections, Consumer<String> to) {
        for (SectionSettings section : sections) {
            if (section != sections.get(0)) {
                to.accept("");
            }
            print(section, to);
        }
    }

    private void print(SectionSettings section, Consumer<String> to) {
        to.accept("# [" + section.section() + "]"
                + section.where().map(where -> " at " + where).orElse("") + processes(section));
        List<Line> lines = new ArrayList<>();
        section.settings().forEach(setting -> lines.add(line(section.section(), section, setting)));
        for (ProcessSettings process : section.processes()) {
            String name = process.group() + ":" + process.name();
            process.settings().forEach(setting -> lines.add(line(name, section, setting)));
        }
        int names = lines.stream().mapToInt(line -> line.name().length()).max().orElse(0);
        int values = lines.stream()
                .mapToInt(line -> line.value().length())
                .filter(length -> length <= WIDEST_VALUE)
                .max()
                .orElse(0);
        for (Line line : lines) {
            to.accept(padded(line.name(), names) + " = " + padded(line.value(), values) + "  ; " + line.origin());
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

    private Line line(String name, SectionSettings section, Setting setting) {
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
